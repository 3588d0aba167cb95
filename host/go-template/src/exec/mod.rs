//! Runs a template: walks its nodes and writes text. `eval` has what stands inside an action.

mod call;
mod changes;
mod eval;

use std::fmt::Display;

use crate::ast::{Branch, Include, Node, Place, Tree};
use crate::error::{Error, ErrorKind};
use crate::format::print;
use crate::functions::Budget;
use crate::limits::Limits;
use crate::set::Templates;
use crate::sink::{Full, Sink};
use crate::value::Value;

type Result<T, E = Error> = std::result::Result<T, E>;

/// What a node does to the loop around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

/// Executes one template of a set.
pub(crate) fn execute(templates: &Templates, tree: &Tree, data: &Value, limits: &Limits) -> Result<String> {
    let mut state = State {
        templates,
        tree,
        variables: vec![("$".into(), data.clone())],
        output: Sink::new(limits.output),
        budget: Budget::new(limits.memory),
        changes: changes::Changes::default(),
        nodes: limits.nodes,
        depth: limits.depth,
    };
    state.list(data, &tree.root)?;
    Ok(state.output.into_text())
}

struct State<'a> {
    templates: &'a Templates,
    tree: &'a Tree,
    variables: Vec<(String, Value)>,
    output: Sink,
    budget: Budget,
    changes: changes::Changes,
    /// How many nodes may still be executed.
    nodes: u64,
    /// How many levels deeper it may still go.
    depth: usize,
}

impl<'a> State<'a> {
    fn list(&mut self, dot: &Value, nodes: &'a [Node]) -> Result<Flow> {
        for node in nodes {
            let flow = self.node(dot, node)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, dot: &Value, node: &'a Node) -> Result<Flow> {
        self.count()?;
        match node {
            Node::Text(range) => self.write(self.tree.text(range))?,
            Node::Action(pipe) => {
                let value = self.pipeline(dot, pipe)?;
                if pipe.variables.is_empty() {
                    self.print(&value)?;
                }
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
            Node::If(branch) => return self.branch(dot, branch, false),
            Node::With(branch) => return self.branch(dot, branch, true),
            Node::Range(branch) => return self.range(dot, branch),
            Node::Template(include) => self.include(dot, include)?,
        }
        Ok(Flow::Next)
    }

    /// `if`, and `with`, which also sets the dot.
    fn branch(&mut self, dot: &Value, branch: &'a Branch, with: bool) -> Result<Flow> {
        let scope = self.variables.len();
        self.deeper(&branch.pipe)?;
        let value = self.pipeline(dot, &branch.pipe)?;
        let flow = match (value.truth(), with) {
            (true, true) => self.list(&value, &branch.body),
            (true, false) => self.list(dot, &branch.body),
            (false, _) => self.list(dot, &branch.otherwise),
        }?;
        self.depth += 1;
        self.variables.truncate(scope);
        Ok(flow)
    }

    fn range(&mut self, dot: &Value, branch: &'a Branch) -> Result<Flow> {
        let scope = self.variables.len();
        self.deeper(&branch.pipe)?;
        let value = self.pipeline(dot, &branch.pipe)?;
        let ran = match &value {
            Value::List(list) => {
                let indexes = (0i64..).map(Value::Int);
                self.each(branch, indexes.zip(list.items().iter().cloned()))?
            }
            Value::Map(map) => {
                let entries = map.entries().iter();
                self.each(branch, entries.map(|(key, value)| (Value::text(key.as_str()), value.clone())))?
            }
            Value::Int(end) if branch.pipe.variables.len() < 2 => {
                self.each(branch, (0..*end).map(|index| (Value::Nil, Value::Int(index))))?
            }
            Value::Int64(end) if branch.pipe.variables.len() < 2 => {
                self.each(branch, (0..*end).map(|index| (Value::Nil, Value::Int64(index))))?
            }
            Value::Nil => false,
            other => {
                let message = format!("range can't iterate over {}", self.shown(other));
                return Err(match branch.pipe.commands.last() {
                    Some(command) => self.error(command, message),
                    None => self.error(&branch.pipe, message),
                });
            }
        };
        // Variables of the pipeline are still visible in the alternative.
        let flow = if ran { Flow::Next } else { self.list(dot, &branch.otherwise)? };
        self.depth += 1;
        self.variables.truncate(scope);
        Ok(flow)
    }

    /// Runs the body of a loop for each item; whether there was any.
    fn each(&mut self, branch: &'a Branch, items: impl Iterator<Item = (Value, Value)>) -> Result<bool> {
        let scope = self.variables.len();
        let mut ran = false;
        for (index, item) in items {
            self.count()?;
            ran = true;
            match branch.pipe.variables.as_slice() {
                [] => {}
                [only] => self.bind(branch, only, scope, 1, item.clone())?,
                [first, second, ..] => {
                    self.bind(branch, first, scope, 2, index)?;
                    self.bind(branch, second, scope, 1, item.clone())?;
                }
            }
            let flow = self.list(&item, &branch.body)?;
            self.variables.truncate(scope);
            if flow == Flow::Break {
                break;
            }
        }
        Ok(ran)
    }

    /// Gives a loop's variable its next value: one of those that the pipeline declared last, or an older one by name.
    fn bind(
        &mut self,
        branch: &Branch,
        name: &str,
        scope: usize,
        from_top: usize,
        value: Value,
    ) -> Result<()> {
        if branch.pipe.assign {
            return self.assign(&branch.pipe, name, value);
        }
        if let Some(slot) = scope.checked_sub(from_top).and_then(|at| self.variables.get_mut(at)) {
            slot.1 = value;
        }
        Ok(())
    }

    /// Another template. It sees no variables of this one.
    fn include(&mut self, dot: &Value, include: &'a Include) -> Result<()> {
        let Some(tree) = self.templates.get(&include.name) else {
            return Err(self.error(include, format!("template {:?} not defined", include.name)));
        };
        self.deeper(include)?;
        let data = match &include.pipe {
            Some(pipe) => self.pipeline(dot, pipe)?,
            None => Value::Nil,
        };
        let variables = std::mem::replace(&mut self.variables, vec![("$".into(), data.clone())]);
        let caller = std::mem::replace(&mut self.tree, tree);
        self.list(&data, &tree.root)?;
        self.tree = caller;
        self.variables = variables;
        self.depth += 1;
        Ok(())
    }

    fn print(&mut self, value: &Value) -> Result<()> {
        match value {
            Value::Nil => self.write("<no value>"),
            Value::Text(text) => self.write(text),
            _ => print(value, &mut self.output).map_err(|Full| self.output_full()),
        }
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.output.push(text).map_err(|Full| self.output_full())
    }

    fn output_full(&self) -> Error {
        self.bare_limit("the result is larger than the limit")
    }

    fn count(&mut self) -> Result<()> {
        match self.nodes.checked_sub(1) {
            Some(left) => self.nodes = left,
            None => return Err(self.bare_limit("more nodes were executed than the limit allows")),
        }
        Ok(())
    }

    /// One level deeper; the caller gives it back.
    fn deeper(&mut self, place: &impl Place) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(left) => self.depth = left,
            None => return Err(self.limit(place, "exceeded maximum depth")),
        }
        Ok(())
    }

    /// A value in an error message, cut.
    fn shown(&self, value: &Value) -> String {
        let mut sink = Sink::new(200);
        match print(value, &mut sink) {
            Ok(()) => sink.into_text(),
            Err(Full) => format!("{}...", sink.into_text()),
        }
    }

    fn bare_limit(&self, message: &str) -> Error {
        Error::new(
            ErrorKind::Limit,
            format!("template: {}: executing {:?}: {message}", self.tree.file, self.tree.name),
        )
    }

    fn limit(&self, place: &impl Place, message: impl Display) -> Error {
        Error::new(ErrorKind::Limit, self.located(place, message))
    }

    fn error(&self, place: &impl Place, message: impl Display) -> Error {
        Error::new(ErrorKind::Execution, self.located(place, message))
    }

    /// Where it happened, as Go says it.
    fn located(&self, place: &impl Place, message: impl Display) -> String {
        let before = self.tree.source.get(..place.pos()).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().len();
        let Tree { file, name, .. } = self.tree;
        let shown: String = place.to_string().chars().take(200).collect();
        format!("template: {file}:{line}:{column}: executing {name:?} at <{shown}>: {message}")
    }
}
