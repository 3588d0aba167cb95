use crate::{Decode, Decoder, Node, decoder::Step, number::Number, resolve::Resolved};

/// Whatever is written: for places where upstream takes any type and looks at it later.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// Nothing, `~`, `null`.
    #[default]
    Null,
    /// `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number beyond the range of [`Value::Int`].
    Large(u64),
    /// Any other number.
    Float(f64),
    /// Text; dates too, as they are written.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A mapping, in its order, repeated keys included.
    Map(Vec<(Value, Value)>),
}

impl Decode for Value {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let decoded = match node.scalar() {
            Some(_) => scalar(node, d),
            None if node.items().is_some() => {
                let mut items = Vec::new();
                items.decode(node, d).then_some(Self::List(items))
            }
            None => Some(Self::Map(map(node, d))),
        };
        decoded.is_some_and(|value| {
            *self = value;
            true
        })
    }
}

fn scalar<'a>(node: Node<'a>, d: &mut Decoder<'a>) -> Option<Value> {
    let scalar = node.scalar()?;
    Some(match d.resolve(node, scalar)? {
        Resolved::Null => Value::Null,
        Resolved::Bool(value) => Value::Bool(value),
        Resolved::Number(Number::Int(value)) => Value::Int(value),
        Resolved::Number(Number::Large(value)) => Value::Large(value),
        Resolved::Number(Number::Float(value)) => Value::Float(value),
        Resolved::Timestamp | Resolved::Text | Resolved::Binary | Resolved::Tagged => {
            Value::Text(d.text(node, scalar)?.into_owned())
        }
    })
}

fn map<'a>(node: Node<'a>, d: &mut Decoder<'a>) -> Vec<(Value, Value)> {
    let mut entries = Vec::new();
    for (key, value) in node.pairs().into_iter().flatten() {
        let mut entry = (Value::Null, Value::Null);
        if key.is_merge() {
            let mut merged = Value::Null;
            crate::record::merge(&mut merged, value, d);
            if let Value::Map(merged) = merged {
                entries.extend(merged);
            }
        } else if d.read(key, &mut entry.0) {
            let name = if let Value::Text(name) = &entry.0 { name.clone() } else { String::new() };
            if d.step(Step::Key(name.into()), |d| d.read(value, &mut entry.1)) {
                entries.push(entry);
            }
        }
    }
    entries
}
