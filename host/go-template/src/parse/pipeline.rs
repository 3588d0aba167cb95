//! Pipelines: declarations, commands, operands.

use super::constant::{number, unquote};
use super::{Parser, Result};
use crate::ast::{Command, Operand, Pipe, Term};
use crate::lex::{Keyword, Kind, Token};

impl<'a> Parser<'a> {
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Result<Pipe> {
        let pos = self.peek_non_space().pos;
        let mut pipe = Pipe { pos, assign: false, variables: Vec::new(), commands: Vec::new() };
        while self.declaration(context, &mut pipe)? {}
        loop {
            let token = self.next_non_space();
            if token.kind == end {
                break;
            }
            if !starts_operand(token.kind) {
                return Err(self.unexpected(&token, context));
            }
            self.backup();
            pipe.commands.push(self.command()?);
        }
        self.check(&pipe, context)?;
        Ok(pipe)
    }

    /// Reads `$x :=`, `$x =` or the `$x,` of `range`, after which there may be another.
    fn declaration(&mut self, context: &str, pipe: &mut Pipe) -> Result<bool> {
        let variable = self.peek_non_space();
        if variable.kind != Kind::Variable {
            return Ok(false);
        }
        self.next();
        // A space is a token: whether `$x foo` declares anything is only known from the third one.
        let after = self.peek();
        let sign = self.peek_non_space();
        let comma = sign.kind == Kind::Char && sign.text == ",";
        if !comma && !matches!(sign.kind, Kind::Assign | Kind::Declare) {
            match after.kind {
                Kind::Space => self.backup3(variable, after),
                _ => self.backup2(variable),
            }
            return Ok(false);
        }
        self.next_non_space();
        pipe.assign = sign.kind == Kind::Assign;
        pipe.variables.push(variable.text.to_string());
        self.variables.push(variable.text.to_string());
        if comma { self.second_variable(context, pipe).map(|()| true) } else { Ok(false) }
    }

    /// Checks that another variable may follow the comma.
    fn second_variable(&mut self, context: &str, pipe: &Pipe) -> Result<()> {
        if context != "range" || pipe.variables.len() > 1 {
            return Err(self.error(&format!("too many declarations in {context}")));
        }
        match self.peek_non_space().kind {
            Kind::Variable | Kind::RightDelim | Kind::RightParen => Ok(()),
            _ => Err(self.error("range can only initialize variables")),
        }
    }

    fn check(&self, pipe: &Pipe, context: &str) -> Result<()> {
        if pipe.commands.is_empty() {
            return Err(self.error(&format!("missing value for {context}")));
        }
        let constant = |term: &Term| {
            matches!(term, Term::Bool(_) | Term::Dot | Term::Nil | Term::Number(_) | Term::Text(..))
        };
        match pipe.commands.iter().skip(1).position(|command| constant(&command.first.term)) {
            Some(at) => Err(self.error(&format!("non executable command in pipeline stage {}", at + 2))),
            None => Ok(()),
        }
    }

    /// Operands with spaces between them, up to a `|`, which is read, or the end of the pipeline, which is not.
    fn command(&mut self) -> Result<Command> {
        let pos = self.peek_non_space().pos;
        let mut operands = Vec::new();
        loop {
            self.peek_non_space();
            operands.extend(self.operand()?);
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.backup(),
                Kind::Pipe => {}
                _ => return Err(self.unexpected(&token, "operand")),
            }
            break;
        }
        let mut operands = operands.into_iter();
        match operands.next() {
            Some(first) => Ok(Command { pos, first, args: operands.collect() }),
            None => Err(self.error("empty command")),
        }
    }

    /// A term and the fields behind it, or none if no operand is next.
    fn operand(&mut self) -> Result<Option<Operand>> {
        self.count()?;
        let Some(operand) = self.term()? else { return Ok(None) };
        let pos = self.peek().pos;
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            fields.push(field_name(&self.next()));
        }
        if fields.is_empty() {
            return Ok(Some(operand));
        }
        let term = match operand.term {
            Term::Field(first) => Term::Field([first, fields].concat()),
            Term::Variable(name, first) => Term::Variable(name, [first, fields].concat()),
            Term::Bool(_) | Term::Text(..) | Term::Number(_) | Term::Nil | Term::Dot => {
                return Err(self.error(&format!("unexpected . after term {:?}", operand.to_string())));
            }
            _ => Term::Chain(Box::new(operand), fields),
        };
        Ok(Some(Operand { pos, term }))
    }

    fn term(&mut self) -> Result<Option<Operand>> {
        let token = self.next_non_space();
        let term = match token.kind {
            Kind::Identifier => self.function(&token)?,
            Kind::Keyword(Keyword::Dot) => Term::Dot,
            Kind::Keyword(Keyword::Nil) => Term::Nil,
            Kind::Variable => self.variable(&token)?,
            Kind::Field => Term::Field(vec![field_name(&token)]),
            Kind::Bool => Term::Bool(token.text == "true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                Term::Number(number(&token).map_err(|message| self.error(&message))?)
            }
            Kind::LeftParen => self.parenthesis()?,
            Kind::String | Kind::RawString => {
                Term::Text(self.unquote(&token.text)?.into(), token.text.to_string())
            }
            _ => {
                self.backup();
                return Ok(None);
            }
        };
        Ok(Some(Operand { pos: token.pos, term }))
    }

    fn parenthesis(&mut self) -> Result<Term> {
        self.deeper()?;
        let pipe = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
        self.bounds.nesting += 1;
        Ok(Term::Pipe(Box::new(pipe)))
    }

    fn function(&self, token: &Token<'_>) -> Result<Term> {
        match self.functions.find(&token.text) {
            Some((name, function)) => Ok(Term::Function(name, function)),
            None => Err(self.error(&format!("function {:?} not defined", token.text))),
        }
    }

    fn variable(&self, token: &Token<'_>) -> Result<Term> {
        if self.variables.iter().any(|variable| *variable == token.text) {
            return Ok(Term::Variable(token.text.to_string(), Vec::new()));
        }
        Err(self.error(&format!("undefined variable {:?}", token.text)))
    }

    pub(super) fn unquote(&self, quoted: &str) -> Result<String> {
        unquote(quoted).ok_or_else(|| self.error("invalid syntax"))
    }
}

fn field_name(token: &Token<'_>) -> String {
    token.text.trim_start_matches('.').to_owned()
}

fn starts_operand(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Bool
            | Kind::CharConstant
            | Kind::Complex
            | Kind::Field
            | Kind::Identifier
            | Kind::Number
            | Kind::RawString
            | Kind::String
            | Kind::Variable
            | Kind::LeftParen
            | Kind::Keyword(Keyword::Dot | Keyword::Nil)
    )
}
