use optimus_plugin_api::{
    Asset, CompileAssetsResponse, ConfigEntry, DefaultAssetsResponse, DefaultConfigResponse, Error,
    GenerateDependenciesResponse, GenerateDestinationResponse, GetQuestionsResponse, HookType,
    MAX_ASSET_BYTES, MAX_CONFIG_VALUE_BYTES, MAX_ITEMS, MAX_NAME_BYTES, MAX_TEXT_BYTES, PluginInfo,
    PluginMod, PluginType, Verdict,
};
use prost::{
    DecodeError, Message,
    bytes::Bytes,
    encoding::{DecodeContext, decode_key, skip_field},
};

use super::question;
use crate::{error::one_line, wire};

/// The most fields of one message that are read: three lists of the greatest length, and what stands beside them.
const MAX_FIELDS: usize = 3 * MAX_ITEMS + 100;

/// Why a reply breaks the contract: the end of a sentence that begins with the plugin.
#[derive(Debug)]
pub(crate) struct Malformed(pub(crate) String);

pub(crate) fn info(reply: Bytes) -> Result<PluginInfo, Malformed> {
    let info: wire::PluginInfo = decode(reply)?;
    let plugin_type = plugin_type(info.plugin_type)?;
    bounded("a mod", info.plugin_mods.len())?;
    Ok(PluginInfo {
        name: plugin_name(info.name)?,
        description: text("its description", info.description)?,
        hook_type: hook_type(&plugin_type, info.hook_type)?,
        plugin_type,
        plugin_mods: info.plugin_mods.into_iter().map(plugin_mod).collect::<Result<_, _>>()?,
        plugin_version: at_most(MAX_NAME_BYTES, "its version", info.plugin_version)?,
        api_version: item(MAX_NAME_BYTES, "an API version", info.api_version)?,
        image: text("its image", info.image)?,
        depends_on: item(MAX_NAME_BYTES, "the name of a hook", info.depends_on)?,
        secret_path: text("its secret path", info.secret_path)?,
    })
}

/// The answer to `GetName`; empty if there is nothing in it by which a plugin could be called.
pub(crate) fn name(reply: Bytes) -> Result<String, Malformed> {
    let reply: wire::GetNameResponse = decode(reply)?;
    let name = plugin_name(reply.name)?;
    Ok(if name.trim().is_empty() { String::new() } else { name })
}

/// A name stands in listings, logs and jobs: what it shows is what it is.
fn plugin_name(name: String) -> Result<String, Malformed> {
    let name = at_most(MAX_NAME_BYTES, "its name", name)?;
    if name.chars().any(char::is_control) || Error::escape(&name) != name {
        return Err(Malformed(format!("its name has characters that cannot be seen: `{}`", one_line(&name))));
    }
    Ok(name)
}

fn plugin_type(number: i32) -> Result<PluginType, Malformed> {
    match number {
        1 => Ok(PluginType::Task),
        2 => Ok(PluginType::Hook),
        _ => Err(Malformed(format!("plugin is of unknown type: \"{number}\""))),
    }
}

fn plugin_mod(number: i32) -> Result<PluginMod, Malformed> {
    match number {
        1 => Ok(PluginMod::Cli),
        2 => Ok(PluginMod::DependencyResolver),
        _ => Err(Malformed(format!("plugin mod is of unknown type: \"{number}\""))),
    }
}

/// A task may leave its hook type out, or say nonsense: upstream looks at a hook's only.
fn hook_type(of: &PluginType, number: i32) -> Result<Option<HookType>, Malformed> {
    match (of, number) {
        (PluginType::Hook, 1) => Ok(Some(HookType::Pre)),
        (PluginType::Hook, 2) => Ok(Some(HookType::Post)),
        (PluginType::Hook, 3) => Ok(Some(HookType::Fail)),
        (PluginType::Hook, _) => Err(Malformed(format!("hook is of unknown type: \"{number}\""))),
        _ => Ok(None),
    }
}

pub(crate) fn survey(reply: Bytes) -> Result<GetQuestionsResponse, Malformed> {
    let reply: wire::GetQuestionsResponse = decode(reply)?;
    Ok(GetQuestionsResponse { questions: question::from_wire(reply.questions)? })
}

pub(crate) fn verdict(reply: Bytes) -> Result<Verdict, Malformed> {
    let reply: wire::ValidateQuestionResponse = decode(reply)?;
    let reason = text("its reason", reply.error)?;
    Ok(if reply.success { Verdict::Accepted } else { Verdict::Rejected(reason) })
}

pub(crate) fn config(reply: Bytes) -> Result<DefaultConfigResponse, Malformed> {
    let entry = |pair: wire::Pair| ConfigEntry::new(pair.name, pair.value);
    let config = pairs(reply, MAX_CONFIG_VALUE_BYTES, "a configuration value", entry)?;
    Ok(DefaultConfigResponse { config })
}

pub(crate) fn assets(reply: Bytes) -> Result<DefaultAssetsResponse, Malformed> {
    Ok(DefaultAssetsResponse { assets: files(reply)? })
}

pub(crate) fn compiled(reply: Bytes) -> Result<CompileAssetsResponse, Malformed> {
    Ok(CompileAssetsResponse { assets: files(reply)? })
}

pub(crate) fn destination(reply: Bytes) -> Result<GenerateDestinationResponse, Malformed> {
    let reply: wire::GenerateDestinationResponse = decode(reply)?;
    Ok(GenerateDestinationResponse {
        destination: text("its destination", reply.destination)?,
        destination_type: at_most(MAX_NAME_BYTES, "its destination type", reply.destination_type)?,
    })
}

pub(crate) fn dependencies(reply: Bytes) -> Result<GenerateDependenciesResponse, Malformed> {
    let reply: wire::GenerateDependenciesResponse = decode(reply)?;
    Ok(GenerateDependenciesResponse {
        dependencies: item(MAX_TEXT_BYTES, "a dependency", reply.dependencies)?,
    })
}

fn files(reply: Bytes) -> Result<Vec<Asset>, Malformed> {
    pairs(reply, MAX_ASSET_BYTES, "an asset", |pair| Asset { name: pair.name, value: pair.value })
}

/// Names and values of a reply; an absent message is an empty one.
fn pairs<T>(reply: Bytes, limit: usize, what: &str, make: fn(wire::Pair) -> T) -> Result<Vec<T>, Malformed> {
    let reply: wire::PairsResponse = decode(reply)?;
    countable(&reply.pairs)?;
    let parts = reply.pairs.into_iter().map(decode::<wire::Pairs>).collect::<Result<Vec<_>, _>>()?;
    let pairs: Vec<_> = parts.into_iter().flat_map(|part| part.pairs).collect();
    bounded(what, pairs.len())?;
    let check = |pair: wire::Pair| {
        let name = at_most(MAX_NAME_BYTES, "a name", pair.name)?;
        Ok(make(wire::Pair { name, value: at_most(limit, what, pair.value)? }))
    };
    pairs.into_iter().map(check).collect()
}

/// Reads a message, after its fields were counted.
pub(crate) fn decode<T: Message + Default>(message: Bytes) -> Result<T, Malformed> {
    countable(std::slice::from_ref(&message))?;
    T::decode(message).map_err(unreadable)
}

/// Refuses a message, whole or in parts, that has more fields than are read. They are counted before room is made for them:
/// an empty text takes two bytes on the wire and twelve times as much here, and each part could be a full one.
fn countable(parts: &[Bytes]) -> Result<(), Malformed> {
    let mut count = 0;
    for part in parts {
        count += fields(part).map_err(unreadable)?;
    }
    if count > MAX_FIELDS {
        return Err(Malformed(format!("a message in it has {count} fields; {MAX_FIELDS} are allowed")));
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
fn unreadable(error: DecodeError) -> Malformed {
    Malformed(format!("it cannot be read: {error}"))
}

/// How many fields a message has, those of its sub-messages not counted.
fn fields(mut message: &[u8]) -> Result<usize, DecodeError> {
    let mut count = 0;
    while !message.is_empty() {
        let (tag, wire_type) = decode_key(&mut message)?;
        skip_field(wire_type, tag, &mut message, DecodeContext::default())?;
        count += 1;
    }
    Ok(count)
}

pub(super) fn text(what: &str, text: String) -> Result<String, Malformed> {
    at_most(MAX_TEXT_BYTES, what, text)
}

pub(super) fn at_most(limit: usize, what: &str, text: String) -> Result<String, Malformed> {
    match text.len() {
        size if size > limit => Err(Malformed(format!("{what} has {size} bytes; {limit} are allowed"))),
        _ => Ok(text),
    }
}

/// A list of texts, each of a limited size.
pub(super) fn item(limit: usize, what: &str, texts: Vec<String>) -> Result<Vec<String>, Malformed> {
    bounded(what, texts.len())?;
    texts.into_iter().map(|text| at_most(limit, what, text)).collect()
}

fn bounded(what: &str, count: usize) -> Result<(), Malformed> {
    match count {
        count if count > MAX_ITEMS => {
            Err(Malformed(format!("{what} comes {count} times; {MAX_ITEMS} are allowed")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(message: &impl Message) -> Bytes {
        message.encode_to_vec().into()
    }

    #[test]
    fn an_absent_sub_message_of_a_reply_is_empty() {
        assert_eq!(config(Bytes::new()).unwrap().config, []);
        assert_eq!(assets(Bytes::new()).unwrap().assets, []);
        assert_eq!(compiled(Bytes::new()).unwrap().assets, []);
    }

    #[test]
    fn bytes_that_are_no_message_are_an_error() {
        assert!(
            survey(Bytes::from_static(b"\x0a\xff\xff\xff\xff\x0f")).unwrap_err().0.contains("cannot be read")
        );
        assert!(verdict(Bytes::from_static(b"\x12\x02\xff\xfe")).unwrap_err().0.contains("UTF-8"));
    }

    #[test]
    fn an_answer_of_millions_of_empty_fields_is_refused_before_room_is_made_for_them() {
        let empty_names = |tag: u8| Bytes::from([tag, 0].repeat(100_000));
        for refused in [
            survey(empty_names(0x0a)).map(drop),
            dependencies(empty_names(0x0a)).map(drop),
            assets(encoded(&wire::PairsResponse { pairs: vec![empty_names(0x0a)] })).map(drop),
            info(empty_names(0x32)).map(drop),
        ] {
            assert!(refused.unwrap_err().0.contains("100000 fields"));
        }
        let mods =
            wire::PluginInfo { plugin_type: 1, plugin_mods: vec![1; MAX_ITEMS + 1], ..Default::default() };
        assert!(info(encoded(&mods)).unwrap_err().0.contains("a mod comes 10001 times"));
    }

    #[test]
    fn a_message_in_parts_is_the_sum_of_its_parts() {
        let part = |name: &str| {
            let pair = wire::Pair { name: name.into(), value: String::new() };
            encoded(&wire::Pairs { pairs: vec![pair] })
        };
        let reply = encoded(&wire::PairsResponse { pairs: vec![part("a"), part("b")] });
        assert_eq!(assets(reply).unwrap().assets, [Asset::new("a", ""), Asset::new("b", "")]);
    }

    /// None of the parts can be read: what is said of them was found out before.
    #[test]
    fn parts_are_counted_together_before_the_first_is_read() {
        let unreadable = Bytes::from([0x0a, 3, 0x0a, 1, 0xff].repeat(MAX_FIELDS / 2));
        let parts = |count| encoded(&wire::PairsResponse { pairs: vec![unreadable.clone(); count] });
        assert!(assets(parts(2)).unwrap_err().0.contains("cannot be read"));
        assert!(assets(parts(3)).unwrap_err().0.contains("fields; "));
        assert!(config(parts(200)).unwrap_err().0.contains("fields; "));
    }

    #[test]
    fn a_blank_name_is_none_and_one_that_hides_something_is_refused() {
        let said = |text: &str| name(encoded(&wire::GetNameResponse { name: text.into() }));
        assert_eq!(said("bq2bq").unwrap(), "bq2bq");
        assert_eq!((said("").unwrap(), said(" ").unwrap()), (String::new(), String::new()));
        assert!(said("a\nb").unwrap_err().0.contains("`a\\nb`"));
    }

    #[test]
    fn enums_are_checked_with_the_words_of_upstream() {
        let info_of = |plugin_type, plugin_mods, hook_type| {
            info(encoded(&wire::PluginInfo { plugin_type, plugin_mods, hook_type, ..Default::default() }))
        };
        assert_eq!(info_of(0, vec![], 0).unwrap_err().0, "plugin is of unknown type: \"0\"");
        assert_eq!(info_of(1, vec![9], 0).unwrap_err().0, "plugin mod is of unknown type: \"9\"");
        assert_eq!(info_of(2, vec![], 7).unwrap_err().0, "hook is of unknown type: \"7\"");
        assert_eq!(info_of(1, vec![1, 2], 7).unwrap().hook_type, None);
    }

    #[test]
    fn a_name_a_text_and_a_list_are_each_bounded() {
        let long = |bytes| wire::Pair { name: "n".repeat(bytes), value: String::new() };
        let reply = |pairs| encoded(&wire::PairsResponse { pairs: vec![encoded(&wire::Pairs { pairs })] });
        assert!(config(reply(vec![long(MAX_NAME_BYTES)])).is_ok());
        assert!(config(reply(vec![long(MAX_NAME_BYTES + 1)])).is_err());
        assert!(config(reply(vec![long(1); MAX_ITEMS + 1])).is_err());
        let value = wire::Pair { name: String::new(), value: "v".repeat(MAX_CONFIG_VALUE_BYTES + 1) };
        assert!(config(reply(vec![value.clone()])).is_err());
        assert!(assets(reply(vec![value])).is_ok());
    }
}
