use std::fmt::Write as _;

use optimus_plugin_host::policy::Row;

use super::{Component, Inspected};
use crate::ui::{Ui, one_line, relative};

/// Labels of facts are as wide as the longest.
const LABEL: usize = 13;

/// What a person reads about one file.
pub(super) fn of(inspected: &Inspected, ui: Ui) -> String {
    let file = &inspected.file;
    let mut page = Page { out: String::new(), ui };
    let _ =
        writeln!(page.out, "{} {}, {}", ui.out.bold(one_line(&file.name)), file.kind, relative(&file.path));
    page.fact("digest", &file.digest.to_string());
    page.fact("size", &format!("{} bytes", file.size));
    match &inspected.component {
        Some(component) => page.component(component, inspected),
        None => page.rows("grants", &file.rules.grant_rows(), "none"),
    }
    page.rows("limits", &file.rules.limit_rows(), "the defaults of its kind");
    if file.kind == optimus_plugin_host::PluginKind::Process {
        page.rows("process", &file.rules.process_rows(), "the default profile");
        page.lacks(inspected);
    }
    page.fact("policy", &file.rules.rule);
    page.out
}

struct Page {
    out: String,
    ui: Ui,
}

impl Page {
    fn fact(&mut self, label: &str, value: &str) {
        let label = self.ui.out.faint(format_args!("{label:<LABEL$}"));
        let _ = writeln!(self.out, "  {label} {}", one_line(value));
    }

    /// The first under its label, the others below it.
    fn facts(&mut self, label: &str, values: impl IntoIterator<Item = String>, otherwise: &str) {
        let mut label = label;
        for value in values {
            self.fact(label, &value);
            label = "";
        }
        if !label.is_empty() {
            self.fact(label, otherwise);
        }
    }

    fn rows(&mut self, label: &str, rows: &[Row], otherwise: &str) {
        let said = rows.iter().filter_map(|row| {
            let (_, key) = row.name.split_once('.').unwrap_or(("", row.name));
            Some(format!("{key} = {}  ({})", row.value.as_ref()?, row.whence))
        });
        self.facts(label, said, otherwise);
    }

    fn component(&mut self, component: &Component, inspected: &Inspected) {
        self.fact("contract", component.contract().unwrap_or("none: it is no Optimus plugin"));
        self.facts("exports", component.interface.exports.iter().cloned(), "nothing");
        self.facts(
            "imports",
            component.interface.imports.iter().cloned(),
            "nothing: it computes, and no more",
        );
        if let Some(why) = &component.wishes.why {
            self.fact("why", why);
        }
        let rows = inspected.file.rules.rows_of(&component.held.grants);
        self.rows("grants", &rows, "none");
        for missing in &component.held.missing {
            self.fact("not granted", &missing.wish);
            self.fact("  allow", &missing.line);
            self.fact("  risk", &missing.risk);
        }
        self.facts_if_any("not wished", &component.held.unwished);
    }

    fn facts_if_any(&mut self, label: &str, values: &[String]) {
        if !values.is_empty() {
            self.facts(label, values.iter().cloned(), "");
        }
    }

    fn lacks(&mut self, inspected: &Inspected) {
        let said = |here: bool| {
            let lacks = inspected.not_enforced.iter().filter(move |lack| lack.here == here);
            lacks.map(|lack| format!("{}: {}", lack.what, lack.why)).collect::<Vec<_>>()
        };
        self.facts_if_any("not here", &said(true));
        self.facts_if_any("not confined", &said(false));
    }
}
