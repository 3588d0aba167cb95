//! Files for both sides to read: the same ones in every run.

use proptest::{
    prelude::*,
    sample::{Index, select},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use serde_json::Value;

const RECORDED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/yaml.jsonl"));

/// The recorded files.
pub(super) fn recorded() -> Vec<String> {
    let text = |line| serde_json::from_str::<Value>(line).unwrap()["yaml"].as_str().unwrap().to_owned();
    RECORDED.lines().map(text).collect()
}

/// So many files, always the same.
pub(super) fn some(count: usize, of: impl Strategy<Value = String>) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| of.new_tree(&mut runner).unwrap().current()).collect()
}

fn apart(texts: &'static str) -> impl Strategy<Value = &'static str> {
    select(texts.split('¦').collect::<Vec<_>>())
}

/// A scalar, or what could be one, wherever a scalar can stand.
pub(super) fn scalars() -> impl Strategy<Value = String> {
    (select(PLACES.to_vec()), apart(SCALARS)).prop_map(|(place, scalar)| place.replace('@', scalar))
}

/// A recorded file with one to three small changes.
pub(super) fn mutated() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), any::<Index>(), 0..10usize, apart(PIECES));
    (select(recorded()), prop::collection::vec(change, 1..4)).prop_map(|(text, changes)| {
        changes.into_iter().fold(text, |text, (at, other, kind, piece)| mutate(&text, at, other, kind, piece))
    })
}

fn mutate(text: &str, at: Index, other: Index, kind: usize, piece: &str) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let (line, target) = (at.index(lines.len()), other.index(lines.len()));
    let indented = format!("{}{}", [" ", "  ", "\t"][other.index(3)], lines[line]);
    match kind {
        0 => lines[line] = &indented,
        1 => lines[line] = lines[line].strip_prefix(' ').unwrap_or(""),
        2 => lines.insert(target, lines[line]),
        _ => return at_character(text, at, kind > 6, piece),
    }
    lines.join("\n")
}

/// With a piece put in, or a character taken out.
fn at_character(text: &str, at: Index, remove: bool, piece: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let place = at.index(chars.len() + 1);
    if remove && place < chars.len() {
        chars.remove(place);
        return chars.into_iter().collect();
    }
    chars.splice(place..place, piece.chars());
    chars.into_iter().collect()
}

/// Pieces of yaml in any order: seldom a good file, often one that is nearly good.
pub(super) fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(apart(PIECES), 1..14).prop_map(|pieces| pieces.concat())
}

/// Apart by `¦`.
const PIECES: &str = "name: ¦questions:\n¦- ¦  ¦    ¦\n¦\n¦\n¦image: ¦{¦}¦[¦]¦, ¦: ¦:¦&a ¦*a¦<<: *a\n¦<<: ¦'¦\"¦|\n¦>-\n¦|+\n¦\
    |2\n¦? ¦?¦!!int ¦!!str ¦!t ¦! ¦!¦~¦1e3¦#c\n¦ # c\n¦#¦---\n¦...\n¦\t¦\r¦\r\n¦\u{85}¦\u{2028}¦\\¦%¦{{.x}}¦é¦😀¦\
    a¦b¦a b¦@¦`¦- a\n¦-¦multiselect: ¦minlength: ¦subquestions:\n¦ifvalue: ¦required: ¦yes¦3¦null¦%YAML 1.1\n¦\
    %TAG !e! x:\n¦!e!f ¦dependson: ¦defaultassets:\n¦|¦>¦=¦foo: ¦''¦\\u0041¦\\\n¦<<";

const PLACES: [&str; 30] = [
    "name: @\n",
    "name: @\nimage: b\n",
    "questions:\n- name: q\n  minlength: @\n",
    "questions:\n- name: q\n  minlength: @\n  maxlength: 3\n",
    "questions:\n- required: @\n",
    "questions:\n- name: q\n  required: @\nname: z\n",
    "dependson: @\n",
    "dependson:\n- @\n- b\n",
    "dependson: [@]\n",
    "dependson: [a, @, b]\n",
    "questions: @\n",
    "questions:\n- @\n",
    "questions: [{name: @}]\n",
    "{name: @}\n",
    "{name: @, image: b}\n",
    "@: a\n",
    "name: a\n@: a\n",
    "? @\n: a\n",
    "@\n",
    "--- @\n",
    "- @\n",
    "defaultconfig:\n- {name: K, value: @}\n",
    "defaultassets: [name: @]\n",
    "questions:\n- name: q\n  subquestions:\n  - ifvalue: @\n    questions:\n    - name: r\n",
    "<<: @\nname: b\n",
    "x: &a @\nname: *a\n",
    "name: &a @\nimage: *a\n",
    "name: x\n@\nimage: y\n",
    "name: 'q' @\n",
    "description: one\n  @\n  two\n",
];

/// Apart by `¦`.
const SCALARS: &str = "a¦1¦0¦-1¦+1¦1.5¦1.10¦3.7¦1e2¦1E400¦0x1F¦0o17¦010¦08¦0b11¦-0b11¦0b¦0x¦0b12¦1_000¦_1¦1_¦0_7¦+¦-¦--¦1-1¦++1¦.5¦\
    .¦..¦.1_0¦.1_¦.5e3¦1.¦1.e3¦1e¦1.2.3¦190:20:30¦12:30¦99999999999999999999¦9223372036854775807¦\
    9223372036854775808¦-9223372036854775809¦18446744073709551616¦9.2e18¦9.3e18¦-1e19¦1e309¦.inf¦-.Inf¦.iNf¦\
    .nan¦.Nan¦inf¦NaN¦yes¦yEs¦No¦ON¦off¦Y¦n¦tRue¦FALSE¦~¦null¦NULL¦nULL¦''¦'~'¦'1'¦2020-01-01¦2020-1-1¦\
    2020-01-01T00:00:00Z¦2020-01-01t1:2:3.5+02:00¦2020-01-01 1:2:3¦2020-13-01¦2021-02-29¦2020-01-01T25:00:00Z¦\
    2020-01-01T00:00:00,5Z¦0000-01-01¦=¦<<¦! 5¦!!str 5¦!!int '5'¦!!int a¦!!int 5.0¦!!float 1¦\
    !!float 99999999999999999999¦!!bool yes¦!!bool 1¦!!null ~¦!!null a¦!!str¦!!str ~¦!!timestamp a¦\
    !!binary aGVsbG8=¦!!binary a¦!!binary¦!!seq a¦!foo a¦!<tag:yaml.org,2002:int> 5¦!<x a¦!!merge <<¦!e!x a¦\
    !!python/object:a.b {}¦&a¦&a !!str b¦!!str &a b¦*a¦*b¦[a]¦[]¦[a,]¦[,]¦[a,,b]¦{}¦{a}¦[a?b]¦{a: b}¦{a:b}¦{a:}¦{a,}¦\
    [a: b]¦[? a : b]¦[? ]¦[]: a¦[a¦{a¦a]¦[}¦a: b¦a:b¦a:¦: a¦::¦- a¦--a¦? a¦?a¦a #c¦a# c¦#c¦@a¦`a¦%a¦!a¦*¦|¦\
    |\n  a¦|2\n   a¦|0\n  a¦|+-\n a¦|#c\n  a¦|a\n  a¦|\n\ta¦>\n  a\n\n  b¦'a¦'a''b'¦'a' b¦\"\\x41\"¦\
    \"\\uD83D\\uDE00\"¦\"\\/\"¦\"\\'\"¦\"\\x4\"¦\"a\\\n  b\"¦'a\n\n  b'¦a\n  b¦a\n\tb¦a\tb¦'\n---\n'";
