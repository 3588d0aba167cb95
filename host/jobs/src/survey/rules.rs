//! What Optimus itself wants of the answers about a job. Where upstream has a rule, its text is upstream's.

use super::steps::Step;
use crate::{
    job::{check_interval, check_start_date},
    paths,
};

/// The shortest and the longest name of a job, in characters. The longest leaves room for a scheduler's prefixes.
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=220;

/// The longest owner, in bytes, and the shortest: a job file with a shorter one does not load.
const OWNER_BYTES: std::ops::RangeInclusive<usize> = 3..=1024;

/// Whether an answer will do by its text alone.
pub(super) fn check(step: Step, value: &str) -> Result<(), String> {
    match step {
        Step::NewFolder => paths::check_new_folder(value),
        Step::Name => name(value),
        Step::Owner => owner(value),
        Step::StartDate => start_date(value),
        Step::Interval => check_interval(value),
        Step::Namespace | Step::Folder | Step::Task | Step::Window | Step::Question => Ok(()),
    }
}

fn name(value: &str) -> Result<(), String> {
    if value.contains('/') {
        return Err("`/` is disallowed".to_owned());
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let good_start = value.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !good_start || !value.chars().all(allowed) || value.len() < 2 {
        return Err(
            "invalid name (can only contain characters A-Z (in either case), 0-9, \"-\", \"_\" or \".\" and \
                    must start with an alphanumeric character)"
                .to_owned(),
        );
    }
    match value.chars().count() {
        length if length < *NAME_LENGTH.start() => {
            Err(format!("value is too short. Min length is {}", NAME_LENGTH.start()))
        }
        length if length > *NAME_LENGTH.end() => {
            Err(format!("value is too long. Max length is {}", NAME_LENGTH.end()))
        }
        _ => Ok(()),
    }
}

/// Upstream accepts one or two letters here and fails when everything else is answered.
fn owner(value: &str) -> Result<(), String> {
    match value.len() {
        0 => Err("Value is required".to_owned()),
        length if length < *OWNER_BYTES.start() => {
            Err(format!("value is too short. Min length is {}", OWNER_BYTES.start()))
        }
        length if length > *OWNER_BYTES.end() => {
            Err(format!("value is too long. Max length is {}", OWNER_BYTES.end()))
        }
        _ => Ok(()),
    }
}

/// Upstream looks for a date anywhere in the answer and fails when everything else is answered.
fn start_date(value: &str) -> Result<(), String> {
    check_start_date(value).map_err(|cause| format!("date must be in YYYY-MM-DD format: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_as_upstream_judges_them() {
        assert_eq!(check(Step::Name, "my-first.job_2"), Ok(()));
        assert_eq!(check(Step::Name, "a/b"), Err("`/` is disallowed".to_owned()));
        assert_eq!(check(Step::Name, "ab"), Err("value is too short. Min length is 3".to_owned()));
        assert_eq!(
            check(Step::Name, &"a".repeat(221)),
            Err("value is too long. Max length is 220".to_owned())
        );
        for bad in ["", "a", ".ab", "_ab", "a b", "añb", "abc\n"] {
            assert!(check(Step::Name, bad).unwrap_err().starts_with("invalid name ("), "{bad:?}");
        }
    }

    #[test]
    fn an_owner_that_could_not_be_loaded_is_refused_at_once() {
        assert_eq!(check(Step::Owner, ""), Err("Value is required".to_owned()));
        assert_eq!(check(Step::Owner, "me"), Err("value is too short. Min length is 3".to_owned()));
        assert_eq!(check(Step::Owner, "me@x"), Ok(()));
    }
}
