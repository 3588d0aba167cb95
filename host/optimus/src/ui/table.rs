use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::Paint;

/// Rows under headings. Too wide for the terminal, it becomes one block per row.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    headings: [&'static str; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// A table without rows.
    pub(crate) fn new(headings: [&'static str; N]) -> Self {
        Self { headings, rows: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// As text, for a terminal of this many columns or for no terminal.
    pub(crate) fn render(&self, paint: Paint, width: Option<usize>) -> String {
        let widths = self.widths();
        let needed = widths.iter().sum::<usize>() + 2 * N.saturating_sub(1);
        if width.is_some_and(|width| needed > width) {
            self.blocks(paint)
        } else {
            self.lines(paint, &widths)
        }
    }

    fn widths(&self) -> [usize; N] {
        std::array::from_fn(|column| {
            let cells = self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
            cells.chain(self.headings.get(column).map(|h| h.width())).max().unwrap_or(0)
        })
    }

    fn lines(&self, paint: Paint, widths: &[usize; N]) -> String {
        let mut out = paint.bold(line(self.headings.iter().copied().zip(widths))) + "\n";
        for row in &self.rows {
            out.push_str(&line(row.iter().map(String::as_str).zip(widths)));
            out.push('\n');
        }
        out
    }

    fn blocks(&self, paint: Paint) -> String {
        let label_width = self.headings.iter().map(|h| h.width()).max().unwrap_or(0);
        let mut out = String::new();
        for row in &self.rows {
            for (index, (heading, cell)) in self.headings.iter().zip(row).enumerate() {
                let _ = match index {
                    0 => writeln!(out, "{}", paint.bold(cell)),
                    _ => writeln!(out, "  {:label_width$}  {cell}", heading.to_lowercase()),
                };
            }
        }
        out
    }
}

fn line<'a>(cells: impl Iterator<Item = (&'a str, &'a usize)>) -> String {
    let padded =
        cells.map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))));
    padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table<2> {
        let mut table = Table::new(["NAME", "FILE"]);
        table.row(["neo".to_owned(), "a".to_owned()]);
        table.row(["日本".to_owned(), "b".to_owned()]);
        table
    }

    #[test]
    fn columns_are_aligned_by_what_a_terminal_shows() {
        assert_eq!(sample().render(Paint::none(), None), "NAME  FILE\nneo   a\n日本  b\n");
    }

    #[test]
    fn a_narrow_terminal_gets_one_block_per_row() {
        assert_eq!(sample().render(Paint::none(), Some(8)), "neo\n  file  a\n日本\n  file  b\n");
    }
}
