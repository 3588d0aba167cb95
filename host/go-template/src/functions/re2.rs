//! Go's syntax of regular expressions in the words of the `regex` crate, where the two differ and a pattern of a person may meet
//! it: classes of ASCII, braces and brackets that mean themselves, quoted parts.

/// The same pattern for the `regex` crate.
pub(super) fn translated(pattern: &str) -> String {
    let mut reader = Reader { rest: pattern, text: String::with_capacity(pattern.len() + 8) };
    while let Some(c) = reader.next() {
        match c {
            '\\' => reader.escape(false),
            '[' => reader.class(),
            '{' if !repeats(reader.rest) => reader.text.push_str(r"\{"),
            _ => reader.text.push(c),
        }
    }
    reader.text
}

struct Reader<'a> {
    rest: &'a str,
    text: String,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    fn escape(&mut self, in_class: bool) {
        let Some(c) = self.next() else { return self.text.push('\\') };
        let class = match c {
            'd' | 'D' => "0-9",
            's' | 'S' => r"\t\n\x0C\r ",
            'w' | 'W' => "0-9A-Za-z_",
            'b' | 'B' if !in_class => {
                self.text.extend([r"(?-u:\", c.encode_utf8(&mut [0; 4]), ")"]);
                return;
            }
            'Q' if !in_class => return self.quoted(),
            '<' | '>' => return self.text.push(c),
            'p' | 'P' | 'x' => return self.braced(c),
            '0'..='7' => return self.octal(c),
            _ => return self.text.extend(['\\', c]),
        };
        let open = if c.is_ascii_uppercase() { "[^" } else { "[" };
        self.text.extend([open, class, "]"]);
    }

    /// `\p{Greek}`, `\x{1F600}`: the brace belongs to the escape.
    fn braced(&mut self, c: char) {
        self.text.extend(['\\', c]);
        if let Some(rest) = self.rest.strip_prefix('{') {
            self.rest = rest;
            self.text.push('{');
        }
    }

    /// `\101` is a character by its number; `\1`, which would be a reference, stays what it is and is refused.
    fn octal(&mut self, first: char) {
        let is_digit = |c: &char| c.is_digit(8);
        let more: String = self.rest.chars().take_while(is_digit).take(2).collect();
        let number = u32::from_str_radix(&[&*String::from(first), &more].concat(), 8);
        match number {
            Ok(number) if first == '0' || !more.is_empty() => {
                self.rest = self.rest.get(more.len()..).unwrap_or_default();
                self.text.push_str(&format!(r"\x{{{number:X}}}"));
            }
            _ => self.text.extend(['\\', first]),
        }
    }

    /// Text up to `\E`, of which nothing has a meaning.
    fn quoted(&mut self) {
        let (text, rest) = self.rest.split_once(r"\E").unwrap_or((self.rest, ""));
        self.rest = rest;
        self.text.push_str(&regex::escape(text));
    }

    /// A class whose bracket is read. Only what Go knows has a meaning in it: no class in a class but a named one, no `&&`, `--` and
    /// `~~`.
    fn class(&mut self) {
        self.text.push('[');
        if let Some(rest) = self.rest.strip_prefix('^') {
            self.rest = rest;
            self.text.push('^');
        }
        if let Some(rest) = self.rest.strip_prefix(']') {
            self.rest = rest;
            self.text.push_str(r"\]");
        }
        let mut before = None;
        while let Some(c) = self.next() {
            match c {
                ']' => return self.text.push(']'),
                '\\' => self.escape(true),
                '[' => match self.rest.strip_prefix(':').and_then(|rest| rest.split_once(":]")) {
                    Some((name, rest)) => {
                        self.text.extend(["[:", name, ":]"]);
                        self.rest = rest;
                    }
                    None => self.text.push_str(r"\["),
                },
                '&' | '~' => self.text.extend(['\\', c]),
                '-' if before == Some('-') => self.text.push_str(r"\-"),
                _ => self.text.push(c),
            }
            before = Some(c);
        }
    }
}

/// Whether what follows a brace makes it a repetition: `2}`, `2,}`, `2,5}`.
fn repeats(rest: &str) -> bool {
    let Some((counts, _)) = rest.split_once('}') else { return false };
    let is_count = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (least, most) = counts.split_once(',').unwrap_or((counts, ""));
    !least.is_empty() && is_count(least) && is_count(most)
}
