//! Block texts: `|` and `>`.

use crate::{
    place::Mark,
    problem::{Mistake, Problem},
};

use super::{Scanner, TokenKind};

/// What the header of a block text says.
#[derive(Default)]
struct Header {
    /// `+`: the line breaks at the end stay. `-`: they go. Neither: one stays.
    keep: bool,
    strip: bool,
    /// Columns beyond the surrounding block; 0: those of its first line.
    increment: usize,
}

/// A block text while it is scanned.
#[derive(Default)]
struct Block {
    text: String,
    /// The column of its lines; 0 as long as it is not known.
    indent: usize,
    /// The break of the line before, if there was one.
    line_break: Option<char>,
    /// The breaks of empty lines since then.
    empty_lines: String,
    end: Mark,
}

impl Scanner<'_> {
    pub(super) fn block_text(&mut self, literal: bool) -> Result<(), Mistake> {
        self.remove_key()?;
        self.key_allowed = true;
        let start = self.cursor.mark;
        let header = self.block_header()?;
        let indent = if header.increment > 0 { self.inside.saturating_sub(1) + header.increment } else { 0 };
        let mut block = Block { indent, end: self.cursor.mark, ..Block::default() };
        self.block_breaks(&mut block)?;
        let mut after_indented = false;
        while self.cursor.mark.column == block.indent && self.cursor.peek().is_some() {
            let indented = self.cursor.at_blank();
            let folds = !literal && !after_indented && !indented && block.line_break == Some('\n');
            match block.line_break.take() {
                Some(_) if folds && block.empty_lines.is_empty() => block.text.push(' '),
                line_break => block.text.extend(line_break.filter(|_| !folds)),
            }
            block.text.push_str(&std::mem::take(&mut block.empty_lines));
            after_indented = indented;
            self.block_line(&mut block)?;
        }
        let Block { mut text, line_break, empty_lines, end, .. } = block;
        text.extend(line_break.filter(|_| !header.strip));
        text.push_str(if header.keep { &empty_lines } else { "" });
        self.insert(None, TokenKind::Scalar { text, plain: false }, start, end);
        Ok(())
    }

    fn block_header(&mut self) -> Result<Header, Mistake> {
        let mut header = Header::default();
        self.cursor.skip();
        self.block_chomping(&mut header);
        if let Some(digit) = self.cursor.peek().and_then(|c| c.to_digit(10)) {
            if digit == 0 {
                return Err(self.mistake(Problem::BlockHeader("a block text cannot be indented by 0")));
            }
            header.increment = usize::try_from(digit).unwrap_or(0);
            self.cursor.skip();
            if !header.keep && !header.strip {
                self.block_chomping(&mut header);
            }
        }
        self.cursor.skip_blanks();
        self.cursor.skip_comment();
        if !self.cursor.at_line_end() {
            return Err(self.mistake(Problem::BlockHeader("a block text begins in the next line")));
        }
        self.cursor.line_break();
        Ok(header)
    }

    fn block_chomping(&mut self, header: &mut Header) {
        header.keep = self.cursor.eat('+');
        header.strip = !header.keep && self.cursor.eat('-');
    }

    fn block_line(&mut self, block: &mut Block) -> Result<(), Mistake> {
        let start = self.cursor.mark;
        while !self.cursor.at_line_end() {
            self.cursor.skip();
        }
        block.text.push_str(self.cursor.since(start));
        block.line_break = self.cursor.line_break();
        self.block_breaks(block)
    }

    /// Passes empty lines and the indentation of the next one, which tells the indentation of all if it is not known.
    fn block_breaks(&mut self, block: &mut Block) -> Result<(), Mistake> {
        block.end = self.cursor.mark;
        let mut widest = 0;
        loop {
            let outside = |column| block.indent == 0 || column < block.indent;
            while outside(self.cursor.mark.column) && self.cursor.is(' ') {
                self.cursor.skip();
            }
            widest = widest.max(self.cursor.mark.column);
            if outside(self.cursor.mark.column) && self.cursor.is('\t') {
                return Err(self.mistake(Problem::Tab));
            }
            let Some(line_break) = self.cursor.line_break() else { break };
            block.empty_lines.push(line_break);
            block.end = self.cursor.mark;
        }
        if block.indent == 0 {
            block.indent = widest.max(self.inside).max(1);
        }
        Ok(())
    }
}
