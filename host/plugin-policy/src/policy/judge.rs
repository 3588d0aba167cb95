use optimus_plugin_api::{Code, Diagnostic, Diagnostics, Span};
use optimus_yaml_nodes::{MAX_DIAGNOSTICS, shorten};

use super::field::{Part, Word};
use crate::words::Why;

/// Items of one list, at most.
const MOST_ITEMS: usize = 1_000;

/// Judges what is written, and collects every mistake with its place.
pub(super) struct Judge<'a> {
    pub(super) found: &'a mut Diagnostics,
}

impl Judge<'_> {
    pub(super) fn wrong(&mut self, span: Span, message: impl Into<String>, label: impl Into<String>) {
        let diagnostic = Diagnostic::error(Code::BAD_POLICY, message);
        // A part that is not written has no place.
        self.push(if span == Span::default() { diagnostic } else { diagnostic.at(span, label) });
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        // Who has made more finds the rest after mending these.
        if self.found.list.len() < MAX_DIAGNOSTICS {
            self.found.push(diagnostic);
        }
    }

    /// A word in the form in which it is kept; `None` where it is not written, or wrong.
    pub(super) fn word<T>(
        &mut self,
        key: &str,
        word: &Word,
        read: impl FnOnce(&str) -> Result<T, Why>,
    ) -> Option<T> {
        let text = word.text.as_deref()?;
        match read(text) {
            Ok(value) => Some(value),
            Err(why) if text.is_empty() => {
                self.wrong(word.span, format!("`{key}` is given nothing: {why}"), "nothing is written here");
                None
            }
            Err(why) => {
                let message = format!("`{key}` cannot be `{}`: {why}", shorten(text, 60));
                self.wrong(word.span, message, why);
                None
            }
        }
    }

    /// A word that must be written in an item.
    pub(super) fn required<T>(
        &mut self,
        item: Span,
        key: &str,
        word: &Word,
        read: impl FnOnce(&str) -> Result<T, Why>,
    ) -> Option<T> {
        if word.text.is_none() && word.span == Span::default() {
            self.lacks(item, key);
        }
        self.word(key, word, read)
    }

    pub(super) fn lacks(&mut self, item: Span, key: &str) {
        let diagnostic = Diagnostic::error(Code::YAML_MISSING_FIELD, format!("`{key}` is missing"));
        self.push(diagnostic.at(item, format!("this has no `{key}`")));
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, key: &str, word: &Word, choices: &[(&str, T)]) -> Option<T> {
        let text = word.text.as_deref()?;
        let found = choices.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let near = optimus_yaml_nodes::nearest(text, &names);
            let label = near.map_or_else(
                || format!("one of {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message =
                format!("`{key}` cannot be `{}`; it is one of {}", shorten(text, 60), names.join(", "));
            self.wrong(word.span, message, label);
        }
        found.map(|(_, value)| *value)
    }

    /// The items of a list that is written.
    pub(super) fn items<'p, T>(&mut self, key: &str, list: &'p Part<Vec<T>>) -> Option<&'p [T]> {
        let items = list.value.as_deref()?;
        if items.len() > MOST_ITEMS {
            let message = format!("`{key}` has {} items, and may have {MOST_ITEMS}", items.len());
            self.wrong(list.span, message, "this list");
        }
        items.get(..items.len().min(MOST_ITEMS))
    }

    /// The words of a list that is written.
    pub(super) fn words<T>(
        &mut self,
        key: &str,
        list: &Part<Vec<Word>>,
        read: impl Fn(&str) -> Result<T, Why>,
    ) -> Option<Vec<T>> {
        let items = self.items(key, list)?;
        Some(items.iter().filter_map(|item| self.word(key, item, &read)).collect())
    }
}
