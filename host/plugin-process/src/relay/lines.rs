use std::collections::VecDeque;

use tokio::io::{AsyncRead, AsyncReadExt};

use crate::limits::LINE_BYTES;

/// Bytes into lines without their ends. A line that is too long comes in pieces.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    rest: Vec<u8>,
}

impl Splitter {
    /// Adds bytes and gives the lines that they complete.
    pub(super) fn split(&mut self, bytes: &[u8]) -> VecDeque<Vec<u8>> {
        let mut lines = VecDeque::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                Some(end) => self.end(end, &mut lines),
                None => self.add(piece, &mut lines),
            }
        }
        lines
    }

    /// The last line, if it has no end.
    fn finish(&mut self) -> Option<Vec<u8>> {
        (!self.rest.is_empty()).then(|| std::mem::take(&mut self.rest))
    }

    fn end(&mut self, piece: &[u8], lines: &mut VecDeque<Vec<u8>>) {
        self.add(piece, lines);
        let mut line = std::mem::take(&mut self.rest);
        line.truncate(line.strip_suffix(b"\r").unwrap_or(&line).len());
        lines.push_back(line);
    }

    fn add(&mut self, mut piece: &[u8], lines: &mut VecDeque<Vec<u8>>) {
        while let Some((fits, over)) = piece.split_at_checked(LINE_BYTES - self.rest.len()) {
            if over.is_empty() {
                break;
            }
            self.rest.extend_from_slice(fits);
            lines.push_back(std::mem::take(&mut self.rest));
            piece = over;
        }
        self.rest.extend_from_slice(piece);
    }
}

/// The lines of a stream.
#[derive(Debug)]
pub(super) struct Lines<R> {
    source: R,
    splitter: Splitter,
    ready: VecDeque<Vec<u8>>,
    buffer: Box<[u8]>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(super) fn new(source: R) -> Self {
        let buffer = vec![0; 8 * 1024].into_boxed_slice();
        Self { source, splitter: Splitter::default(), ready: VecDeque::new(), buffer }
    }

    /// The next line; none at the end, or when the stream cannot be read.
    pub(super) async fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Some(line);
            }
            match self.source.read(&mut self.buffer).await {
                Ok(0) | Err(_) => return self.splitter.finish(),
                Ok(size) => self.ready = self.splitter.split(self.buffer.get(..size).unwrap_or_default()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn lines_of(bytes: &[u8]) -> Vec<Vec<u8>> {
        let (mut lines, mut all) = (Lines::new(bytes), Vec::new());
        while let Some(line) = lines.next().await {
            all.push(line);
        }
        all
    }

    #[tokio::test]
    async fn lines_come_without_their_ends_and_the_last_needs_none() {
        assert_eq!(lines_of(b"a\r\n\nb\nc").await, [&b"a"[..], b"", b"b", b"c"]);
    }

    #[tokio::test]
    async fn a_line_that_never_ends_comes_in_bounded_pieces() {
        let lines = lines_of(&vec![b'x'; 3 * LINE_BYTES + 5]).await;
        assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [LINE_BYTES, LINE_BYTES, LINE_BYTES, 5]);
    }

    #[tokio::test]
    async fn a_line_of_just_the_greatest_length_is_one_line() {
        let lines = lines_of(&[&vec![b'x'; LINE_BYTES][..], b"\ny\n"].concat()).await;
        assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [LINE_BYTES, 1]);
    }
}
