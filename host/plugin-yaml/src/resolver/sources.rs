use optimus_plugin_api::{Code, Diagnostic, MAX_NAME_BYTES, Span};
use optimus_yaml_nodes::{Spanned, nearest, shorten};

use super::selector::Selector;
use crate::{
    dialect::{ParserSpec, Parsers},
    findings::Findings,
    limits::MAX_PARSERS,
};

/// Where the queries of a job are: `asset_parsers` for `bq`, each place once.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    /// Files that are a query.
    pub(super) files: Vec<String>,
    /// Files in which queries are, or the names of files that are, and the ways to them.
    pub(super) yamls: Vec<(String, Vec<Selector>)>,
    /// Keys of the configuration whose value is a query, or the path of a file that is.
    pub(super) keys: Vec<String>,
    /// There are queries of a kind that is not read here.
    unsupported: bool,
}

/// The kinds of query that goto's Optimus reads; of these the first alone is read here.
const KINDS: [&str; 2] = ["bq", "maxcompute"];

impl Sources {
    pub(super) fn of(parsers: &Parsers, findings: &mut Findings<'_>) -> Self {
        let mut sources = Self::default();
        for (kind, specs) in parsers.iter() {
            if kind.value != "bq" {
                sources.unsupported = true;
                unsupported(kind, findings);
                continue;
            }
            for (index, spec) in specs.iter().enumerate() {
                if index == MAX_PARSERS {
                    let message = format!("more than {MAX_PARSERS} asset parsers, the limit");
                    let error = Diagnostic::error(Code::YAML_TOO_LARGE, message);
                    findings.push(error.at(spec.span, "the limit is reached here"));
                    break;
                }
                sources.add(spec, findings);
            }
        }
        sources
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.yamls.is_empty() && self.keys.is_empty()
    }

    /// Whether nothing of what the file says about queries can be read, so that no answer is better than *it reads nothing*.
    pub(super) fn are_unknown(&self) -> bool {
        self.unsupported && self.is_empty()
    }

    fn add(&mut self, spec: &Spanned<ParserSpec>, findings: &mut Findings<'_>) {
        let ParserSpec { filepath, selector, env } = &spec.value;
        match (filepath.value.is_empty(), env.value.is_empty()) {
            (true, true) if findings.has_error_in(spec.span) => {}
            (true, true) => {
                let help = "`filepath` names the file of the job that holds the query";
                findings.missing("an asset parser needs a `filepath`, or an `env`", spec.span, help);
            }
            (false, false) => {
                let help = "make two entries of it";
                findings
                    .push(bad("an asset parser has a `filepath` or an `env`, not both", env.span).help(help));
            }
            (true, false) => self.add_key(env, selector, findings),
            (false, true) => self.add_file(filepath, selector, findings),
        }
    }

    fn add_key(&mut self, env: &Spanned<String>, selector: &Spanned<String>, findings: &mut Findings<'_>) {
        if !selector.value.is_empty() {
            let error = bad("a `selector` selects in a yaml file, and this parser has none", selector.span);
            findings.push(error.help("remove it, or name the file with `filepath`"));
        } else if env.value.len() > MAX_NAME_BYTES {
            findings.push(bad(format!("a key of more than {MAX_NAME_BYTES} bytes"), env.span));
        } else {
            keep(&mut self.keys, env.value.clone());
        }
    }

    fn add_file(&mut self, path: &Spanned<String>, selector: &Spanned<String>, findings: &mut Findings<'_>) {
        let name = base_name(&path.value);
        if let Err(why) = check_name(name) {
            let message = format!("`{}` is no file of a job: {why}", shorten(&path.value, 60));
            return findings
                .push(bad(message, path.span).help("name one of the job's assets: `./query.sql`"));
        }
        let is_yaml = [".yaml", ".yml"].iter().any(|ending| name.ends_with(ending));
        match (is_yaml, selector.value.is_empty()) {
            (false, true) => keep(&mut self.files, name.to_owned()),
            (true, true) => {
                let help = "say with `selector` where in it the query is: `$.query`";
                findings.doubtful("a yaml that is read as a query as a whole", path.span, help);
                keep(&mut self.files, name.to_owned());
            }
            (false, false) => {
                let error = bad("a `selector` selects in a yaml file, and this file is none", selector.span);
                findings.push(error.help("remove it, or name a file that ends in .yaml or .yml"));
            }
            (true, false) => match Selector::parse(&selector.value) {
                Ok(parsed) => self.keep_selector(name, parsed),
                Err(mistake) => mistake.report(Code::BAD_ASSET_PARSER, selector, findings),
            },
        }
    }

    fn keep_selector(&mut self, name: &str, selector: Selector) {
        match self.yamls.iter_mut().find(|(known, _)| known == name) {
            Some((_, selectors)) => keep(selectors, selector),
            None => self.yamls.push((name.to_owned(), vec![selector])),
        }
    }
}

fn keep<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn bad(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(Code::BAD_ASSET_PARSER, message).at(span, "")
}

/// A kind of query that is not read here: what such a job reads stays unknown, and nothing else is wrong with the plugin.
fn unsupported(kind: &Spanned<String>, findings: &mut Findings<'_>) {
    let name = shorten(&kind.value, 60);
    let message = format!("queries of `{name}` are not read here; what the jobs read by them stays unknown");
    let help = match nearest(&kind.value, &KINDS).filter(|near| *near != kind.value) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "a component or an executable beside this yaml can answer in its place".to_owned(),
    };
    findings.push(Diagnostic::warning(Code::BAD_ASSET_PARSER, message).at(kind.span, "").help(help));
}

/// What is behind the last slash: assets of a job lie in one folder, whatever the path in the plugin's file says.
pub(super) fn base_name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

fn check_name(name: &str) -> Result<(), &'static str> {
    match name {
        "" | "." | ".." => Err("it names a folder"),
        _ if name.len() > MAX_NAME_BYTES => Err("it is too long"),
        _ if name.contains('\\') => Err("it has a backslash"),
        _ if name.contains(char::is_control) => Err("it has control characters"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_what_is_behind_the_last_slash() {
        for (path, name) in [
            ("query.sql", "query.sql"),
            ("./query.sql", "query.sql"),
            ("/a/b/query.sql", "query.sql"),
            ("../../x/", "x"),
            ("/", ""),
            ("a/..", ".."),
        ] {
            assert_eq!(base_name(path), name, "{path}");
        }
    }

    #[test]
    fn what_can_be_no_file_of_a_job_is_refused() {
        for name in ["", ".", "..", "C:\\query.sql", "a\0b", "a\nb", &"a".repeat(MAX_NAME_BYTES + 1)] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        assert!(check_name("$(rm -rf).sql").is_ok(), "nothing here is given to a shell");
    }
}
