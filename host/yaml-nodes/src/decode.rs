use std::collections::BTreeMap;

use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{Decoder, Node, decoder::Step, number::Number, resolve::Resolved, wording::shorten};

/// A value that can be decoded from a node.
///
/// Implemented here for text, whole numbers, truth values, floats, lists, options, maps by name and [`Value`](crate::Value),
/// and for every [`Record`](crate::Record). An own type is made from one of these:
///
/// ```
/// use optimus_plugin_api::{Code, Diagnostic};
/// use optimus_yaml_nodes::{Decode, Decoder, Node};
///
/// #[derive(Default)]
/// struct Hours(u32);
///
/// impl Decode for Hours {
///     fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
///         let mut text = String::new();
///         if !d.read(node, &mut text) {
///             return false;
///         }
///         match text.strip_suffix('h').and_then(|hours| hours.parse().ok()) {
///             Some(hours) => self.0 = hours,
///             None => d.push(Diagnostic::error(Code::JOB_FIELD, "hours look like 24h").at(node.span(), "")),
///         }
///         true
///     }
/// }
/// ```
pub trait Decode: Default {
    /// Decodes a node, which is neither an alias nor nothing, into the value. Called through [`Decoder::read`] only.
    ///
    /// False if nothing could be decoded, which must be among the mistakes then: a list drops such an item.
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool;

    /// Takes the value that `~` or an empty place stands for: the type's default.
    fn reset(&mut self, _place: Span) {
        *self = Self::default();
    }
}

impl Decode for String {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let Some(scalar) = node.scalar() else { return d.mismatch(node, "text") };
        d.text(node, scalar).is_some_and(|text| {
            *self = text.into_owned();
            true
        })
    }
}

impl Decode for bool {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        const WANTED: &str = "true or false";
        let Some(scalar) = node.scalar() else { return d.mismatch(node, WANTED) };
        match d.resolve(node, scalar) {
            None => false,
            Some(Resolved::Bool(value)) => {
                *self = value;
                true
            }
            Some(_) => d.mismatch(node, WANTED),
        }
    }
}

impl Decode for i64 {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        const WANTED: &str = "a whole number";
        let Some(scalar) = node.scalar() else { return d.mismatch(node, WANTED) };
        let Some(resolved) = d.resolve(node, scalar) else { return false };
        match resolved {
            Resolved::Number(Number::Int(value)) => *self = value,
            Resolved::Number(Number::Float(value)) if value <= I64_RANGE => *self = cut(value),
            Resolved::Number(Number::Large(_) | Number::Float(_)) => {
                return d.mismatch(node, "a whole number below 9,223,372,036,854,775,808");
            }
            _ => return d.mismatch(node, WANTED),
        }
        true
    }
}

/// 2^63, the first whole number beyond the range. It is accepted, and becomes the *least* number: so Go does on the
/// machines that Optimus runs on.
const I64_RANGE: f64 = 9_223_372_036_854_775_808.0;

fn cut(value: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "cutting is what yaml.v2 does, and Rust's cast saturates"
    )]
    if value < I64_RANGE { value as i64 } else { i64::MIN }
}

impl Decode for f64 {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let Some(scalar) = node.scalar() else { return d.mismatch(node, "a number") };
        let Some(resolved) = d.resolve(node, scalar) else { return false };
        let Resolved::Number(number) = resolved else { return d.mismatch(node, "a number") };
        *self = as_float(number);
        true
    }
}

#[expect(clippy::cast_precision_loss, reason = "a large integer read as a float loses digits, as in Go")]
fn as_float(number: Number) -> f64 {
    match number {
        Number::Int(value) => value as f64,
        Number::Large(value) => value as f64,
        Number::Float(value) => value,
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        self.get_or_insert_default().decode(node, d)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let Some(items) = node.items() else { return d.mismatch(node, "a list") };
        self.clear();
        for (index, item) in items.enumerate() {
            let mut value = T::default();
            if d.step(Step::Index(index), |d| d.read(item, &mut value)) {
                self.push(value);
            }
        }
        true
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let Some(pairs) = node.pairs() else { return d.mismatch(node, "a mapping") };
        for (key, value) in pairs {
            if key.is_merge() {
                crate::record::merge(self, value, d);
            } else {
                entry(self, key, value, d);
            }
        }
        true
    }
}

fn entry<'a, T: Decode>(map: &mut BTreeMap<String, T>, key: Node<'a>, value: Node<'a>, d: &mut Decoder<'a>) {
    let mut name = String::new();
    if !d.read(key, &mut name) {
        return;
    }
    let mut decoded = T::default();
    if !d.step(Step::Key(name.clone().into()), |d| d.read(value, &mut decoded)) {
        return;
    }
    if d.is_strict() && map.contains_key(&name) {
        let message = format!("the key `{}` is there already", shorten(&name, 60));
        d.push(Diagnostic::error(Code::YAML_DUPLICATE_FIELD, message).at(value.span(), "the second value"));
    } else {
        map.insert(name, decoded);
    }
}
