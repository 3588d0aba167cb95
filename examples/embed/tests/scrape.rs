//! The page of metrics, read as strictly as the format is described.

use std::collections::BTreeMap;

use super::Server;

/// A plugin whose name is as awkward as a name can be.
const AWKWARD: &str = r#"a"b\c{d="e"} 7"#;

/// Values by name and labels, each label unescaped.
type Samples = BTreeMap<(String, BTreeMap<String, String>), f64>;

struct Page {
    samples: Samples,
    types: BTreeMap<String, String>,
}

impl Page {
    fn of(text: &str) -> Self {
        let mut page = Self { samples: Samples::new(), types: BTreeMap::new() };
        assert!(text.ends_with('\n'), "the last line has an end");
        for line in text.lines() {
            match line.strip_prefix("# ") {
                Some(comment) => page.comment(comment),
                None => page.sample(line),
            }
        }
        page
    }

    fn comment(&mut self, comment: &str) {
        if let Some((name, kind)) = comment.strip_prefix("TYPE ").map(|rest| rest.split_once(' ').unwrap()) {
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{kind}");
            assert!(self.types.insert(name.to_owned(), kind.to_owned()).is_none(), "{name} has two types");
        } else {
            assert!(comment.starts_with("HELP "), "{comment}");
        }
    }

    fn sample(&mut self, line: &str) {
        let end = line.find(['{', ' ']).unwrap();
        let (name, rest) = line.split_at(end);
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{line}");
        let family =
            ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        assert!(self.types.contains_key(family), "{name} has no type before it");
        let (labels, rest) = match rest.strip_prefix('{') {
            Some(rest) => labels(rest),
            None => (BTreeMap::new(), rest),
        };
        let value = rest.strip_prefix(' ').unwrap().parse().unwrap();
        assert!(self.samples.insert((name.to_owned(), labels), value).is_none(), "twice: {line}");
    }

    fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        *self.samples.get(&(name.to_owned(), labels)).unwrap_or_else(|| panic!("{name}: {:?}", self.samples))
    }
}

/// The labels up to the closing brace, and what comes after.
fn labels(mut rest: &str) -> (BTreeMap<String, String>, &str) {
    let mut labels = BTreeMap::new();
    loop {
        let (key, after) = rest.split_once("=\"").unwrap();
        let (mut value, mut chars) = (String::new(), after.char_indices());
        let end = loop {
            match chars.next().unwrap() {
                (at, '"') => break at + 1,
                (_, '\\') => value.push(match chars.next().unwrap().1 {
                    'n' => '\n',
                    plain @ ('"' | '\\') => plain,
                    other => panic!("\\{other}"),
                }),
                (_, c) => value.push(c),
            }
        };
        assert!(labels.insert(key.to_owned(), value).is_none());
        rest = &after[end..];
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => return (labels, rest.strip_prefix('}').unwrap()),
        }
    }
}

#[test]
fn what_was_called_is_on_the_page_of_metrics_whatever_the_plugin_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = format!("name: '{AWKWARD}'\nplugintype: task\nimage: i\npluginversion: '1'\nquestions: []\n");
    std::fs::write(folder.path().join("optimus-plugin-awkward.yaml"), yaml).unwrap();
    let server = Server::serving(folder.path());
    let encoded: String = AWKWARD.bytes().map(|byte| format!("%{byte:02x}")).collect();
    for _ in 0..3 {
        let (status, body) = server.ask("POST", &format!("/plugins/{encoded}/default-config"), "{}");
        assert_eq!(status, 200, "{body}");
    }
    let (status, text) = server.ask("GET", "/metrics", "");
    assert_eq!(status, 200);
    let page = Page::of(&text);
    let call = [("plugin", AWKWARD), ("call", "default-config")];
    let with = |more: (&'static str, &'static str)| [call[0], call[1], more];
    assert_eq!(page.value("optimus_plugin_calls_total", &with(("outcome", "answered"))), 3.0);
    assert_eq!(page.value("optimus_plugin_calls_total", &with(("outcome", "fault"))), 0.0);
    assert_eq!(page.value("optimus_plugin_call_duration_seconds_count", &call), 3.0);
    assert_eq!(page.value("optimus_plugin_call_duration_seconds_bucket", &with(("le", "+Inf"))), 3.0);
    assert!(page.value("optimus_plugin_call_duration_seconds_sum", &call) >= 0.0);
    assert_eq!(page.value("optimus_plugin_calls_running", &[("plugin", AWKWARD)]), 0.0);
    assert_eq!(page.value("optimus_calls_running", &[]), 0.0);
    let buckets = page.samples.iter().filter(|((name, _), _)| name.ends_with("_bucket"));
    let mut buckets: Vec<(f64, f64)> =
        buckets.map(|((_, labels), count)| (labels["le"].parse().unwrap(), *count)).collect();
    buckets.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    assert!(buckets.len() > 3 && buckets.is_sorted_by(|a, b| a.1 <= b.1), "{buckets:?}");
}
