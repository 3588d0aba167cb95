use optimus_plugin_api::Error;

/// The known name that is most like a mistyped one, if any is like it at all.
///
/// Names that differ only in case, hyphens and underscores are most alike (`pluginType` and `plugintype`), then those
/// with a few letters more, less, changed or exchanged (`promtp`), then the only one that begins with the name (`desc`) or
/// contains it (`mods`).
#[must_use]
pub fn nearest<'n>(name: &str, known: &[&'n str]) -> Option<&'n str> {
    if name.is_empty() || name.len() > 64 {
        return None;
    }
    let wanted = squeezed(name);
    let letters = wanted.chars().count();
    let candidates = || known.iter().map(|candidate| (squeezed(candidate), *candidate));
    let ranked =
        candidates().map(|(squeezed, candidate)| (strsim::osa_distance(&wanted, &squeezed), candidate));
    let closest = ranked.min_by_key(|(distance, _)| *distance);
    let close = closest.filter(|(distance, _)| *distance <= letters.div_ceil(3).min(3));
    let only = |like: fn(&str, &str) -> bool| {
        let mut alike = candidates().filter(|(squeezed, _)| like(squeezed, &wanted));
        alike.next().filter(|_| alike.next().is_none())
    };
    let begins = || only(|known, wanted| known.starts_with(wanted)).filter(|_| letters >= 3);
    let contains = || only(|known, wanted| known.contains(wanted)).filter(|_| letters >= 4);
    close.map(|(_, known)| known).or_else(|| begins().or_else(contains).map(|(_, known)| known))
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
    fn a_mistyped_name_is_found_however_it_is_mistyped() {
        let known = [
            "name",
            "prompt",
            "help",
            "default",
            "multiselect",
            "subquestions",
            "regexp",
            "validationerror",
            "minlength",
            "maxlength",
            "required",
            "plugintype",
            "pluginversion",
            "pluginmods",
            "hooktype",
            "image",
        ];
        let cases = [
            ("nmae", "name"),
            ("promtp", "prompt"),
            ("Default", "default"),
            ("multi_select", "multiselect"),
            ("subQuestions", "subquestions"),
            ("sub-question", "subquestions"),
            ("regex", "regexp"),
            ("validation_eror", "validationerror"),
            ("min_len", "minlength"),
            ("max", "maxlength"),
            ("requierd", "required"),
            ("PLUGIN_TYPE", "plugintype"),
            ("pluginverion", "pluginversion"),
            ("mods", "pluginmods"),
            ("imgae", "image"),
        ];
        for (name, expected) in cases {
            assert_eq!(nearest(name, &known), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_name_that_could_be_several_is_none_of_them() {
        for name in ["type", "plugin", "quantum", "x", "ma"] {
            assert_eq!(nearest(name, &["plugintype", "hooktype", "pluginmods", "maxlength"]), None, "{name}");
        }
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
