//! Text that may only grow so far.

/// What a [`Sink`] says when it is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

/// Text that may only grow so far: every function that makes text makes it here, so that none of them can be talked into
/// allocating without end.
#[derive(Debug)]
pub(crate) struct Sink {
    text: String,
    room: usize,
}

impl Sink {
    pub(crate) fn new(room: usize) -> Self {
        Self { text: String::new(), room }
    }

    pub(crate) fn push(&mut self, text: &str) -> Result<(), Full> {
        self.room = self.room.checked_sub(text.len()).ok_or(Full)?;
        self.text.push_str(text);
        Ok(())
    }

    pub(crate) fn push_char(&mut self, c: char) -> Result<(), Full> {
        self.push(c.encode_utf8(&mut [0; 4]))
    }

    pub(crate) fn repeat(&mut self, text: &str, times: usize) -> Result<(), Full> {
        if text.len().saturating_mul(times) > self.room {
            return Err(Full);
        }
        (0..times).try_for_each(|_| self.push(text))
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }
}
