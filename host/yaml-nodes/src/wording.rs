use optimus_plugin_api::Error;

/// The known name that is most like a mistyped one, if any is like it at all.
///
/// Names that differ only in case, hyphens and underscores are most alike (`pluginType` and `plugintype`).
#[must_use]
pub fn nearest<'n>(name: &str, known: &[&'n str]) -> Option<&'n str> {
    if name.is_empty() || name.len() > 64 {
        return None;
    }
    let wanted = squeezed(name);
    let ranked =
        known.iter().map(|candidate| (strsim::osa_distance(&wanted, &squeezed(candidate)), *candidate));
    let (distance, best) = ranked.min_by_key(|(distance, _)| *distance)?;
    (distance <= wanted.chars().count().div_ceil(3).min(3)).then_some(best)
}

fn squeezed(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Text from a file as a message shows it: at most `most` characters in one line, harmless for a terminal.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let kept: String = chars.by_ref().take(most).collect();
    let kept = Error::escape(&kept.replace('\n', "\\n").replace('\t', "\\t"));
    if chars.next().is_some() { kept + "..." } else { kept }
}

/// A number with its thousands apart.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_another_spelling_is_the_nearest() {
        assert_eq!(nearest("pluginType", &["pluginmods", "plugintype"]), Some("plugintype"));
        assert_eq!(nearest("promt", &["name", "prompt"]), Some("prompt"));
        assert_eq!(nearest("quantum", &["name", "prompt"]), None);
    }

    #[test]
    fn long_and_hostile_text_is_cut_and_escaped() {
        assert_eq!(shorten("a\u{1b}b\ncdef", 5), "a\\u{1b}b\\nc...");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!((count(12), count(4_194_304)), ("12".into(), "4,194,304".into()));
    }
}
