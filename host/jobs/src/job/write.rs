use std::collections::BTreeMap;

use optimus_plugin_api::ConfigEntry;

use super::{
    Behavior, Dependency, Hook, HttpDependency, JobSpec, Metadata, Notify, Resource, Resources, Retry,
    Schedule, Task,
};
use crate::{
    emit::Value,
    window::{WindowSpec, format_duration},
};

type Entry = (String, Value);

impl JobSpec {
    /// The text of its `job.yaml`, byte for byte as Optimus writes it: in its order, without what is empty, version 0 as
    /// 1, and the defaults of a version 1 window filled in.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let entries = [
            Some(number("version", if self.version == 0 { 1 } else { self.version })),
            Some(text("name", &self.name)),
            Some(text("owner", &self.owner)),
            some_text("description", &self.description),
            Some(entry("schedule", schedule(&self.schedule))),
            Some(entry("behavior", behavior(&self.behavior))),
            Some(entry("task", self.task_value())),
            (!self.labels.is_empty()).then(|| entry("labels", strings(&self.labels))),
            Some(entry("dependencies", list(&self.dependencies, dependency))),
            Some(entry("hooks", list(&self.hooks, hook))),
            (self.metadata != Metadata::default()).then(|| entry("metadata", metadata(&self.metadata))),
        ];
        map(entries).to_document()
    }

    fn task_value(&self) -> Value {
        let Task { name, config, window } = &self.task;
        let first_version = self.version < 2;
        map([
            Some(text("name", name)),
            (!config.is_empty()).then(|| entry("config", ordered(config))),
            Some(entry("window", window_value(window, first_version))),
        ])
    }
}

fn schedule(schedule: &Schedule) -> Value {
    map([
        Some(text("start_date", &schedule.start_date)),
        some_text("end_date", &schedule.end_date),
        Some(text("interval", &schedule.interval)),
    ])
}

fn behavior(behavior: &Behavior) -> Value {
    map([
        Some(truth("depends_on_past", behavior.depends_on_past)),
        Some(truth("catch_up", behavior.catch_up)),
        Some(entry("retry", retry(&behavior.retry))).filter(|(_, value)| !is_empty(value)),
        (!behavior.notify.is_empty()).then(|| entry("notify", list(&behavior.notify, notify))),
    ])
}

fn retry(retry: &Retry) -> Value {
    map([
        (retry.count != 0).then(|| number("count", retry.count)),
        (retry.delay > 0).then(|| text("delay", &format_duration(retry.delay))),
        retry.exponential_backoff.then(|| truth("exponential_backoff", true)),
    ])
}

fn notify(notify: &Notify) -> Value {
    map([
        Some(text("on", &notify.on)),
        Some(entry("config", strings(&notify.config))),
        Some(entry("channels", list(&notify.channels, |channel: &String| Value::text(channel)))),
    ])
}

fn window_value(window: &WindowSpec, first_version: bool) -> Value {
    let or = |given: &str, default: &str| {
        if given.is_empty() && first_version { default.to_owned() } else { given.to_owned() }
    };
    map([
        Some(text("size", &or(&window.size, "24h"))),
        Some(text("offset", &or(&window.offset, "0"))),
        Some(text("truncate_to", &window.truncate_to)),
    ])
}

fn dependency(dependency: &Dependency) -> Value {
    map([
        some_text("job", &dependency.job),
        some_text("type", &dependency.kind),
        dependency.http.as_ref().map(|http| entry("http", http_dependency(http))),
    ])
}

fn http_dependency(http: &HttpDependency) -> Value {
    map([
        Some(text("name", &http.name)),
        (!http.params.is_empty()).then(|| entry("params", strings(&http.params))),
        Some(text("url", &http.url)),
        (!http.headers.is_empty()).then(|| entry("headers", strings(&http.headers))),
    ])
}

fn hook(hook: &Hook) -> Value {
    let config = (!hook.config.is_empty()).then(|| entry("config", ordered(&hook.config)));
    map([Some(text("name", &hook.name)), config])
}

fn metadata(metadata: &Metadata) -> Value {
    let resource = Some(entry("resource", resources(&metadata.resource)));
    let airflow =
        map([Some(text("pool", &metadata.airflow.pool)), Some(text("queue", &metadata.airflow.queue))]);
    map([resource.filter(|(_, value)| !is_empty(value)), Some(entry("airflow", airflow))])
}

fn resources(resources: &Resources) -> Value {
    let part = |key, part| Some(entry(key, resource(part))).filter(|(_, value)| !is_empty(value));
    map([part("request", &resources.request), part("limit", &resources.limit)])
}

fn resource(resource: &Resource) -> Value {
    map([some_text("memory", &resource.memory), some_text("cpu", &resource.cpu)])
}

fn map<const N: usize>(entries: [Option<Entry>; N]) -> Value {
    Value::Map(entries.into_iter().flatten().collect())
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Map(entries) if entries.is_empty())
}

fn list<T>(items: &[T], value: impl Fn(&T) -> Value) -> Value {
    Value::List(items.iter().map(value).collect())
}

fn ordered(config: &[ConfigEntry]) -> Value {
    Value::Map(config.iter().map(|item| text(&item.name, item.value.as_str())).collect())
}

fn strings(strings: &BTreeMap<String, String>) -> Value {
    Value::sorted(strings.iter().map(|(key, value)| text(key, value)))
}

fn entry(key: &str, value: Value) -> Entry {
    (key.to_owned(), value)
}

fn text(key: &str, text: &str) -> Entry {
    entry(key, Value::text(text))
}

fn some_text(key: &str, value: &str) -> Option<Entry> {
    (!value.is_empty()).then(|| text(key, value))
}

fn number(key: &str, number: i64) -> Entry {
    entry(key, Value::Bare(number.to_string()))
}

fn truth(key: &str, truth: bool) -> Entry {
    entry(key, Value::Bare(truth.to_string()))
}
