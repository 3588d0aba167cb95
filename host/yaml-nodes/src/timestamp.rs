/// Whether yaml.v2 takes a plain scalar for a point in time: `2020-1-2`, `2020-01-02 3:4:5.6`, `2020-01-02T03:04:05Z`.
pub(crate) fn is_timestamp(text: &str) -> bool {
    Cursor(text).timestamp().is_some()
}

/// What is not read yet.
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn timestamp(&mut self) -> Option<()> {
        self.date()?;
        if self.0.is_empty() {
            return Some(());
        }
        let zoned = !self.eat(' ');
        if zoned && !self.eat('T') && !self.eat('t') {
            return None;
        }
        while !zoned && self.eat(' ') {}
        self.clock()?;
        if zoned { self.zone() } else { self.end() }
    }

    fn date(&mut self) -> Option<()> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let year = if digits == 4 { self.number(4)? } else { return None };
        let month = self.eat('-').then(|| self.number(2))??;
        let day = self.eat('-').then(|| self.number(2))??;
        (1..=days(year, month)?).contains(&day).then_some(())
    }

    fn clock(&mut self) -> Option<()> {
        let hour = self.number(2)?;
        let minute = self.eat(':').then(|| self.number(2))??;
        let second = self.eat(':').then(|| self.number(2))??;
        if self.0.starts_with(['.', ',']) {
            let rest = self.0.get(1..)?;
            self.0 = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            (self.0.len() < rest.len()).then_some(())?;
        }
        (hour < 24 && minute < 60 && second < 60).then_some(())
    }

    fn zone(&mut self) -> Option<()> {
        if !self.eat('Z') {
            (self.eat('+') || self.eat('-')).then_some(())?;
            let hours = self.number(2)?;
            let minutes = self.eat(':').then(|| self.number(2))??;
            (hours <= 24 && minutes <= 60).then_some(())?;
        }
        self.end()
    }

    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    fn eat(&mut self, expected: char) -> bool {
        let rest = self.0.strip_prefix(expected);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn number(&mut self, most: usize) -> Option<u32> {
        let length = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        digits.parse().ok()
    }
}

fn days(year: u32, month: u32) -> Option<u32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_timestamp;

    #[test]
    fn the_four_forms_are_recognised() {
        for text in [
            "2020-01-01",
            "2020-2-29",
            "2020-01-01T00:00:00Z",
            "2020-01-01t1:2:3.5+02:00",
            "2020-01-01 1:2:3",
        ] {
            assert!(is_timestamp(text), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_text() {
        for text in [
            "2021-02-29",
            "2020-13-01",
            "20-01-01",
            "2020-01-01T00:00:00",
            "2020-01-01 1:2:3Z",
            "2020",
            "2020-",
        ] {
            assert!(!is_timestamp(text), "{text}");
        }
    }
}
