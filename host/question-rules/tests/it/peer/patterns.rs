//! Patterns for both sides to compile, and values for them: the same ones in every run.

use proptest::{prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner};

/// A pattern and what it is tried on.
pub(super) type Case = (String, Vec<String>);

/// So many cases, always the same.
pub(super) fn some(count: usize, patterns: impl Strategy<Value = String>) -> Vec<Case> {
    let mut runner = TestRunner::deterministic();
    let cases = (patterns, prop::collection::vec(value(), 12));
    (0..count).map(|_| cases.new_tree(&mut runner).unwrap().current()).collect()
}

/// Atoms, each perhaps repeated, in groups of every kind.
pub(super) fn generated() -> impl Strategy<Value = String> {
    let atom = (apart(ATOMS), repetition()).prop_map(|(atom, repetition)| format!("{atom}{repetition}"));
    atom.prop_recursive(3, 12, 3, |inner| {
        let group = (apart(GROUPS), inner.clone(), repetition())
            .prop_map(|(group, inner, repetition)| group.replace('@', &inner) + repetition);
        prop_oneof![group, prop::collection::vec(inner, 1..4).prop_map(|parts| parts.concat())]
    })
}

/// Every repetition after every kind of thing that can be repeated.
pub(super) fn repeated() -> impl Strategy<Value = String> {
    let things =
        ["a", r"\pZ", "[ab]", "(ab)", "^", "", "é", r"\Qab\E", "(?i)", "(a{10})", "(a{2}|b{500})", "a*"];
    (select(things.to_vec()), apart(REPETITIONS))
        .prop_map(|(thing, repetition)| format!("{thing}{repetition}"))
}

/// One character of every kind, folded.
pub(super) fn folded() -> impl Strategy<Value = String> {
    apart(ATOMS).prop_map(|atom| format!("(?i)^{atom}$"))
}

fn repetition() -> impl Strategy<Value = &'static str> {
    prop_oneof![2 => Just(""), 1 => apart(REPETITIONS)]
}

fn value() -> impl Strategy<Value = String> {
    prop::collection::vec(apart(CHARACTERS), 0..5).prop_map(|parts| parts.concat())
}

fn apart(texts: &'static str) -> impl Strategy<Value = &'static str> {
    select(texts.split('¦').collect::<Vec<_>>())
}

/// Apart by `¦`, as are the others.
const ATOMS: &str = concat!(
    r"a¦b¦k¦ſ¦é¦ß¦ς¦İ¦ı¦ǅ¦µ¦😀¦中¦0¦_¦ ¦-¦.¦^¦$¦\A¦\z¦\Z¦\b¦\B¦\d¦\D¦\w¦\W¦\s¦\S¦\pL¦\PL¦\pN¦\p{^L}¦\P{^L}¦\p{Greek}¦",
    r"\p{greek}¦\p{Any}¦\p{Lu}¦\p{Latin}¦\p{Foo}¦\p{¦\p¦\pé¦\p{^}¦\p{}¦\P^L¦\p{Letter}¦\p{uppercase letter}¦\p{LC}¦\p{Cn}¦",
    r"\p{Cs}¦\p{ASCII}¦\p{punct}¦\p{Zyyy}¦\p{Script=Greek}¦\p{Alphabetic}¦\C¦\Q¦\E¦\Qa.b\E¦\Q*\E¦\Q\E¦\x41¦\x{41}¦\x{10FFFF}¦",
    r"\x{110000}¦\x{D800}¦\x{}¦\x4¦\x¦\x{00000000041}¦\012¦\0¦\0123¦\08¦\7¦\8¦\1¦\12¦\777¦\a¦\f¦\n¦\v¦\e¦\h¦\K¦\R¦\u0041¦\é¦\_¦\-¦",
    r"\/¦\<¦\ ¦\#¦\~¦\&¦\¦[a]¦[^a]¦[]a]¦[^]a]¦[]¦[^]¦[[]¦[a-]¦[-a]¦[a-b]¦[b-a]¦[a-b-c]¦[a--b]¦[a-\d]¦[\d-a]¦[a&&b]¦[a~~b]¦[[a]b]¦",
    r"[[:alpha:]]¦[[:^alpha:]]¦[^[:alpha:]]¦[[:ALPHA:]]¦[[:foo:]]¦[[:alpha:]¦[:alpha:]¦[[.a.]]¦[[:word:]]¦[[:space:]]¦[[:punct:]]¦",
    r"[a-[:digit:]]¦[\w]¦[\W]¦[\S\s]¦[^\S\s]¦[\pL]¦[^\pL]¦[\p{Foo}]¦[\b]¦[\Q]¦[\x41-\x43]¦[\012]¦[\0-\7]¦[\1]¦[\-]¦[\]]¦[^^]¦",
    r"[a\]¦[a¦[é-ü]¦[k]¦[\x{212a}]¦[^k]¦[j-l]¦[^a-z]¦[\x{D800}]¦[.]¦[#]¦[ ]¦[--a]¦[---]¦[a-\pL]¦[[:]¦[^\x00-\x{10FFFF}]¦[^\d\D]",
);

const GROUPS: &str = "(@)¦(?:@)¦(?i:@)¦(?i)@¦(?-i)@¦(?s)@¦(?m)@¦(?U)@¦(?ims-U:@)¦(?i-m:@)¦(?-:@)¦(?:@¦(@¦@)¦(?P<n>@)¦(?<n>@)¦\
    (?P<n>@)(?P<n>b)¦(?P<é>@)¦(?P<>@)¦(?P=n)@¦(?=@)¦(?!@)¦(?<=@)¦(?<!@)¦(?>@)¦(?#@)¦(?x)@¦(?u)@¦(?-u)@¦(?@)¦(?)@¦\
    (?^i:@)¦(?:)@¦()@¦(|@)¦(@|b|)¦(?i:(?-i:@)@)¦(?m:^@$)¦^(?:@)$¦^@$¦@|b¦|@¦@|¦(?:@|^)$";

const REPETITIONS: &str = "*¦+¦?¦*?¦+?¦??¦**¦*+¦++¦?*¦{2}¦{2,}¦{2,3}¦{0}¦{0,}¦{1,1}¦{,2}¦{}¦{a}¦{2¦{2,¦{ 2}¦{02}¦{2,03}¦{1000}¦{1001}¦\
    {1000,1001}¦{3,2}¦{2}{3}¦{2}*¦{2}?¦{2}??¦{99999999999}¦{-1}¦{10}¦{100}¦{101}";

const CHARACTERS: &str = "a¦b¦k¦K¦s¦S¦ſ¦\u{212a}¦é¦É¦ß¦ẞ¦Σ¦ς¦İ¦ı¦i¦ǅ¦Ǆ¦µ¦μ¦😀¦中¦0¦٣¦_¦ ¦-¦.¦*¦(¦{¦}¦[¦]¦\\¦^¦$¦|¦\n¦\t¦\u{b}¦\u{85}¦\
    \u{a0}¦#¦&¦~¦,¦2¦n¦aa¦ab";
