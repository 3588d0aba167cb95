//! Names with dots.

use crate::Table;
use crate::words;

/// A name as a query writes it: words and quoted names with dots between, of which a quoted one may hold several parts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Path<'a> {
    /// The first three parts, wherever the quotes are.
    parts: [&'a str; 3],
    /// The last part.
    last: &'a str,
    /// How many parts there are.
    count: usize,
    /// The first word or quoted name.
    first: &'a str,
    /// How many words and quoted names there are.
    names: usize,
    /// Whether the first one is quoted.
    quoted: bool,
}

impl<'a> Path<'a> {
    pub(crate) fn push_word(&mut self, word: &'a str) {
        self.name(word, false);
        self.part(word);
    }

    pub(crate) fn push_quoted(&mut self, name: &'a str) {
        self.name(name, true);
        let (project, rest) = split_domain(name);
        let parts = rest.into_iter().flat_map(|rest| rest.split('.'));
        project.into_iter().chain(parts).for_each(|part| self.part(part));
    }

    fn name(&mut self, name: &'a str, quoted: bool) {
        if self.names == 0 {
            (self.first, self.quoted) = (name, quoted);
        }
        self.names += 1;
    }

    fn part(&mut self, part: &'a str) {
        if let Some(place) = self.parts.get_mut(self.count) {
            *place = part;
        }
        self.last = part;
        self.count += 1;
    }

    /// The table of that name. A fourth part (of `INFORMATION_SCHEMA`) says nothing about it, nor does what follows the first
    /// character that cannot be in its name: a decorator (`$20220901`), the star of a wildcard, a template.
    pub(crate) fn table(&self) -> Option<Table> {
        let [project, dataset, name] = self.parts;
        let name = name.split(|c| !is_in_table(c)).next().unwrap_or_default().trim_end();
        let known = is_project(project) && is_identifier(dataset);
        let known =
            known && name.starts_with(|c| !char::is_whitespace(c)) && !is_of_another_kind(dataset, name);
        known.then(|| Table { project: project.into(), dataset: dataset.into(), name: name.into() })
    }

    /// Whether there is no name.
    pub(crate) fn is_empty(&self) -> bool {
        self.names == 0
    }

    /// Whether it is a keyword.
    pub(crate) fn is_keyword(&self) -> bool {
        self.names == 1 && !self.quoted && words::is_reserved(self.first)
    }

    /// What another name must begin with in order to reach into this one's rows, if no alias is given.
    pub(crate) fn alias(&self) -> &'a str {
        self.last
    }

    /// The alias that it would reach into.
    pub(crate) fn owner(&self) -> Option<&'a str> {
        (self.names > 1).then_some(self.first)
    }

    /// The whole of it, as `WITH` declares it, when it has the form of a table's name.
    pub(crate) fn declared(&self) -> Option<String> {
        (self.count == self.parts.len()).then(|| self.parts.join(".").to_lowercase())
    }
}

/// A project of a domain (`example.com:project`) keeps its dots.
fn split_domain(name: &str) -> (Option<&str>, Option<&str>) {
    let Some((domain, rest)) = name.split_once(':').filter(|(domain, _)| domain.contains('.')) else {
        return (None, Some(name));
    };
    let project = rest.find('.').map_or(name.len(), |dot| domain.len() + 1 + dot);
    (name.get(..project), name.get(project + 1..))
}

fn is_project(text: &str) -> bool {
    match text.split_once(':') {
        Some((domain, project)) => {
            domain.contains('.') && domain.split('.').all(is_identifier) && is_identifier(project)
        }
        None => is_identifier(text),
    }
}

/// Whether the parts before a view of the schema are a region, or a dataset without its project.
fn is_of_another_kind(dataset: &str, name: &str) -> bool {
    let is_schema = |part: &str| part.eq_ignore_ascii_case("INFORMATION_SCHEMA");
    let is_region = |part: &str| part.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("region-"));
    is_schema(dataset) || is_schema(name) && is_region(dataset)
}

/// What BigQuery allows in the names of projects and datasets, and a little more.
fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Letters, marks, numbers, connectors, dashes and spaces may be in the name of a table.
fn is_in_table(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' '),
        false => !c.is_control(),
    }
}
