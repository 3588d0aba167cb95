//! A parsed template.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;
use std::sync::Arc;

use crate::functions::Function;

/// One template: what a file holds, or what `define` names.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) name: String,
    /// The file in which it stands, for errors.
    pub(crate) file: Arc<str>,
    pub(crate) source: Arc<str>,
    pub(crate) root: Vec<Node>,
}

impl Tree {
    /// Whether it holds nothing but white space, definitions and comments: such a file never replaces a template of its name.
    pub(crate) fn is_empty(&self) -> bool {
        self.root.iter().all(|node| match node {
            Node::Text(range) => self.text(range).trim().is_empty(),
            _ => false,
        })
    }

    pub(crate) fn text(&self, range: &Range<usize>) -> &str {
        self.source.get(range.clone()).unwrap_or_default()
    }
}

/// A part of a template.
#[derive(Debug)]
pub(crate) enum Node {
    Text(Range<usize>),
    Action(Pipe),
    Break,
    Continue,
    If(Branch),
    With(Branch),
    Range(Branch),
    Template(Include),
}

/// `if`, `with` and `range`.
#[derive(Debug)]
pub(crate) struct Branch {
    pub(crate) pipe: Pipe,
    pub(crate) body: Vec<Node>,
    pub(crate) otherwise: Vec<Node>,
}

/// `{{template "name" pipeline}}`.
#[derive(Debug)]
pub(crate) struct Include {
    pub(crate) pos: usize,
    pub(crate) name: String,
    pub(crate) pipe: Option<Pipe>,
}

/// Commands, each of which is given the result of the one before.
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) pos: usize,
    pub(crate) assign: bool,
    pub(crate) variables: Vec<String>,
    pub(crate) commands: Vec<Command>,
}

/// A function, a field or a value, and its arguments: at least one operand.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) pos: usize,
    pub(crate) first: Operand,
    pub(crate) args: Vec<Operand>,
}

/// One word of a command.
#[derive(Debug)]
pub(crate) struct Operand {
    pub(crate) pos: usize,
    pub(crate) term: Term,
}

/// What a word is.
#[derive(Debug)]
pub(crate) enum Term {
    Bool(bool),
    Dot,
    Nil,
    Number(Number),
    /// The text and how it was written.
    Text(Arc<str>, String),
    Field(Vec<String>),
    Variable(String, Vec<String>),
    Function(&'static str, Function),
    Pipe(Box<Pipe>),
    /// Fields of what a parenthesis or a function gives.
    Chain(Box<Operand>, Vec<String>),
}

/// A constant, which takes the type that is wanted where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Number {
    pub(crate) int: Option<i64>,
    pub(crate) float: f64,
    /// Whether it was written as a float: what it is where nothing is wanted.
    pub(crate) is_float: bool,
    pub(crate) text: String,
}

/// A node that an error can point at.
pub(crate) trait Place: Display {
    fn pos(&self) -> usize;
}

impl Place for Pipe {
    fn pos(&self) -> usize {
        self.pos
    }
}

impl Place for Command {
    fn pos(&self) -> usize {
        self.pos
    }
}

impl Place for Operand {
    fn pos(&self) -> usize {
        self.pos
    }
}

impl Place for Include {
    fn pos(&self) -> usize {
        self.pos
    }
}

impl Display for Include {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{{{{template {:?}", self.name)?;
        if let Some(pipe) = &self.pipe {
            write!(f, " {pipe}")?;
        }
        f.write_str("}}")
    }
}

impl Display for Pipe {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.variables.is_empty() {
            let sign = if self.assign { "=" } else { ":=" };
            write!(f, "{} {sign} ", self.variables.join(", "))?;
        }
        separated(f, &self.commands, " | ")
    }
}

impl Display for Command {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.args.iter().try_for_each(|arg| write!(f, " {arg}"))
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.term {
            Term::Bool(value) => write!(f, "{value}"),
            Term::Dot => f.write_str("."),
            Term::Nil => f.write_str("nil"),
            Term::Number(number) => f.write_str(&number.text),
            Term::Text(_, quoted) => f.write_str(quoted),
            Term::Field(fields) => write!(f, ".{}", fields.join(".")),
            Term::Variable(name, fields) => {
                f.write_str(name)?;
                fields.iter().try_for_each(|field| write!(f, ".{field}"))
            }
            Term::Function(name, _) => f.write_str(name),
            Term::Pipe(pipe) => write!(f, "({pipe})"),
            Term::Chain(inner, fields) => {
                write!(f, "{inner}")?;
                fields.iter().try_for_each(|field| write!(f, ".{field}"))
            }
        }
    }
}

fn separated<T: Display>(f: &mut Formatter<'_>, items: &[T], separator: &str) -> fmt::Result {
    items.iter().enumerate().try_for_each(|(index, item)| {
        let before = if index > 0 { separator } else { "" };
        write!(f, "{before}{item}")
    })
}
