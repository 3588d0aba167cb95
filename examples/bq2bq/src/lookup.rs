//! Finds a thing by its name in any case, as the native plugin does: a job may say `project`.

use optimus_plugin_sdk::{Answers, Assets, Config};

/// The value of a configuration key.
pub(crate) fn value<'a>(config: &'a Config, key: &str) -> Option<&'a str> {
    config.iter().find(|entry| entry.name.eq_ignore_ascii_case(key)).map(|entry| &*entry.value)
}

/// The text of a file.
pub(crate) fn content<'a>(assets: &'a Assets, name: &str) -> Option<&'a str> {
    assets.iter().find(|asset| asset.name.eq_ignore_ascii_case(name)).map(|asset| &*asset.content)
}

/// The answer to a question.
pub(crate) fn answer<'a>(answers: &'a Answers, question: &str) -> Option<&'a str> {
    answers.iter().find(|answer| answer.question.eq_ignore_ascii_case(question)).map(|answer| &*answer.value)
}
