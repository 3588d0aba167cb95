//! JSON as it is written: nothing twice, and every mistake with its place.

use std::fmt;

use optimus_yaml_nodes::Value as Yaml;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::BadWishes;

/// A value whose mappings have no key twice: of two readers of such a one each could see another thing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Whole(u64),
    OtherNumber,
    Text(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    pub(super) fn read(text: &[u8]) -> Result<Self, BadWishes> {
        serde_json::from_slice(text).map_err(|error| BadWishes::new("", format!("they are no JSON: {error}")))
    }

    pub(super) fn of_value(value: &serde_json::Value) -> Result<Self, BadWishes> {
        Self::deserialize(value).map_err(|error| BadWishes::new("", error.to_string()))
    }

    pub(super) fn of_yaml(text: &str) -> Result<Self, BadWishes> {
        let read = optimus_yaml_nodes::read::<Yaml>(text, &optimus_yaml_nodes::Options::strict());
        match read.diagnostics.list.first() {
            Some(wrong) => {
                let line = wrong.line().map_or_else(String::new, |line| format!("line {line}: "));
                Err(BadWishes::new("", format!("{line}{}", wrong.message)))
            }
            None => from_yaml(read.value),
        }
    }

    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Whole(_) | Self::OtherNumber => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AsWritten)
    }
}

fn from_yaml(value: Yaml) -> Result<Json, BadWishes> {
    Ok(match value {
        Yaml::Null => Json::Null,
        Yaml::Bool(value) => Json::Bool(value),
        Yaml::Int(number) => u64::try_from(number).map_or(Json::OtherNumber, Json::Whole),
        Yaml::Large(number) => Json::Whole(number),
        Yaml::Float(_) => Json::OtherNumber,
        Yaml::Text(text) => Json::Text(text),
        Yaml::List(items) => Json::List(items.into_iter().map(from_yaml).collect::<Result<_, _>>()?),
        Yaml::Map(entries) => {
            let mut map = Vec::new();
            for (key, value) in entries {
                let Yaml::Text(key) = key else { return Err(BadWishes::new("", "a key is not text")) };
                put(&mut map, key, from_yaml(value)?).map_err(|why| BadWishes::new("", why))?;
            }
            Json::Map(map)
        }
    })
}

/// Adds an entry to a mapping, unless its key is there.
fn put(map: &mut Vec<(String, Json)>, key: String, value: Json) -> Result<(), String> {
    // No mapping of wishes has more keys, and looking for repeated ones must not be quadratic in what is sent.
    const MOST_KEYS: usize = 64;
    if map.len() == MOST_KEYS {
        return Err(format!("a mapping has more than {MOST_KEYS} keys"));
    }
    if map.iter().any(|(there, _)| *there == key) {
        let key = optimus_plugin_api::Error::escape(&optimus_yaml_nodes::shorten(&key, 60));
        return Err(format!("the key `{key}` is there twice"));
    }
    map.push((key, value));
    Ok(())
}

struct AsWritten;

impl<'de> Visitor<'de> for AsWritten {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Whole(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(u64::try_from(value).map_or(Json::OtherNumber, Json::Whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::OtherNumber)
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut map = Vec::new();
        while let Some((key, value)) = entries.next_entry::<String, Json>()? {
            put(&mut map, key, value).map_err(serde::de::Error::custom)?;
        }
        Ok(Json::Map(map))
    }
}
