use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{
    Decode, Decoder, Node,
    decoder::Step,
    tree::Kind,
    wording::{nearest, shorten},
};

/// A value with named fields. [`record!`](crate::record) implements it.
pub trait Record: Default {
    /// What a person calls one, with its article: `a question`.
    const NAME: &'static str;
    /// Its keys, as the file spells them.
    const KEYS: &'static [&'static str];

    /// Decodes the value of one of [`Record::KEYS`], in the order of the file.
    fn field<'a>(&mut self, key: &str, value: Node<'a>, d: &mut Decoder<'a>);

    /// What to say about an unknown key beyond naming the nearest one: a key of another version, for example.
    #[must_use]
    fn hint(_key: &str) -> Option<String> {
        None
    }
}

/// Implements [`Record`] for a struct: its name for people, and which key is decoded into which field. A function after the
/// keys becomes [`Record::hint`].
///
/// ```
/// #[derive(Default)]
/// struct Entry {
///     name: String,
/// }
/// optimus_yaml_nodes::record!(Entry, "an entry", { "name" => name });
/// ```
#[macro_export]
macro_rules! record {
    ($type:ty, $name:literal, { $($key:literal => $field:ident),+ $(,)? } $(, $hint:path)?) => {
        impl $crate::Record for $type {
            const NAME: &'static str = $name;
            const KEYS: &'static [&'static str] = &[$($key),+];

            fn field<'a>(&mut self, key: &str, value: $crate::Node<'a>, d: &mut $crate::Decoder<'a>) {
                match key {
                    $($key => { d.read(value, &mut self.$field); })+
                    _ => {}
                }
            }

            $(fn hint(key: &str) -> Option<String> {
                $hint(key)
            })?
        }
    };
}

impl<T: Record> Decode for T {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let Some(pairs) = node.pairs() else { return d.mismatch(node, T::NAME) };
        let mut seen = vec![None; T::KEYS.len()];
        for (key, value) in pairs {
            if key.is_merge() {
                merge(self, value, d);
            } else if let Some(name) = known::<T>(key, &mut seen, d) {
                d.step(Step::Key(name.into()), |d| self.field(name, value, d));
            }
        }
        true
    }
}

/// The key, if it is to be decoded; otherwise why not is reported.
fn known<'a, T: Record>(
    key: Node<'a>,
    seen: &mut [Option<Span>],
    d: &mut Decoder<'a>,
) -> Option<&'static str> {
    let mut name = String::new();
    if !d.read(key, &mut name) {
        return None;
    }
    let Some(index) = T::KEYS.iter().position(|known| *known == name) else {
        if d.is_strict() && !d.is_full() {
            d.push(unknown(&name, key.span(), T::NAME, T::KEYS, T::hint(&name)));
        }
        return None;
    };
    let first = seen.get_mut(index)?.replace(key.span());
    match first {
        Some(first) if d.is_strict() => {
            d.push(repeated(&name, first, key.span(), T::NAME));
            None
        }
        _ => T::KEYS.get(index).copied(),
    }
}

fn unknown(name: &str, span: Span, record: &str, keys: &[&str], hint: Option<String>) -> Diagnostic {
    let shown = shorten(name, 60);
    let help = hint.unwrap_or_else(|| match nearest(name, keys) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys of {record} are {}", keys.join(", ")),
    });
    Diagnostic::error(Code::YAML_UNKNOWN_FIELD, format!("unknown field `{shown}` in {record}"))
        .at(span, "not a field here")
        .help(help)
}

fn repeated(name: &str, first: Span, second: Span, record: &str) -> Diagnostic {
    let shown = shorten(name, 60);
    Diagnostic::error(Code::YAML_DUPLICATE_FIELD, format!("the field `{shown}` is there twice in {record}"))
        .at(second, "the second one")
        .at(first, "the first one")
        .help("remove one of them")
}

/// Decodes what `<<` is given into the value: a mapping, or several, of which the first wins.
pub(crate) fn merge<'a, T: Decode>(out: &mut T, value: Node<'a>, d: &mut Decoder<'a>) {
    let sources: Vec<Node<'a>> = match value.items() {
        Some(items) => items.rev().collect(),
        None => vec![value],
    };
    for source in sources {
        if leads_to_mapping(source) {
            d.read(source, out);
        } else {
            let diagnostic =
                Diagnostic::error(Code::YAML_WRONG_TYPE, "`<<` takes a mapping or a list of mappings");
            d.push(diagnostic.at(source.span(), "this is neither"));
        }
    }
}

fn leads_to_mapping(node: Node<'_>) -> bool {
    match node.kind() {
        Kind::Alias { target, .. } => matches!(node.sibling(*target).kind(), Kind::Mapping(_)),
        kind => matches!(kind, Kind::Mapping(_)),
    }
}
