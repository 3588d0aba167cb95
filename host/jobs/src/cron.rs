//! The crontab notation of a job's interval: exactly what `ParseStandard` of robfig/cron 3.0.1 accepts.
//!
//! Written by hand because no crate has this grammar: five fields, `?` for `*`, Sunday only as 0, `@every 1h30m`, and a
//! time zone in front. Only *right or wrong* matters here; the text goes to the scheduler as it is.

use jiff::tz::TimeZone;

use crate::window::parse_duration;

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DESCRIPTORS: &[&str] =
    &["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/// One of the five fields.
struct Field {
    least: u64,
    most: u64,
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { least: 0, most: 59, names: &[] },
    Field { least: 0, most: 23, names: &[] },
    Field { least: 1, most: 31, names: &[] },
    Field { least: 1, most: 12, names: MONTHS },
    Field { least: 0, most: 6, names: DAYS },
];

/// Whether the text is a schedule.
///
/// # Errors
/// What is wrong with it, in the words of robfig/cron.
pub(crate) fn check(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("empty spec string".to_owned());
    }
    let schedule = after_zone(text)?;
    if schedule.starts_with('@') {
        return descriptor(schedule);
    }
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!("expected exactly 5 fields, found {}: [{}]", fields.len(), fields.join(" ")));
    }
    fields.iter().zip(&FIELDS).try_for_each(|(text, field)| field.check(text))
}

/// Checks and cuts off `TZ=Asia/Jakarta ` or `CRON_TZ=Asia/Jakarta `.
fn after_zone(text: &str) -> Result<&str, String> {
    let Some(rest) = text.strip_prefix("TZ=").or_else(|| text.strip_prefix("CRON_TZ=")) else {
        return Ok(text);
    };
    let (zone, schedule) = rest.split_once(' ').ok_or("there is no schedule after the time zone")?;
    if is_zone(zone) {
        Ok(schedule.trim())
    } else {
        Err(format!("provided bad location {zone}: unknown time zone {zone}"))
    }
}

/// Whether Go's `time.LoadLocation` knows it, which heeds case.
fn is_zone(name: &str) -> bool {
    matches!(name, "" | "UTC" | "Local")
        || TimeZone::get(name).is_ok_and(|zone| zone.iana_name() == Some(name))
}

fn descriptor(text: &str) -> Result<(), String> {
    match text.strip_prefix("@every ") {
        Some(every) => parse_duration(every)
            .map(drop)
            .map_err(|cause| format!("failed to parse duration {text}: {cause}")),
        None if DESCRIPTORS.contains(&text) => Ok(()),
        None => Err(format!("unrecognized descriptor: {text}")),
    }
}

impl Field {
    fn check(&self, text: &str) -> Result<(), String> {
        text.split(',').filter(|range| !range.is_empty()).try_for_each(|range| self.range(range))
    }

    /// `*`, `5`, `1-5`, any of them with `/2`.
    fn range(&self, text: &str) -> Result<(), String> {
        let parts: Vec<&str> = text.split('/').collect();
        let (bounds, step) = match *parts.as_slice() {
            [bounds] => (bounds, None),
            [bounds, step, ..] => (bounds, Some(step)),
            [] => ("", None),
        };
        let (start, end) = self.bounds(bounds, text)?;
        let step =
            step.map(|step| if parts.len() > 2 { Err(too_many("slashes", text)) } else { integer(step) });
        let step = step.transpose()?;
        let end = if step.is_some() && !bounds.contains('-') { self.most } else { end };
        self.within(start, end, step.unwrap_or(1), text)
    }

    fn bounds(&self, bounds: &str, text: &str) -> Result<(u64, u64), String> {
        let parts: Vec<&str> = bounds.split('-').collect();
        match *parts.as_slice() {
            ["*" | "?", ..] => Ok((self.least, self.most)),
            [only] => self.value(only).map(|value| (value, value)),
            [low, high] => Ok((self.value(low)?, self.value(high)?)),
            [low, ..] => self.value(low).and(Err(too_many("hyphens", text))),
            [] => Err(too_many("hyphens", text)),
        }
    }

    fn within(&self, start: u64, end: u64, step: u64, text: &str) -> Result<(), String> {
        if start < self.least {
            return Err(format!("beginning of range ({start}) below minimum ({}): {text}", self.least));
        }
        if end > self.most {
            return Err(format!("end of range ({end}) above maximum ({}): {text}", self.most));
        }
        if start > end {
            return Err(format!("beginning of range ({start}) beyond end of range ({end}): {text}"));
        }
        if step == 0 {
            return Err(format!("step of range should be a positive number: {text}"));
        }
        Ok(())
    }

    fn value(&self, text: &str) -> Result<u64, String> {
        let lower = text.to_lowercase();
        match self.names.iter().zip(self.least..).find(|(name, _)| **name == lower) {
            Some((_, value)) => Ok(value),
            None => integer(text),
        }
    }
}

/// A whole number as Go's `strconv.Atoi` reads it: a sign is allowed.
fn integer(text: &str) -> Result<u64, String> {
    let failed =
        |why: &str| format!("failed to parse int from {text}: strconv.Atoi: parsing {text:?}: {why}");
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(failed("invalid syntax"));
    }
    let number: i64 = text.parse().map_err(|_| failed("value out of range"))?;
    u64::try_from(number).map_err(|_| format!("negative number ({number}) not allowed: {text}"))
}

fn too_many(what: &str, text: &str) -> String {
    format!("too many {what}: {text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_of_the_grammar_are_accepted() {
        for text in [
            "0 2 * * *",
            "* * * * ?",
            "*/5 0-23/2 1,15 JAN-dec sun",
            " 0 2 * * * ",
            "1,,2 * * * *",
            "5/15 * * * *",
            "+5 * * * *",
            "*-5 * * * *",
            "@daily",
            "@every 1h30m",
            "@every -1s",
            "TZ=UTC 0 2 * * *",
            "CRON_TZ=Asia/Jakarta @hourly",
            "TZ= 0 2 * * *",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn others_are_refused_in_the_words_of_the_go_library() {
        for (text, error) in [
            ("", "empty spec string"),
            ("0 2 * * 7", "end of range (7) above maximum (6): 7"),
            ("0 0 2 * * *", "expected exactly 5 fields, found 6: [0 0 2 * * *]"),
            ("@once", "unrecognized descriptor: @once"),
            ("@daily ", "unrecognized descriptor: @daily "),
            ("@every 5", "failed to parse duration @every 5: time: missing unit in duration \"5\""),
            ("x * * * *", "failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax"),
            ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
            ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
            ("*/0 * * * *", "step of range should be a positive number: */0"),
            ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
            ("1/2/3 * * * *", "too many slashes: 1/2/3"),
            (
                "99999999999999999999 * * * *",
                "failed to parse int from 99999999999999999999: strconv.Atoi: parsing \"99999999999999999999\": value out of range",
            ),
            (
                "TZ=Nowhere/Land 0 2 * * *",
                "provided bad location Nowhere/Land: unknown time zone Nowhere/Land",
            ),
            (
                "TZ=asia/jakarta 0 2 * * *",
                "provided bad location asia/jakarta: unknown time zone asia/jakarta",
            ),
        ] {
            assert_eq!(check(text), Err(error.to_owned()));
        }
    }

    #[test]
    fn a_zone_without_a_schedule_is_refused_where_the_go_library_dies() {
        assert!(check("TZ=UTC").is_err());
    }
}
