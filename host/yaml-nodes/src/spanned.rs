use optimus_plugin_api::Span;

use crate::{Decode, Decoder, Node};

/// A value together with where it is written, for mistakes that are found later. The place is all zero where the value is
/// not written at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written; of an alias, where its target is.
    pub span: Span,
}

impl<T: Decode> Decode for Spanned<T> {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        self.span = node.span();
        self.value.decode(node, d)
    }

    fn reset(&mut self, place: Span) {
        *self = Self { value: T::default(), span: place };
    }
}
