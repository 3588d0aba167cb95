use std::time::Duration;

use optimus_plugin_api::{
    Asset, Code, ConfigEntry, Error, GenerateDestinationResponse, MAX_ASSET_BYTES, MAX_CONFIG_VALUE_BYTES,
    MAX_ITEMS, MAX_NAME_BYTES, MAX_TEXT_BYTES, Operation, Problem,
};

use crate::{
    bindings::exports::optimus::plugin::{base, dependency_resolver},
    budget::{Budget, Limit},
    error::bytes,
};

/// An answer that is being taken over: whose it is, and how much it may still hold.
pub(crate) struct Answer<'a> {
    plugin: &'a str,
    operation: Operation,
    left: usize,
    budget: Budget<'a>,
}

impl<'a> Answer<'a> {
    pub(crate) fn new(plugin: &'a str, operation: Operation, budget: Budget<'a>) -> Self {
        Self { plugin, operation, left: budget.result_bytes, budget }
    }

    /// Within no limit but its own.
    #[cfg(test)]
    pub(crate) fn of(operation: Operation, limit: usize) -> Answer<'static> {
        let limits = Box::leak(Box::new(crate::Limits { result_bytes: limit, ..Default::default() }));
        Answer::new("p", operation, Budget::new(limits, &Default::default()))
    }

    pub(crate) fn name(&mut self, what: &str, text: &str) -> Result<(), Error> {
        self.at_most(what, text, MAX_NAME_BYTES)
    }

    pub(crate) fn text(&mut self, what: &str, text: &str) -> Result<(), Error> {
        self.at_most(what, text, MAX_TEXT_BYTES)
    }

    fn value(&mut self, what: &str, text: &str) -> Result<(), Error> {
        self.at_most(what, text, MAX_CONFIG_VALUE_BYTES)
    }

    pub(crate) fn at_most(&mut self, what: &str, text: &str, most: usize) -> Result<(), Error> {
        self.take(text.len())?;
        if text.len() > most {
            return Err(self.malformed(format!("{what} has {} bytes, it may have {most}", text.len())));
        }
        Ok(())
    }

    pub(crate) fn items<T>(&self, what: &str, list: &[T]) -> Result<(), Error> {
        if list.len() > MAX_ITEMS {
            return Err(self.malformed(format!("there are {} {what}, there may be {MAX_ITEMS}", list.len())));
        }
        Ok(())
    }

    fn take(&mut self, bytes: usize) -> Result<(), Error> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| self.too_large())?;
        Ok(())
    }

    fn asset(&self, name: &str, bytes: usize) -> Result<(), Error> {
        let most = self.budget.asset_bytes;
        // More than the contract allows is a mistake whatever the limit.
        if bytes <= most || bytes > MAX_ASSET_BYTES {
            return Ok(());
        }
        let message = format!("its asset `{}` has {bytes} bytes, more than its limit", Error::escape(name));
        Err(Error::new(Code::RESULT_TOO_LARGE, self.plugin, self.operation, message)
            .note("limit", self.budget.named(Limit::Asset)))
    }

    #[cold]
    fn too_large(&self) -> Error {
        let message = format!("its answer is larger than {}, its limit", bytes(self.budget.result_bytes));
        Error::new(Code::RESULT_TOO_LARGE, self.plugin, self.operation, message)
            .note("limit", self.budget.named(Limit::Result))
    }

    /// The answer breaks the contract.
    #[cold]
    pub(crate) fn malformed(&self, message: impl Into<String>) -> Error {
        Error::new(Code::MALFORMED_ANSWER, self.plugin, self.operation, message)
            .with_help("this is a mistake in the plugin; nothing of its answer was used")
    }
}

pub(crate) fn configs(
    answer: &mut Answer<'_>,
    configs: Vec<base::ConfigResult>,
) -> Result<Vec<ConfigEntry>, Error> {
    answer.items("configuration entries", &configs)?;
    let entry = |config: base::ConfigResult| {
        answer.name("a configuration key", &config.name)?;
        answer.value("a configuration value", &config.value)?;
        Ok(ConfigEntry { name: config.name, value: config.value.into() })
    };
    configs.into_iter().map(entry).collect()
}

pub(crate) fn assets(answer: &mut Answer<'_>, assets: Vec<base::AssetResult>) -> Result<Vec<Asset>, Error> {
    answer.items("assets", &assets)?;
    assets.into_iter().map(|one| asset(answer, one)).collect()
}

fn asset(answer: &mut Answer<'_>, asset: base::AssetResult) -> Result<Asset, Error> {
    let base::AssetResult { name, content } = asset;
    answer.name("the name of an asset", &name)?;
    answer.take(content.len())?;
    answer.asset(&name, content.len())?;
    if content.len() > MAX_ASSET_BYTES {
        let (name, length) = (Error::escape(&name), content.len());
        return Err(
            answer.malformed(format!("the asset `{name}` has {length} bytes, it may have {MAX_ASSET_BYTES}"))
        );
    }
    let value = String::from_utf8(content).map_err(|wrong| {
        let (name, at) = (Error::escape(&name), wrong.utf8_error().valid_up_to());
        answer.malformed(format!("the asset `{name}` is not UTF-8 from byte {at} on"))
    })?;
    Ok(Asset { name, value })
}

pub(crate) fn destination(
    answer: &mut Answer<'_>,
    destination: dependency_resolver::Destination,
) -> Result<GenerateDestinationResponse, Error> {
    answer.text("the destination", &destination.name)?;
    answer.name("the kind of store", &destination.store)?;
    Ok(GenerateDestinationResponse { destination: destination.name, destination_type: destination.store })
}

pub(crate) fn dependencies(answer: &mut Answer<'_>, dependencies: Vec<String>) -> Result<Vec<String>, Error> {
    answer.items("dependencies", &dependencies)?;
    dependencies.iter().try_for_each(|one| answer.text("a dependency", one))?;
    Ok(dependencies)
}

/// The plugin works and says why it does not answer.
pub(crate) fn plugin_error(answer: &mut Answer<'_>, error: base::Error) -> Error {
    let said = match error {
        base::Error::InvalidInput(problems) => invalid_input(answer, problems),
        base::Error::Unavailable(said) => failure(answer, Code::PLUGIN_UNAVAILABLE, said),
        base::Error::Other(said) => failure(answer, Code::PLUGIN_ERROR, said),
    };
    said.unwrap_or_else(|fault| fault)
}

fn invalid_input(answer: &mut Answer<'_>, problems: Vec<base::Problem>) -> Result<Error, Error> {
    answer.items("problems", &problems)?;
    for problem in &problems {
        answer.name("the field of a problem", &problem.field)?;
        answer.text("the message of a problem", &problem.message)?;
    }
    let message = match problems.as_slice() {
        [] => return Err(answer.malformed("it calls its input invalid and names no problem")),
        [base::Problem { field, message }] if field.is_empty() => Error::escape(message),
        [base::Problem { field, message }] => format!("{}: {}", Error::escape(field), Error::escape(message)),
        _ => format!("it finds {} things wrong with its input", problems.len()),
    };
    let problems =
        problems.into_iter().map(|problem| Problem { field: problem.field, message: problem.message });
    let error = Error::new(Code::INVALID_INPUT, answer.plugin, answer.operation, message);
    Ok(error.with_problems(problems.collect()))
}

fn failure(answer: &mut Answer<'_>, code: Code, failure: base::Failure) -> Result<Error, Error> {
    answer.name("the code of an error", &failure.code)?;
    answer.text("the message of an error", &failure.message)?;
    let message = if failure.message.is_empty() {
        "it gives no reason".to_owned()
    } else {
        Error::escape(&failure.message)
    };
    let mut error = Error::new(code, answer.plugin, answer.operation, message);
    if !failure.code.is_empty() {
        error = error.with_plugin_code(failure.code);
    }
    match failure.retry_after_ms {
        Some(after) => Ok(error.with_retry_after(Duration::from_millis(after))),
        None => Ok(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(limit: usize) -> Answer<'static> {
        Answer::of(Operation::CompileAssets, limit)
    }

    fn asset(content: &[u8]) -> Vec<base::AssetResult> {
        vec![base::AssetResult { name: "a".to_owned(), content: content.to_vec() }]
    }

    #[test]
    fn an_asset_that_is_not_utf_8_breaks_the_contract() {
        let error = assets(&mut answer(100), asset(b"ab\xff")).unwrap_err();
        assert_eq!(error.code(), Code::MALFORMED_ANSWER);
        assert_eq!(error.message(), "the asset `a` is not UTF-8 from byte 2 on");
    }

    #[test]
    fn an_asset_over_its_own_limit_names_it() {
        let mut answer = answer(100);
        answer.budget.asset_bytes = 2;
        let error = assets(&mut answer, asset(b"abc")).unwrap_err();
        assert_eq!(error.code(), Code::RESULT_TOO_LARGE);
        assert_eq!(error.notes(), [("limit", "asset = 2 bytes, the caller's".to_owned())]);
        assert!(assets(&mut answer, asset(b"ab")).is_ok());
    }

    #[test]
    fn an_answer_is_counted_as_a_whole() {
        assert!(assets(&mut answer(4), asset(b"abc")).is_ok());
        assert_eq!(assets(&mut answer(3), asset(b"abc")).unwrap_err().code(), Code::RESULT_TOO_LARGE);
    }

    #[test]
    fn each_text_of_an_answer_has_its_own_maximum() {
        let too_long = vec!["x".repeat(MAX_TEXT_BYTES + 1)];
        assert_eq!(
            dependencies(&mut answer(usize::MAX), too_long).unwrap_err().code(),
            Code::MALFORMED_ANSWER
        );
        let too_many = vec![String::new(); MAX_ITEMS + 1];
        assert_eq!(
            dependencies(&mut answer(usize::MAX), too_many).unwrap_err().code(),
            Code::MALFORMED_ANSWER
        );
    }

    #[test]
    fn what_the_plugin_says_keeps_its_code_and_when_to_try_again() {
        let said = base::Failure {
            code: "away".to_owned(),
            message: "a\u{1b}b".to_owned(),
            retry_after_ms: Some(5),
        };
        let error = plugin_error(&mut answer(100), base::Error::Unavailable(said));
        assert_eq!((error.code(), error.plugin_code()), (Code::PLUGIN_UNAVAILABLE, Some("away")));
        assert_eq!((error.message(), error.retry_after()), ("a\\u{1b}b", Some(Duration::from_millis(5))));
    }

    #[test]
    fn invalid_input_names_its_problems_and_must_have_one() {
        let problem = base::Problem { field: "START".to_owned(), message: "no date".to_owned() };
        let error = plugin_error(&mut answer(100), base::Error::InvalidInput(vec![problem]));
        assert_eq!((error.code(), error.message()), (Code::INVALID_INPUT, "START: no date"));
        assert_eq!(error.problems().len(), 1);
        let error = plugin_error(&mut answer(100), base::Error::InvalidInput(Vec::new()));
        assert_eq!(error.code(), Code::MALFORMED_ANSWER);
    }
}
