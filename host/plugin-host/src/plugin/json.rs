//! Calls by name, JSON in and out. The field names are the protocol's.

use std::fmt;

use optimus_plugin_api::{CallContext, Error, Operation};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

use super::Plugin;
use crate::errors;

/// The request of `plugin-info`: an empty object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Plugin {
    /// Makes a call by its name: reads the request from JSON, gives the answer as JSON.
    ///
    /// The input is one object with the field names of the plugin protocol (`{"job_name": "a.b"}`); what is left out is
    /// empty. `plugin-info` takes `{}`.
    ///
    /// ```
    /// # async fn example(plugin: &optimus_plugin_host::Plugin) -> Result<(), optimus_plugin_host::api::Error> {
    /// use optimus_plugin_host::api::{CallContext, Operation};
    /// let answer = plugin.call_json(&CallContext::default(), Operation::GetQuestions, r#"{"job_name": "a.b"}"#).await?;
    /// println!("{}", answer["questions"]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `P0901` if the input is no JSON or not the request of this call: the message names line, column and field. `P0902`
    /// if the operation is not a call. Else as the call of that name.
    pub async fn call_json(
        &self,
        ctx: &CallContext,
        operation: Operation,
        input: &(impl AsRef<[u8]> + ?Sized),
    ) -> Result<Value, Error> {
        let json = Json { plugin: self.name(), operation, input: input.as_ref() };
        match operation {
            Operation::PluginInfo => json.request::<Nothing>().and_then(|_| json.answer(self.info())),
            Operation::GetQuestions => json.answer(&self.get_questions(ctx, &json.request()?).await?),
            Operation::ValidateQuestion => json.answer(&self.validate_question(ctx, &json.request()?).await?),
            Operation::DefaultConfig => json.answer(&self.default_config(ctx, &json.request()?).await?),
            Operation::DefaultAssets => json.answer(&self.default_assets(ctx, &json.request()?).await?),
            Operation::CompileAssets => json.answer(&self.compile_assets(ctx, &json.request()?).await?),
            Operation::GenerateDestination => {
                json.answer(&self.generate_destination(ctx, &json.request()?).await?)
            }
            Operation::GenerateDependencies => {
                json.answer(&self.generate_dependencies(ctx, &json.request()?).await?)
            }
            other => Err(errors::not_a_call(self.name(), other)),
        }
    }
}

/// One object, whatever its fields are. A derived reader takes a list for an object as well, place by place.
struct Object;

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(Self)
    }
}

impl<'de> Visitor<'de> for Object {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self)
    }
}

/// One call's JSON, and whose it is.
struct Json<'a> {
    plugin: &'a str,
    operation: Operation,
    input: &'a [u8],
}

impl Json<'_> {
    fn request<T: DeserializeOwned>(&self) -> Result<T, Error> {
        // What is no JSON is told before what does not fit: a field that is cut off is not an unknown one.
        serde_json::from_slice::<Object>(self.input).map_err(|error| self.bad("", &error))?;
        let mut reader = serde_json::Deserializer::from_slice(self.input);
        serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            self.bad(if path == "." { "" } else { &path }, error.inner())
        })
    }

    fn answer(&self, answer: &impl Serialize) -> Result<Value, Error> {
        serde_json::to_value(answer).map_err(|error| self.bad("", &error))
    }

    fn bad(&self, field: &str, cause: &serde_json::Error) -> Error {
        errors::bad_json(self.plugin, self.operation, field, cause)
    }
}
