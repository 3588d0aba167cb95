//! What a job takes over from the `this.yaml` files above it. Field by field, since upstream has a rule for each.

use std::collections::BTreeMap;

use optimus_plugin_api::ConfigEntry;

use super::{
    Metadata, Notify,
    file::{BehaviorFile, HookFile, JobFile, TaskFile},
};

impl JobFile {
    /// Fills in from a file further up what this one does not say. The name is never inherited.
    pub(super) fn inherit(&mut self, parent: &Self) {
        if self.version == 0 {
            self.version = parent.version;
        }
        or(&mut self.owner, &parent.owner);
        or(&mut self.description, &parent.description);
        or(&mut self.schedule.start_date, &parent.schedule.start_date);
        or(&mut self.schedule.end_date, &parent.schedule.end_date);
        or(&mut self.schedule.interval, &parent.schedule.interval);
        behavior(&mut self.behavior, &parent.behavior);
        task(&mut self.task, &parent.task);
        add(&mut self.labels, &parent.labels);
        for dependency in &parent.dependencies {
            // Two entries without a job count as the same, whatever their addresses.
            if !self.dependencies.iter().any(|own| own.job == dependency.job && own.kind == dependency.kind) {
                self.dependencies.push(dependency.clone());
            }
        }
        hooks(&mut self.hooks, &parent.hooks);
        metadata(&mut self.metadata, &parent.metadata);
    }
}

/// A truth cannot be taken back further down.
fn behavior(own: &mut BehaviorFile, parent: &BehaviorFile) {
    own.depends_on_past |= parent.depends_on_past;
    own.catch_up |= parent.catch_up;
    own.retry.exponential_backoff |= parent.retry.exponential_backoff;
    if own.retry.count == 0 {
        own.retry.count = parent.retry.count;
    }
    or(&mut own.retry.delay, &parent.retry.delay);
    for theirs in &parent.notify {
        match own.notify.iter_mut().find(|own| own.on == theirs.on) {
            Some(own) => notify(own, theirs),
            None => own.notify.push(theirs.clone()),
        }
    }
}

fn notify(own: &mut Notify, parent: &Notify) {
    add(&mut own.config, &parent.config);
    for channel in &parent.channels {
        if !own.channels.contains(channel) {
            own.channels.push(channel.clone());
        }
    }
}

fn task(own: &mut TaskFile, parent: &TaskFile) {
    or(&mut own.name, &parent.name);
    or(&mut own.window.size, &parent.window.size);
    or(&mut own.window.offset, &parent.window.offset);
    or(&mut own.window.truncate_to, &parent.window.truncate_to);
    config(&mut own.config.0, &parent.config.0);
}

fn hooks(own: &mut Vec<HookFile>, parent: &[HookFile]) {
    let count = own.len();
    for theirs in parent {
        let (mut known, own_hooks) = (false, own.iter_mut().take(count));
        for hook in own_hooks.filter(|hook| hook.name == theirs.name) {
            config(&mut hook.config.0, &theirs.config.0);
            known = true;
        }
        if !known {
            own.push(theirs.clone());
        }
    }
}

/// The other way round than everything else: what is further up wins.
fn metadata(own: &mut Metadata, parent: &Metadata) {
    win(&mut own.resource.request.memory, &parent.resource.request.memory);
    win(&mut own.resource.request.cpu, &parent.resource.request.cpu);
    win(&mut own.resource.limit.memory, &parent.resource.limit.memory);
    win(&mut own.resource.limit.cpu, &parent.resource.limit.cpu);
    win(&mut own.airflow.pool, &parent.airflow.pool);
    win(&mut own.airflow.queue, &parent.airflow.queue);
}

fn or(own: &mut String, parent: &str) {
    if own.is_empty() {
        parent.clone_into(own);
    }
}

fn win(own: &mut String, parent: &str) {
    if !parent.is_empty() {
        parent.clone_into(own);
    }
}

fn add(own: &mut BTreeMap<String, String>, parent: &BTreeMap<String, String>) {
    for (key, value) in parent {
        own.entry(key.clone()).or_insert_with(|| value.clone());
    }
}

fn config(own: &mut Vec<ConfigEntry>, parent: &[ConfigEntry]) {
    for entry in parent {
        if !own.iter().any(|known| known.name == entry.name) {
            own.push(entry.clone());
        }
    }
}
