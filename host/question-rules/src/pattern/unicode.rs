use crate::PatternError;

use super::translate::Reader;

/// What a class of Unicode characters counts: the size of a typical one when compiled, in atoms.
pub(crate) const COST: usize = 50;

/// `\pL`, `\p{Greek}`, `\P{^Lu}`.
pub(crate) fn class(reader: &mut Reader<'_>) -> Result<Option<String>, PatternError> {
    let start = reader.at;
    let positive = reader.eat(r"\p");
    if !positive && !reader.eat(r"\P") {
        return Ok(None);
    }
    let name = if reader.eat("{") {
        let name = reader.rest().split_once('}').map(|(name, _)| name);
        reader.at += name.map_or(0, |name| name.len() + 1);
        name
    } else {
        let name = reader.rest().chars().next().and_then(|c| reader.rest().get(..c.len_utf8()));
        reader.at += name.map_or(0, str::len);
        name
    };
    let (inverted, name) =
        name.map_or((false, ""), |name| name.strip_prefix('^').map_or((false, name), |n| (true, n)));
    match table(name, positive == inverted) {
        Some(class) => Ok(Some(class)),
        None => Err(reader.error(format!("there are no characters called `{}`", name.escape_debug()), start)),
    }
}

fn table(name: &str, negated: bool) -> Option<String> {
    let wanted = squeezed(name);
    let not = if negated { "^" } else { "" };
    let known = |names: &str| names.split_whitespace().any(|known| squeezed(known) == wanted);
    match wanted.as_str() {
        "any" => Some(format!(r"[{not}\x{{0}}-\x{{10FFFF}}]")),
        "ascii" => Some(format!(r"[{not}\x00-\x7F]")),
        // Halves of surrogate pairs are in no text.
        "cs" | "surrogate" => Some(format!(r"[{}\x{{0}}-\x{{10FFFF}}]", if negated { "" } else { "^" })),
        "assigned" => Some(format!(r"[{}\p{{gc=Unassigned}}]", if negated { "" } else { "^" })),
        _ if known(CATEGORIES) => Some(format!(r"[{not}\p{{gc={wanted}}}]")),
        _ if known(SCRIPTS) => Some(format!(r"[{not}\p{{sc={wanted}}}]")),
        _ => None,
    }
}

fn squeezed(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

/// The general categories that Go knows, by their short and long names.
const CATEGORIES: &str = "C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So \
    Z Zl Zp Zs Cased_Letter Close_Punctuation Combining_Mark Connector_Punctuation Control Currency_Symbol Dash_Punctuation \
    Decimal_Number Enclosing_Mark Final_Punctuation Format Initial_Punctuation Letter Letter_Number Line_Separator \
    Lowercase_Letter Mark Math_Symbol Modifier_Letter Modifier_Symbol Nonspacing_Mark Number Open_Punctuation Other \
    Other_Letter Other_Number Other_Punctuation Other_Symbol Paragraph_Separator Private_Use Punctuation Separator \
    Space_Separator Spacing_Mark Symbol Titlecase_Letter Unassigned Uppercase_Letter cntrl digit punct";

/// The scripts that Go knows.
const SCRIPTS: &str = "Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki \
    Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee \
    Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan \
    Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi \
    Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited \
    Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi \
    Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani \
    Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui \
    Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari \
    New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian \
    Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong \
    Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian \
    Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le \
    Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai \
    Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square";
