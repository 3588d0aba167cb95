//! Named templates that can include each other.

use std::collections::BTreeMap;

use crate::ast::Tree;
use crate::error::{Error, ErrorKind};
use crate::exec;
use crate::functions::{Function, Functions};
use crate::limits::Limits;
use crate::parse::{self, Bounds};
use crate::value::Value;

pub(crate) type Templates = BTreeMap<String, Tree>;

/// Named templates that can include each other: the files of a job, say.
///
/// ```
/// use optimus_go_template::{Limits, TemplateSet, Value};
///
/// let set = TemplateSet::new()
///     .parse("query.sql", "select * from t where {{template \"day.sql\" .}}")?
///     .parse("day.sql", "day = '{{.DSTART | Date}}'")?;
/// let data = Value::map([("DSTART", Value::from("2022-03-30T00:00:00Z"))]);
/// assert_eq!(set.execute("query.sql", &data, &Limits::default())?, "select * from t where day = '2022-03-30'");
/// # Ok::<(), optimus_go_template::Error>(())
/// ```
#[derive(Debug)]
pub struct TemplateSet {
    templates: Templates,
    functions: Functions,
    bounds: Bounds,
}

impl Default for TemplateSet {
    fn default() -> Self {
        Self::new()
    }
}

impl TemplateSet {
    /// A set without templates and with the functions of this crate.
    ///
    /// Branches and parentheses may be 64 deep inside each other, and all texts together may have 250,000 texts, actions and
    /// operands (a node takes some 100 bytes).
    pub fn new() -> Self {
        let bounds = Bounds { nesting: 64, nodes: 250_000 };
        Self { templates: BTreeMap::new(), functions: Functions::default(), bounds }
    }

    /// Sets how deep branches and parentheses may be inside each other. Parsing a level takes about as
    /// much stack as executing it, see [`Limits::depth`].
    #[must_use]
    pub fn with_nesting(mut self, levels: usize) -> Self {
        self.bounds.nesting = levels;
        self
    }

    /// Adds a function, or replaces one of that name, for the texts that are parsed from here on.
    #[must_use]
    pub fn with_function(mut self, name: &'static str, function: Function) -> Self {
        self.functions.insert(name, function);
        self
    }

    /// Adds a text and what it defines. As in Go, a text (or definition) replaces an earlier one of its name unless it holds
    /// nothing but white space.
    ///
    /// # Errors
    /// A syntax error or an unknown function, with the line; a limit if the text nests too deeply or has too many actions.
    pub fn parse(mut self, name: &str, text: &str) -> Result<Self, Error> {
        self.add(name, text)?;
        Ok(self)
    }

    /// As [`parse`](Self::parse), in place. After an error the set is as it was.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let (trees, left) = parse::parse(name, text, &self.functions, self.bounds)?;
        self.bounds.nodes = left;
        for tree in trees {
            if !tree.is_empty() || !self.templates.contains_key(&tree.name) {
                self.templates.insert(tree.name.clone(), tree);
            }
        }
        Ok(())
    }

    /// The names of the templates, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.templates.keys().map(String::as_str)
    }

    /// Runs a template on `data`, which is its dot and its `$`.
    ///
    /// # Errors
    /// The template does not exist or fails on this data, with the place; or one of the `limits` was reached
    /// ([`Error::is_limit`]).
    pub fn execute(&self, name: &str, data: &Value, limits: &Limits) -> Result<String, Error> {
        match self.templates.get(name) {
            Some(tree) => exec::execute(&self.templates, tree, data, limits),
            None => {
                Err(Error::new(ErrorKind::Execution, format!("template: no template {name:?} in this set")))
            }
        }
    }
}

/// Renders one text by itself, under the name that Optimus gives to configuration values, with [`Limits::default`].
///
/// # Errors
/// As [`TemplateSet::parse`] and [`TemplateSet::execute`].
///
/// ```
/// use optimus_go_template::{Value, render};
///
/// let data = Value::map([("TABLE", Value::from("orders"))]);
/// assert_eq!(render("{{.TABLE | upper}} {{.missing}}", &data)?, "ORDERS <no value>");
/// # Ok::<(), optimus_go_template::Error>(())
/// ```
pub fn render(text: &str, data: &Value) -> Result<String, Error> {
    const NAME: &str = "optimus_go_engine";
    TemplateSet::new().parse(NAME, text)?.execute(NAME, data, &Limits::default())
}
