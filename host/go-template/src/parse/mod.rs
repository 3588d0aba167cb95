//! Makes a tree of a template's tokens: text, branches and definitions. `pipeline` has what stands inside an action.

mod constant;

mod control;
mod pipeline;

pub(crate) use constant::{integer, whole};

use std::sync::Arc;

use crate::ast::{Node, Tree};
use crate::error::{Error, ErrorKind};
use crate::functions::Functions;
use crate::lex::{Keyword, Kind, Lexer, Token};

type Result<T, E = Error> = std::result::Result<T, E>;

/// How an item list ended.
#[derive(Clone, Copy)]
enum End {
    Done,
    Else,
    /// `else if` and `else with`: the keyword is next.
    ElseIf,
}

/// What an item list is made of.
enum Item {
    Node(Node),
    End(End),
}

/// Bounds of a parser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// How deep branches and parentheses may be inside each other.
    pub(crate) nesting: usize,
    /// How many nodes and operands a text may have.
    pub(crate) nodes: usize,
}

/// Parses a text and returns its own template and those that it defines, and how many nodes are left of the bound.
pub(crate) fn parse(
    name: &str,
    text: &str,
    functions: &Functions,
    bounds: Bounds,
) -> Result<(Vec<Tree>, usize)> {
    let mut parser = Parser {
        lexer: Lexer::new(text),
        tokens: [const { None }; 3],
        peeked: 0,
        file: name.into(),
        source: text.into(),
        functions,
        bounds,
        variables: vec!["$".into()],
        trees: Vec::new(),
        loops: 0,
        action_line: 0,
    };
    let root = parser.top()?;
    parser.add(name.into(), root)?;
    Ok((parser.trees, parser.bounds.nodes))
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// Tokens that were looked at ahead, the next one last; the first is also the one read last, where errors are reported.
    tokens: [Option<Token<'a>>; 3],
    peeked: usize,
    file: Arc<str>,
    source: Arc<str>,
    functions: &'a Functions,
    bounds: Bounds,
    variables: Vec<String>,
    trees: Vec<Tree>,
    loops: usize,
    /// The line of the action that is being read, or 0.
    action_line: usize,
}

impl<'a> Parser<'a> {
    /// A whole text: items and definitions up to its end.
    fn top(&mut self) -> Result<Vec<Node>> {
        let mut root = Vec::new();
        while self.peek().kind != Kind::Eof {
            if self.peek().kind == Kind::LeftDelim {
                let delim = self.next();
                if self.next_non_space().kind == Kind::Keyword(Keyword::Define) {
                    self.definition()?;
                    continue;
                }
                self.backup2(delim);
            }
            match self.item()? {
                Item::Node(node) => root.push(node),
                Item::End(End::Done) => return Err(self.error("unexpected {{end}}")),
                Item::End(_) => return Err(self.error("unexpected {{else}}")),
            }
        }
        Ok(root)
    }

    fn definition(&mut self) -> Result<()> {
        let context = "define clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, context)?;
        self.expect(Kind::RightDelim, context)?;
        let root = self.own_scope(context)?;
        self.add(name, root)
    }

    /// The body of a definition or a block: it sees no variables and no loop of what surrounds it.
    fn own_scope(&mut self, context: &str) -> Result<Vec<Node>> {
        let variables = std::mem::replace(&mut self.variables, vec!["$".into()]);
        let loops = std::mem::take(&mut self.loops);
        let (root, end) = self.item_list()?;
        self.variables = variables;
        self.loops = loops;
        match end {
            End::Done => Ok(root),
            _ => Err(self.error(&format!("unexpected {{{{else}}}} in {context}"))),
        }
    }

    /// Items up to an `end` or an `else`.
    fn item_list(&mut self) -> Result<(Vec<Node>, End)> {
        let mut nodes = Vec::new();
        self.deeper()?;
        while self.peek_non_space().kind != Kind::Eof {
            match self.item()? {
                Item::Node(node) => nodes.push(node),
                Item::End(end) => {
                    self.bounds.nesting += 1;
                    return Ok((nodes, end));
                }
            }
        }
        Err(self.error("unexpected EOF"))
    }

    fn item(&mut self) -> Result<Item> {
        self.count()?;
        let token = self.next_non_space();
        match token.kind {
            Kind::Text => Ok(Item::Node(Node::Text(token.pos..token.pos + token.text.len()))),
            Kind::LeftDelim => {
                self.action_line = token.line;
                let item = self.action();
                self.action_line = 0;
                item
            }
            _ => Err(self.unexpected(&token, "input")),
        }
    }

    /// Adds a template. An empty one gives way to one of the same name; two that are not empty are a mistake.
    fn add(&mut self, name: String, root: Vec<Node>) -> Result<()> {
        let tree = Tree { name, file: self.file.clone(), source: self.source.clone(), root };
        match self.trees.iter().position(|other| other.name == tree.name) {
            None => self.trees.push(tree),
            Some(at) => match self.trees.get_mut(at) {
                Some(other) if other.is_empty() => *other = tree,
                _ if tree.is_empty() => {}
                _ => {
                    let message = format!("template: multiple definition of template {:?}", tree.name);
                    return Err(self.error(&message));
                }
            },
        }
        Ok(())
    }

    /// One level deeper; the caller gives it back.
    fn deeper(&mut self) -> Result<()> {
        match self.bounds.nesting.checked_sub(1) {
            Some(left) => self.bounds.nesting = left,
            None => return Err(self.limit("nested too deeply")),
        }
        Ok(())
    }

    fn count(&mut self) -> Result<()> {
        match self.bounds.nodes.checked_sub(1) {
            Some(left) => self.bounds.nodes = left,
            None => return Err(self.limit("too many actions")),
        }
        Ok(())
    }

    fn next(&mut self) -> Token<'a> {
        match self.peeked.checked_sub(1) {
            Some(left) => self.peeked = left,
            None => self.tokens[0] = Some(self.lexer.next_token()),
        }
        self.token()
    }

    fn peek(&mut self) -> Token<'a> {
        let token = self.next();
        self.backup();
        token
    }

    /// The token at the place that `peeked` says.
    fn token(&self) -> Token<'a> {
        let end = || Token { kind: Kind::Eof, pos: 0, line: 1, text: "".into() };
        self.tokens.get(self.peeked).cloned().flatten().unwrap_or_else(end)
    }

    fn backup(&mut self) {
        self.peeked += 1;
    }

    fn backup2(&mut self, before: Token<'a>) {
        self.tokens[1] = Some(before);
        self.peeked = 2;
    }

    fn backup3(&mut self, second: Token<'a>, first: Token<'a>) {
        self.tokens[1] = Some(first);
        self.tokens[2] = Some(second);
        self.peeked = 3;
    }

    fn next_non_space(&mut self) -> Token<'a> {
        loop {
            let token = self.next();
            if token.kind != Kind::Space {
                return token;
            }
        }
    }

    fn peek_non_space(&mut self) -> Token<'a> {
        let token = self.next_non_space();
        self.backup();
        token
    }

    fn expect(&mut self, kind: Kind, context: &str) -> Result<()> {
        let token = self.next_non_space();
        if token.kind == kind { Ok(()) } else { Err(self.unexpected(&token, context)) }
    }

    fn unexpected(&self, token: &Token<'_>, context: &str) -> Error {
        if token.kind != Kind::Error {
            return self.error(&format!("unexpected {token} in {context}"));
        }
        if self.action_line == 0 || self.action_line == token.line {
            return self.error(&token.text);
        }
        let of = if token.text.ends_with(" action") { "" } else { " in action" };
        self.error(&format!("{}{of} started at {}:{}", token.text, self.file, self.action_line))
    }

    fn error(&self, message: &str) -> Error {
        self.error_of(ErrorKind::Syntax, message)
    }

    fn limit(&self, message: &str) -> Error {
        self.error_of(ErrorKind::Limit, message)
    }

    fn error_of(&self, kind: ErrorKind, message: &str) -> Error {
        let line = self.tokens[0].as_ref().map_or(1, |token| token.line);
        Error::new(kind, format!("template: {}:{line}: {message}", self.file))
    }
}
