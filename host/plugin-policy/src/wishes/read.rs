use std::sync::Arc;

use optimus_plugin_api::Error;
use optimus_yaml_nodes::{nearest, shorten};

use super::{BadWishes, HttpWish, SecretWish, Wishes, json::Json};
use crate::{
    CacheGrant, SecretUse,
    words::{self, Why},
};

/// More of one kind no plugin needs; the host goes through all of them for each grant.
const MOST: usize = 64;

type Read<T> = Result<T, BadWishes>;

/// A value and where it is: `http[0].host`.
struct At<'a> {
    json: &'a Json,
    place: String,
}

pub(super) fn read(json: &Json) -> Read<Wishes> {
    const KEYS: &[&str] = &["http", "secrets", "config", "cache", "clocks", "random", "environment", "why"];
    let root = At { json, place: String::new() };
    root.check_keys(KEYS)?;
    let wishes = Wishes {
        http: root.list("http", http)?,
        secrets: root.list("secrets", secret)?,
        config: root.list("config", |item| item.word(words::config))?,
        cache: root.field("cache")?.map(|cache| cache_of(&cache)).transpose()?,
        clocks: root.flag("clocks")?,
        random: root.flag("random")?,
        environment: root.list("environment", |item| item.word(words::variable))?,
        why: root.field("why")?.map(|why| why.word(text_for_people)).transpose()?,
    };
    relate(&wishes)?;
    Ok(wishes)
}

/// A secret goes to a host that is wished too; else there would be no request that it could be in.
fn relate(wishes: &Wishes) -> Read<()> {
    for (index, secret) in wishes.secrets.iter().enumerate() {
        let (SecretUse::Header { host, .. } | SecretUse::Query { host, .. }) = &secret.usage else {
            continue;
        };
        if !wishes.http.iter().any(|http| http.host == *host) {
            let message = format!("no wish of `http` has the host `{host}`");
            return Err(BadWishes::new(format!("secrets[{index}].host"), message));
        }
    }
    Ok(())
}

fn http(item: &At<'_>) -> Read<HttpWish> {
    item.check_keys(&["host", "port", "tls", "scheme", "methods", "path"])?;
    let host = item.required("host")?.word(host)?;
    let is_any = &*host == "*";
    let scheme = item.field("scheme")?.map(|scheme| scheme.word(words::scheme)).transpose()?;
    let tls = item.field("tls")?.map(|tls| tls.bool()).transpose()?;
    if scheme.is_some() && tls.is_some() {
        return Err(item.wrong("say `scheme` or `tls`, not both"));
    }
    let tls = scheme.or(tls).or((!is_any).then_some(true));
    let port = item.field("port")?.map(|port| port.port()).transpose()?;
    let usual = tls.map(|tls| if tls { 443 } else { 80 });
    let methods = item.required("methods")?.items(|method| method.word(words::method))?;
    if methods.is_empty() {
        return Err(item.wrong("it names no method, so it wishes nothing"));
    }
    let path = item.field("path")?.map(|path| path.word(words::path)).transpose()?;
    let port = port.or(usual.filter(|_| !is_any));
    Ok(HttpWish { host, port, tls, methods, path_prefix: path.unwrap_or_else(|| "/".into()) })
}

/// The host of a wish: that of a grant, or `*`, which leaves it to the operator.
fn host(text: &str) -> Result<Arc<str>, Why> {
    if text == "*" { Ok(text.into()) } else { words::host(text) }
}

fn secret(item: &At<'_>) -> Read<SecretWish> {
    item.check_keys(&["name", "header", "query", "host", "reveal"])?;
    let name = item.required("name")?.word(words::name)?;
    let header = item.field("header")?.map(|header| header.word(words::header)).transpose()?;
    let query = item.field("query")?.map(|query| query.word(words::parameter)).transpose()?;
    let reveal = item.flag("reveal")?;
    let host = item.field("host")?.map(|at| at.word(host)).transpose()?;
    let usage = match (header, query, reveal, host) {
        (Some(name), None, false, Some(host)) => SecretUse::Header { name, host },
        (None, Some(name), false, Some(host)) => SecretUse::Query { name, host },
        (None, None, true, None) => SecretUse::Reveal,
        _ => {
            return Err(
                item.wrong("a secret has `header` and `host`, or `query` and `host`, or `reveal: true`")
            );
        }
    };
    Ok(SecretWish { name, usage })
}

fn cache_of(cache: &At<'_>) -> Read<CacheGrant> {
    cache.check_keys(&["bytes", "size", "lifetime"])?;
    let ((Some(size), None) | (None, Some(size))) = (cache.field("bytes")?, cache.field("size")?) else {
        return Err(cache.wrong("it has a `size` and a `lifetime`"));
    };
    let bytes = match size.json {
        Json::Whole(bytes) => *bytes,
        _ => size.word(words::size)?,
    };
    let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes > 0);
    let bytes = bytes.ok_or_else(|| size.wrong("no size that a cache can have"))?;
    Ok(CacheGrant { bytes, lifetime: cache.required("lifetime")?.word(words::time)? })
}

fn text_for_people(text: &str) -> Result<String, Why> {
    match text {
        _ if text.len() > 4096 => Err("it is longer than 4096 bytes"),
        _ if Error::escape(text) != text => Err("it has a character that cannot be seen"),
        _ => Ok(text.trim().to_owned()),
    }
}

impl<'a> At<'a> {
    fn wrong(&self, message: impl Into<String>) -> BadWishes {
        BadWishes::new(self.place.clone(), message)
    }

    fn mismatch(&self, wanted: &str) -> BadWishes {
        self.wrong(format!("it must be {wanted}, not {}", self.json.noun()))
    }

    fn map(&self) -> Read<&'a [(String, Json)]> {
        match self.json {
            Json::Map(map) => Ok(map),
            _ => Err(self.mismatch("a mapping")),
        }
    }

    fn check_keys(&self, known: &[&str]) -> Read<()> {
        let Some((key, _)) = self.map()?.iter().find(|(key, _)| !known.contains(&key.as_str())) else {
            return Ok(());
        };
        let hint = nearest(key, known).map(|near| format!("; did you mean `{near}`?"));
        let shown = Error::escape(&shorten(key, 60));
        Err(self.wrong(format!("unknown key `{shown}`{}", hint.unwrap_or_default())))
    }

    /// A field; `null` is none.
    fn field(&self, key: &str) -> Read<Option<At<'a>>> {
        let found = self.map()?.iter().find(|(name, value)| name == key && *value != Json::Null);
        let dot = if self.place.is_empty() { "" } else { "." };
        Ok(found.map(|(_, json)| At { json, place: format!("{}{dot}{key}", self.place) }))
    }

    fn required(&self, key: &str) -> Read<At<'a>> {
        self.field(key)?.ok_or_else(|| self.wrong(format!("it has no `{key}`")))
    }

    fn list<T>(&self, key: &str, read: impl Fn(&At<'a>) -> Read<T>) -> Read<Vec<T>> {
        self.field(key)?.map_or(Ok(Vec::new()), |list| list.items(read))
    }

    fn items<T>(&self, read: impl Fn(&At<'a>) -> Read<T>) -> Read<Vec<T>> {
        let Json::List(items) = self.json else { return Err(self.mismatch("a list")) };
        if items.len() > MOST {
            return Err(self.wrong(format!("it has {} items, and may have {MOST}", items.len())));
        }
        let at = |(index, json)| At { json, place: format!("{}[{index}]", self.place) };
        items.iter().enumerate().map(at).map(|item| read(&item)).collect()
    }

    fn flag(&self, key: &str) -> Read<bool> {
        self.field(key)?.map_or(Ok(false), |flag| flag.bool())
    }

    fn bool(&self) -> Read<bool> {
        match self.json {
            Json::Bool(value) => Ok(*value),
            _ => Err(self.mismatch("true or false")),
        }
    }

    fn port(&self) -> Read<u16> {
        let port = match self.json {
            Json::Whole(port) => u16::try_from(*port).ok().filter(|port| *port != 0),
            _ => None,
        };
        port.ok_or_else(|| self.wrong("a port is a whole number from 1 to 65535"))
    }

    fn word<T>(&self, read: impl Fn(&str) -> Result<T, Why>) -> Read<T> {
        let Json::Text(text) = self.json else { return Err(self.mismatch("text")) };
        read(text).map_err(|why| self.wrong(format!("`{}`: {why}", crate::request::shown(text))))
    }
}
