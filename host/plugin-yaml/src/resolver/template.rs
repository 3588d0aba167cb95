use std::fmt;

use optimus_plugin_api::{ConfigEntry, Error, MAX_NAME_BYTES, MAX_TEXT_BYTES, Problem};
use optimus_yaml_nodes::{nearest, shorten};

use super::{Failure, Mistake};
use crate::limits::MAX_TEMPLATE_BYTES;

/// `destination_urn_template`: text in which `<X>` stands for the value of the configuration's `X`.
#[derive(Debug, Clone)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Value(String),
}

/// A destination.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Urn {
    /// The kind of store: `bigquery`.
    pub(crate) store: String,
    /// The name in it: `project:dataset.table`.
    pub(crate) name: String,
}

impl fmt::Display for Urn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.store, self.name)
    }
}

const FORM: &str =
    "it looks like `bigquery://<PROJECT>:<DATASET>.<TABLE>`, each `<X>` a key of the job's configuration";

impl Template {
    pub(super) fn parse(text: &str) -> Result<Self, Mistake> {
        if text.len() > MAX_TEMPLATE_BYTES {
            let message = format!("the template has more than {MAX_TEMPLATE_BYTES} bytes, the limit");
            return Err(Mistake::new(0..text.len(), message, FORM));
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let open = text.len() - after.len() - 1;
            let (key, behind) = placeholder(after, open)?;
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Value(key.to_owned()));
            rest = behind;
        }
        parts.push(Part::Text(rest.to_owned()));
        let constant = parts.len() == 1;
        if constant && split(text).is_none() {
            return Err(Mistake::new(0..text.len(), "this can never be `type://name`", FORM));
        }
        Ok(Self { parts })
    }

    /// The destination of a job of this configuration. All keys that are missing are named at once.
    pub(super) fn fill(&self, config: &[ConfigEntry]) -> Result<Urn, Failure> {
        let (mut text, mut missing) = (String::new(), Vec::<Problem>::new());
        for part in &self.parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Value(key) => match value(key, config) {
                    Ok(value) => text.push_str(value),
                    Err(_) if missing.iter().any(|known| known.field == *key) => {}
                    Err(message) => missing.push(Problem { field: key.clone(), message }),
                },
            }
            if text.len() > MAX_TEXT_BYTES {
                return Err(Failure::TooLongDestination(MAX_TEXT_BYTES));
            }
        }
        if !missing.is_empty() {
            return Err(Failure::Input(missing));
        }
        split(&text).ok_or_else(|| {
            let message =
                format!("the destination `{}` is not of the form `type://name`", shorten(&text, 120));
            Failure::Input(vec![Problem { field: String::new(), message }])
        })
    }
}

/// The key of a placeholder whose `<` is at `open`, and what follows its `>`.
fn placeholder(after: &str, open: usize) -> Result<(&str, &str), Mistake> {
    let Some((key, behind)) = after.split_once('>') else {
        return Err(Mistake::new(open..open + 1, "a `<` without its `>`", FORM));
    };
    let whole = open..open + key.len() + 2;
    if key.trim().is_empty() {
        return Err(Mistake::new(whole, "a placeholder without a key", FORM));
    }
    if let Some(inner) = key.rfind('<') {
        let at = open + 1 + inner;
        return Err(Mistake::new(at..at + 1, "a `<` inside of a placeholder", FORM));
    }
    if key.len() > MAX_NAME_BYTES {
        return Err(Mistake::new(whole, format!("a key of more than {MAX_NAME_BYTES} bytes"), FORM));
    }
    Ok((key, behind))
}

/// The value of a key; else what to say about it. Upstream answers a destination with a hole in it.
fn value<'c>(key: &str, config: &'c [ConfigEntry]) -> Result<&'c str, String> {
    const MISSING: &str = "missing config key required to generate destination";
    let Some(entry) = config.iter().find(|entry| entry.name == key) else {
        let known: Vec<&str> = config.iter().map(|entry| entry.name.as_str()).collect();
        let near = nearest(key, &known).map(|near| format!("; the job has `{}`", Error::escape(near)));
        return Err(format!("{MISSING}{}", near.unwrap_or_default()));
    };
    match entry.value.as_str() {
        "" => Err(format!("{MISSING}: it is empty")),
        value if value.contains("<no value>") => Err(format!("{MISSING}: a macro in its value has no value")),
        value => Ok(value),
    }
}

fn split(text: &str) -> Option<Urn> {
    let (store, name) = text.split_once("://")?;
    let is_whole = !store.is_empty() && !name.is_empty();
    is_whole.then(|| Urn { store: store.to_owned(), name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEMPLATE: &str = "bigquery://<PROJECT>:<DATASET>.<TABLE>";

    fn config(entries: &[(&str, &str)]) -> Vec<ConfigEntry> {
        entries.iter().map(|(name, value)| ConfigEntry::new(*name, *value)).collect()
    }

    fn filled(template: &str, entries: &[(&str, &str)]) -> Result<String, Vec<Problem>> {
        match Template::parse(template).unwrap().fill(&config(entries)) {
            Ok(urn) => Ok(urn.to_string()),
            Err(Failure::Input(problems)) => Err(problems),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn placeholders_are_values_of_the_configuration() {
        let job = [("TABLE", "t"), ("PROJECT", "p"), ("DATASET", "d"), ("TABLE", "second")];
        assert_eq!(filled(TEMPLATE, &job).unwrap(), "bigquery://p:d.t");
        assert_eq!(filled("s3://<B>/<B>/x>y", &[("B", "b")]).unwrap(), "s3://b/b/x>y");
        assert_eq!(filled("<URN>", &[("URN", "pubsub://a")]).unwrap(), "pubsub://a");
        assert_eq!(filled("x://<A>", &[("A", "<B>"), ("B", "no")]).unwrap(), "x://<B>");
    }

    #[test]
    fn every_missing_key_is_named_once_with_what_was_probably_meant() {
        let missing = filled("x://<A>.<B_KEY>.<A>", &[("b_key", "1")]).unwrap_err();
        let fields: Vec<_> = missing.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["A", "B_KEY"]);
        assert!(missing[1].message.ends_with("the job has `b_key`"), "{}", missing[1].message);
    }

    #[test]
    fn a_value_that_is_none_is_as_good_as_missing() {
        for value in ["", "<no value>", "a-<no value>"] {
            assert_eq!(filled("x://<A>", &[("A", value)]).unwrap_err()[0].field, "A", "{value}");
        }
    }

    #[test]
    fn what_is_no_urn_when_filled_is_an_error() {
        for (template, value) in [("<A>", "p:d.t"), ("<A>x", "://"), ("<A>", "bigquery://")] {
            assert!(filled(template, &[("A", value)]).is_err(), "{template} {value}");
        }
    }

    #[test]
    fn a_template_that_can_never_be_filled_is_refused_with_the_place() {
        for (template, at) in
            [("x://<A", 4..5), ("x://<>", 4..6), ("x://<A<B>", 6..7), ("p:d.t", 0..5), ("://x", 0..4)]
        {
            assert_eq!(Template::parse(template).unwrap_err().at, at, "{template}");
        }
        assert!(Template::parse(&"x".repeat(MAX_TEMPLATE_BYTES + 1)).is_err());
    }

    #[test]
    fn a_destination_of_megabytes_is_refused_while_it_grows() {
        let template = Template::parse(&format!("x://{}", "<A>".repeat(1_000))).unwrap();
        let filled = template.fill(&config(&[("A", &"v".repeat(1 << 20))]));
        assert!(matches!(filled, Err(Failure::TooLongDestination(MAX_TEXT_BYTES))));
    }

    proptest! {
        #[test]
        fn no_template_and_no_configuration_panic(
            template in "(<|>|[AB]|://|é|\\PC){0,12}",
            entries in prop::collection::vec(("[AB<>]{0,2}", "\\PC{0,5}"), 0..4),
        ) {
            let config: Vec<_> = entries.iter().map(|(name, value)| ConfigEntry::new(name, value)).collect();
            match Template::parse(&template) {
                Ok(template) => drop(template.fill(&config)),
                Err(mistake) => prop_assert!(template.get(mistake.at).is_some(), "the place is inside"),
            }
        }

        #[test]
        fn a_filled_template_is_its_text_with_the_values_in_it(
            before in "[a-z]{1,5}",
            keys in prop::collection::vec("[A-Z_]{1,8}", 1..5),
            value in "[a-z0-9:.<>-]{1,9}",
        ) {
            let template = format!("{before}://{}", keys.iter().map(|key| format!("<{key}>.")).collect::<String>());
            let config: Vec<_> = keys.iter().map(|key| ConfigEntry::new(key, &value)).collect();
            let urn = Template::parse(&template).unwrap().fill(&config).unwrap();
            prop_assert_eq!(urn, Urn { store: before, name: format!("{value}.").repeat(keys.len()) });
        }
    }
}
