//! Values of a policy file before they are judged: as they are written, with their places.
//!
//! Of each is known whether it is written at all. What is written as nothing (`http:`, `http: ~`) is *there and empty*: it must
//! not leave what a more general part of the policy grants.

use optimus_plugin_api::Span;
use optimus_yaml_nodes::{Decode, Decoder, Node};

/// A scalar as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    /// `None`: not written. Nothing at all is the empty text, which no word may be.
    pub(super) text: Option<String>,
    pub(super) span: Span,
}

impl Decode for Word {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let mut text = String::new();
        let is_text = text.decode(node, d);
        *self = Self { text: is_text.then_some(text), span: node.span() };
        is_text
    }

    fn reset(&mut self, place: Span) {
        *self = Self { text: Some(String::new()), span: place };
    }
}

/// A part that may be left out: a list, a mapping, a truth value.
#[derive(Debug, Clone, Default)]
pub(super) struct Part<T> {
    pub(super) value: Option<T>,
    pub(super) span: Span,
}

impl<T: Decode> Decode for Part<T> {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        self.span = node.span();
        self.value.get_or_insert_default().decode(node, d)
    }

    fn reset(&mut self, place: Span) {
        *self = Self { value: Some(T::default()), span: place };
    }
}

/// A word, or a list of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(pub(super) Vec<Word>);

impl Decode for Words {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        if node.text().is_none() {
            return self.0.decode(node, d);
        }
        let mut word = Word::default();
        let is_text = word.decode(node, d);
        self.0 = vec![word];
        is_text
    }
}

/// Whatever is written: a key that belongs to somebody else.
#[derive(Debug, Clone, Default)]
pub(super) struct Foreign;

impl Decode for Foreign {
    fn decode<'a>(&mut self, _: Node<'a>, _: &mut Decoder<'a>) -> bool {
        true
    }
}
