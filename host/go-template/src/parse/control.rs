//! What stands between `{{` and `}}`: a keyword with its body, or a pipeline.

use super::{End, Item, Parser, Result};
use crate::ast::{Branch, Include, Node};
use crate::lex::{Keyword, Kind, Token};

impl<'a> Parser<'a> {
    pub(super) fn action(&mut self) -> Result<Item> {
        let token = self.next_non_space();
        let Kind::Keyword(keyword) = token.kind else { return self.plain() };
        let node = match keyword {
            Keyword::Block => self.block()?,
            Keyword::Break => self.jump("{{break}}", Node::Break)?,
            Keyword::Continue => self.jump("{{continue}}", Node::Continue)?,
            Keyword::Else => return self.otherwise().map(Item::End),
            Keyword::End => {
                self.expect(Kind::RightDelim, "end")?;
                return Ok(Item::End(End::Done));
            }
            Keyword::If => Node::If(self.branch("if")?),
            Keyword::Range => Node::Range(self.branch("range")?),
            Keyword::Template => self.include()?,
            Keyword::With => Node::With(self.branch("with")?),
            Keyword::Define | Keyword::Dot | Keyword::Nil => return self.plain(),
        };
        Ok(Item::Node(node))
    }

    /// A pipeline. Its variables live on until the `end` of what surrounds it.
    fn plain(&mut self) -> Result<Item> {
        self.backup();
        Ok(Item::Node(Node::Action(self.pipeline("command", Kind::RightDelim)?)))
    }

    fn jump(&mut self, word: &str, node: Node) -> Result<Node> {
        self.expect(Kind::RightDelim, word)?;
        match self.loops {
            0 => Err(self.error(&format!("{word} outside {{{{range}}}}"))),
            _ => Ok(node),
        }
    }

    fn otherwise(&mut self) -> Result<End> {
        if matches!(self.peek_non_space().kind, Kind::Keyword(Keyword::If | Keyword::With)) {
            return Ok(End::ElseIf);
        }
        self.expect(Kind::RightDelim, "else")?;
        Ok(End::Else)
    }

    fn branch(&mut self, context: &str) -> Result<Branch> {
        let scope = self.variables.len();
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        let is_loop = usize::from(context == "range");
        self.loops += is_loop;
        let (body, end) = self.item_list()?;
        self.loops -= is_loop;
        let otherwise = self.alternative(context, end)?;
        self.variables.truncate(scope);
        Ok(Branch { pipe, body, otherwise })
    }

    /// What follows the first body: nothing, another `if` that shares its `end`, or items.
    fn alternative(&mut self, context: &str, end: End) -> Result<Vec<Node>> {
        if matches!(end, End::Done) {
            return Ok(Vec::new());
        }
        let next = self.peek().kind;
        if context == "if" && next == Kind::Keyword(Keyword::If) {
            return Ok(vec![Node::If(self.chained(context)?)]);
        }
        if context == "with" && next == Kind::Keyword(Keyword::With) {
            return Ok(vec![Node::With(self.chained(context)?)]);
        }
        match self.item_list()? {
            (nodes, End::Done) => Ok(nodes),
            _ => Err(self.error("expected end; found {{else}}")),
        }
    }

    fn chained(&mut self, context: &str) -> Result<Branch> {
        self.next();
        self.count()?;
        self.deeper()?;
        let branch = self.branch(context);
        self.bounds.nesting += 1;
        branch
    }

    /// A definition that is also included where it stands.
    fn block(&mut self) -> Result<Node> {
        let context = "block clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, context)?;
        let pipe = self.pipeline(context, Kind::RightDelim)?;
        let root = self.own_scope(context)?;
        self.add(name.clone(), root)?;
        Ok(Node::Template(Include { pos: token.pos, name, pipe: Some(pipe) }))
    }

    fn include(&mut self) -> Result<Node> {
        let context = "template clause";
        let token = self.next_non_space();
        let name = self.template_name(&token, context)?;
        let mut pipe = None;
        if self.next_non_space().kind != Kind::RightDelim {
            self.backup();
            pipe = Some(self.pipeline(context, Kind::RightDelim)?);
        }
        Ok(Node::Template(Include { pos: token.pos, name, pipe }))
    }

    pub(super) fn template_name(&mut self, token: &Token<'a>, context: &str) -> Result<String> {
        match token.kind {
            Kind::String | Kind::RawString => self.unquote(&token.text),
            _ => Err(self.unexpected(token, context)),
        }
    }
}
