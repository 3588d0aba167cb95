//! What `SECURITY.md` says is proven is proven by a test that exists, and every attack case of the list has one.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::built;

/// Cases whose features come later: sessions, and templates in a yaml.
const LATER: [&str; 3] = ["W11", "W24", "Y14"];

/// The tests of both workspaces, by name; how many there are of each.
fn tests() -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for folder in ["host", "tests", "examples", "guest-sdk", "xtask"] {
        collect(&built::source(folder), &mut names);
    }
    names
}

fn collect(folder: &Path, names: &mut BTreeMap<String, usize>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            of_file(&std::fs::read_to_string(&path).unwrap(), names);
        }
    }
}

/// A test is a function below an attribute that ends in `test]` or `test(…)]`.
fn of_file(text: &str, names: &mut BTreeMap<String, usize>) {
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[") {
            is_test |= line.contains("test]") || line.contains("::test(");
        } else if let Some(name) = function(line) {
            if is_test {
                *names.entry(name.to_owned()).or_default() += 1;
            }
            is_test = false;
        }
    }
}

fn function(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("fn ")?;
    let is_head = before.split_whitespace().all(|word| ["pub", "pub(crate)", "async"].contains(&word));
    is_head.then(|| rest.split('(').next().unwrap_or(rest))
}

/// What stands in backquotes and looks like the name of a test.
fn cited(text: &str) -> BTreeSet<&str> {
    let is_name = |word: &&str| {
        word.matches('_').count() >= 3
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    text.split('`').skip(1).step_by(2).filter(is_name).collect()
}

/// The numbers of the cases of components, processes and yamls, in the tables of the list.
fn cases() -> BTreeSet<String> {
    let list = std::fs::read_to_string(built::source("../shared/SECURITY-CASES.md")).unwrap();
    let rows = list.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let is_case = |id: &&str| {
        let number = id.strip_prefix(['W', 'P', 'Y']).unwrap_or_default();
        number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    rows.filter(is_case).map(str::to_owned).collect()
}

#[test]
fn every_test_that_the_page_on_security_names_exists() {
    let (page, tests) = (std::fs::read_to_string(built::source("SECURITY.md")).unwrap(), tests());
    let cited = cited(&page);
    assert!(cited.len() > 50, "{}", cited.len());
    let missing: Vec<_> = cited.into_iter().filter(|name| !tests.contains_key(*name)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_attack_case_has_a_test_of_its_number_and_is_on_the_page() {
    let (page, tests, cases) =
        (std::fs::read_to_string(built::source("SECURITY.md")).unwrap(), tests(), cases());
    assert!(cases.len() > 50, "{cases:?}");
    let cited = cited(&page);
    for case in cases.iter().filter(|case| !LATER.contains(&case.as_str())) {
        let prefix = format!("{}_", case.to_lowercase());
        assert!(tests.keys().any(|name| name.starts_with(&prefix)), "{case} has no test");
        assert!(cited.iter().any(|name| name.starts_with(&prefix)), "{case} is not on the page");
    }
}
