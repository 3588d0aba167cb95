use serde_json::{Map, Value, json};

use super::{HttpWish, SecretWish, VERSION, Wishes};
use crate::{SecretUse, words};

impl Wishes {
    /// What the section holds: the version, and JSON in one form for one set of wishes.
    #[must_use]
    pub fn to_section(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        out.extend_from_slice(self.to_json().to_string().as_bytes());
        out
    }

    /// As data, in the words in which they are read; what is not wished is left out.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut map = Map::new();
        let mut add = |key: &str, value: Value, is_there: bool| {
            if is_there {
                map.insert(key.to_owned(), value);
            }
        };
        add("http", self.http.iter().map(http).collect(), !self.http.is_empty());
        add("secrets", self.secrets.iter().map(secret).collect(), !self.secrets.is_empty());
        add("config", json!(self.config), !self.config.is_empty());
        if let Some(cache) = self.cache {
            let lifetime = words::show_time(cache.lifetime);
            add("cache", json!({"bytes": cache.bytes, "lifetime": lifetime}), true);
        }
        add("clocks", json!(true), self.clocks);
        add("random", json!(true), self.random);
        add("environment", json!(self.environment), !self.environment.is_empty());
        add("why", json!(self.why), self.why.is_some());
        Value::Object(map)
    }
}

fn http(wish: &HttpWish) -> Value {
    let HttpWish { host, port, tls, methods, path_prefix } = wish;
    let methods: Vec<&str> = methods.iter().map(|method| &**method).collect();
    let mut map = Map::new();
    map.insert("host".to_owned(), json!(&**host));
    if let Some(tls) = tls {
        map.insert("scheme".to_owned(), json!(if *tls { "https" } else { "http" }));
    }
    if let Some(port) = port {
        map.insert("port".to_owned(), json!(port));
    }
    map.insert("methods".to_owned(), json!(methods));
    map.insert("path".to_owned(), json!(&**path_prefix));
    Value::Object(map)
}

fn secret(wish: &SecretWish) -> Value {
    let name = &*wish.name;
    match &wish.usage {
        SecretUse::Header { name: header, host } => {
            json!({"name": name, "header": &**header, "host": &**host})
        }
        SecretUse::Query { name: query, host } => json!({"name": name, "query": &**query, "host": &**host}),
        SecretUse::Reveal => json!({"name": name, "reveal": true}),
    }
}
