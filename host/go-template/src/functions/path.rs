//! Paths with slashes. They are only text here; nothing looks at a disk.

use super::{Args, Function, Table, Type};
use crate::value::Value;

const TEXT: &[Type] = &[Type::Text];

pub(super) const TABLE: Table = &[
    ("base", Function::new(TEXT, |_, args| Ok(Value::text(base(args.text(0)))))),
    ("osBase", Function::new(TEXT, |_, args| Ok(Value::text(base(args.text(0)))))),
    ("dir", Function::new(TEXT, |_, args| Ok(Value::from(dir(args.text(0)))))),
    ("osDir", Function::new(TEXT, |_, args| Ok(Value::from(dir(args.text(0)))))),
    ("clean", Function::new(TEXT, |_, args| Ok(Value::from(clean(args.text(0)))))),
    ("osClean", Function::new(TEXT, |_, args| Ok(Value::from(clean(args.text(0)))))),
    ("ext", Function::new(TEXT, |_, args| Ok(Value::text(ext(args.text(0)))))),
    ("osExt", Function::new(TEXT, |_, args| Ok(Value::text(ext(args.text(0)))))),
    ("isAbs", Function::new(TEXT, |_, args| Ok(Value::Bool(args.text(0).starts_with('/'))))),
    ("osIsAbs", Function::new(TEXT, |_, args| Ok(Value::Bool(args.text(0).starts_with('/'))))),
];

fn base(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        _ if path.is_empty() => ".",
        _ if trimmed.is_empty() => "/",
        Some(last) => last,
        None => trimmed,
    }
}

fn dir(path: &str) -> String {
    clean(path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default())
}

fn ext(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rfind('.').and_then(|at| name.get(at..)).unwrap_or_default()
}

/// Without doubled slashes, `.`, and `..` after a folder.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    match (rooted, parts.is_empty()) {
        (true, _) => format!("/{}", parts.join("/")),
        (false, true) => ".".into(),
        (false, false) => parts.join("/"),
    }
}
