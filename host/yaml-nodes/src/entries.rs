use std::collections::HashMap;

use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{Decode, Decoder, Node, Spanned, decoder::Step, wording::shorten};

/// A mapping whose keys are the file's own, in the order of the file, each with its place.
///
/// Keys of a `<<` come first, and give way to those that are written beside it. A key that is written twice is a mistake
/// when reading is strict; otherwise the second one counts.
#[derive(Debug, Clone)]
pub struct Entries<T> {
    list: Vec<(Spanned<String>, T)>,
    places: HashMap<String, usize>,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { list: Vec::new(), places: HashMap::new() }
    }
}

impl<T> Entries<T> {
    /// The entries in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Spanned<String>, &T)> {
        self.list.iter().map(|(key, value)| (key, value))
    }

    /// The entry of exactly this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<(&Spanned<String>, &T)> {
        let (key, value) = self.list.get(*self.places.get(key)?)?;
        Some((key, value))
    }

    /// The entries in their order, owned.
    #[must_use]
    pub fn into_list(self) -> Vec<(Spanned<String>, T)> {
        self.list
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn put(&mut self, key: Spanned<String>, value: T) {
        match self.places.get(&key.value).and_then(|place| self.list.get_mut(*place)) {
            Some(known) => *known = (key, value),
            None => {
                self.places.insert(key.value.clone(), self.list.len());
                self.list.push((key, value));
            }
        }
    }
}

impl<T: Decode> Decode for Entries<T> {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let Some(pairs) = node.pairs() else { return d.mismatch(node, "a mapping") };
        let (merges, own): (Vec<_>, Vec<_>) = pairs.partition(|(key, _)| key.is_merge());
        for (_, value) in merges {
            crate::record::merge(self, value, d);
        }
        let mut written = HashMap::new();
        for (key, value) in own {
            let mut name = Spanned::<String>::default();
            if d.read(key, &mut name) && is_first(&name, &mut written, d) {
                let mut decoded = T::default();
                if d.step(Step::Key(name.value.clone().into()), |d| d.read(value, &mut decoded)) {
                    self.put(name, decoded);
                }
            }
        }
        true
    }
}

/// Whether a key counts: it is not there yet, or reading is lenient.
fn is_first(name: &Spanned<String>, written: &mut HashMap<String, Span>, d: &mut Decoder<'_>) -> bool {
    let Some(first) = written.insert(name.value.clone(), name.span) else { return true };
    if !d.is_strict() {
        return true;
    }
    let message = format!("the key `{}` is there twice", shorten(&name.value, 60));
    let diagnostic = Diagnostic::error(Code::YAML_DUPLICATE_FIELD, message)
        .at(name.span, "the second one")
        .at(first, "the first one");
    d.push(diagnostic.help("remove one of them"));
    false
}
