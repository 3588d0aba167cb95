use optimus_plugin_api::{CallContext, Mode, Operation, PluginOptions, Project, Timestamp};
use optimus_plugin_policy::{AuditVerdict, Denied, SecretUse};

use crate::imports::{Access, Asking, Tokens};

/// Events of one call that are reported to audit. More tell nothing new, and a plugin that asks in a loop would fill its log.
const MOST_EVENTS: u32 = 1_000;

/// What a component can ask about the running call. Made only for components that import `call`.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    ctx: CallContext,
    dry_run: bool,
    project: Option<Project>,
    instance_schedule: Option<Timestamp>,
    tokens: Tokens,
    events: u32,
}

impl Facts {
    pub(crate) fn new(ctx: &CallContext, options: PluginOptions) -> Self {
        Self { ctx: ctx.clone(), dry_run: options.dry_run, ..Self::default() }
    }

    pub(crate) fn project(mut self, project: Option<&Project>) -> Self {
        self.project = project.cloned();
        self
    }

    pub(crate) fn instance_schedule(mut self, at: Option<Timestamp>) -> Self {
        self.instance_schedule = at;
        self
    }

    pub(crate) fn dry_run(&self) -> bool {
        self.dry_run
    }

    pub(crate) fn tenant(&self) -> Option<&str> {
        self.ctx.tenant()
    }

    pub(crate) fn mode(&self) -> Mode {
        self.ctx.mode()
    }

    /// The tokens that stand for secrets in this call.
    #[cfg(feature = "wasi")]
    pub(crate) fn tokens(&self) -> Tokens {
        self.tokens.clone()
    }

    /// What the plugin may know under a name. Secrets are never taken from what the caller gave: grants alone give them.
    pub(crate) fn attribute(&mut self, name: &str, access: &Access, call: Operation) -> Option<String> {
        if let Some(secret) = name.strip_prefix("secret.") {
            return self.secret(secret, access, call);
        }
        if let Some(key) = name.strip_prefix("project.config.") {
            let granted = access.grants.allows_config(key, false);
            let (verdict, rule) = judged(granted, "grants.config");
            self.report(access, call, verdict, rule, || format!("config {key}"));
            return granted.then(|| self.given(name)).flatten();
        }
        self.given(name)
    }

    /// A token, or where the grant says so the secret.
    fn secret(&mut self, name: &str, access: &Access, call: Operation) -> Option<String> {
        let grant = access.grants.secret(name);
        let (verdict, rule) = judged(grant.is_some(), grant.map_or(Denied::RULE, |grant| &grant.rule));
        let reveal = grant.is_some_and(|grant| grant.usage == SecretUse::Reveal);
        let asked = || format!("secret {name}{}", if reveal { ", revealed" } else { "" });
        self.report(access, call, verdict, rule, asked);
        let grant = grant?;
        let value = access.secrets.get(name, self.ctx.tenant())?;
        if reveal { Some(value) } else { self.tokens.of(&grant.name, self.ctx.mode()) }
    }

    /// Reports a decision, if this call has not reported too many already.
    pub(crate) fn report(
        &mut self,
        access: &Access,
        call: Operation,
        verdict: AuditVerdict,
        rule: &str,
        asked: impl FnOnce() -> String,
    ) {
        let asking = Asking { call, tenant: self.ctx.tenant() };
        match self.events {
            _ if !access.is_watched() => {}
            MOST_EVENTS => {
                access
                    .report(asking, AuditVerdict::Limited, "audit", || "more events of one call".to_owned());
                self.events += 1;
            }
            events if events < MOST_EVENTS => {
                access.report(asking, verdict, rule, asked);
                self.events += 1;
            }
            _ => {}
        }
    }

    /// What the caller gave by name, then what the request says.
    fn given(&self, name: &str) -> Option<String> {
        let given = self.ctx.attribute(name).map(str::to_owned);
        given.or_else(|| self.of_request(name))
    }

    fn of_request(&self, name: &str) -> Option<String> {
        if name == "instance-schedule" {
            return self.instance_schedule.map(|at| at.to_string());
        }
        let project = self.project.as_ref()?;
        match name.strip_prefix("project.")? {
            "name" => Some(project.name.clone()),
            key => {
                let key = key.strip_prefix("config.")?;
                let entry = project.config.iter().find(|entry| entry.name == key)?;
                Some(entry.value.as_str().to_owned())
            }
        }
    }
}

fn judged(granted: bool, rule: &str) -> (AuditVerdict, &str) {
    if granted { (AuditVerdict::Allowed, rule) } else { (AuditVerdict::Denied, Denied::RULE) }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::LoadOptions;
    use optimus_plugin_api::ConfigEntry;
    use optimus_plugin_policy::{AuditSink, Grants, SecretGrant, SecretSource};

    const CALL: Operation = Operation::GenerateDependencies;

    fn facts() -> Facts {
        let attributes = [("project.config.A", "given"), ("secret.KEY", "not from here"), ("own", "fact")];
        let attributes = attributes.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let ctx = CallContext::builder().attributes(attributes).tenant("t").build();
        let config = vec![ConfigEntry::new("A", "requested"), ConfigEntry::new("B", "b")];
        let project = Project { name: "p".to_owned(), config };
        Facts::new(&ctx, PluginOptions { dry_run: true })
            .project(Some(&project))
            .instance_schedule(Some("2026-01-02T00:00:00Z".parse().unwrap()))
    }

    fn asked(name: &str, options: &LoadOptions) -> Option<String> {
        facts().attribute(name, &Access::of(options), CALL)
    }

    fn granting(grant: impl FnOnce(&mut Grants)) -> LoadOptions {
        let mut grants = Grants::default();
        grant(&mut grants);
        let mut options = LoadOptions::granting(grants);
        options.secrets = SecretSource::new(|name, tenant| Some(format!("{name} of {}", tenant?)));
        options
    }

    #[test]
    fn what_the_caller_gives_comes_before_what_the_request_says() {
        let options = LoadOptions::default();
        assert_eq!(asked("project.config.A", &options).as_deref(), Some("given"));
        assert_eq!(asked("project.config.B", &options).as_deref(), Some("b"));
        assert_eq!(asked("project.name", &options).as_deref(), Some("p"));
        assert_eq!(asked("instance-schedule", &options).as_deref(), Some("2026-01-02T00:00:00Z"));
        assert!(facts().dry_run());
    }

    #[test]
    fn an_unknown_fact_is_none() {
        for name in ["", "project", "project.", "project.secrets", "project.config.C", "tenant", "secret.KEY"]
        {
            assert_eq!(asked(name, &LoadOptions::default()), None, "{name}");
        }
    }

    #[test]
    fn a_policy_that_is_silent_about_configuration_gives_none_and_one_that_names_keys_gives_those() {
        let silent = granting(|_| {});
        assert_eq!(asked("project.config.A", &silent), None);
        assert_eq!(asked("project.name", &silent).as_deref(), Some("p"));
        assert_eq!(asked("own", &silent).as_deref(), Some("fact"));
        let some = granting(|grants| grants.config = Some(vec!["B*".to_owned()]));
        assert_eq!(asked("project.config.A", &some), None);
        assert_eq!(asked("project.config.B", &some).as_deref(), Some("b"));
    }

    fn secret(usage: SecretUse) -> LoadOptions {
        granting(|grants| grants.secrets.push(SecretGrant::new("KEY", usage, "plugins.p.grants.secrets[0]")))
    }

    #[test]
    fn a_secret_is_a_token_unless_its_grant_reveals_it_and_belongs_to_the_tenant() {
        assert_eq!(asked("secret.KEY", &secret(SecretUse::Reveal)).as_deref(), Some("KEY of t"));
        let header = SecretUse::Header { name: "authorization".into(), host: "example.com".into() };
        let token = asked("secret.KEY", &secret(header)).unwrap();
        assert!(token.len() == 48 && !token.contains("KEY"), "{token}");
        assert_eq!(asked("secret.OTHER", &secret(SecretUse::Reveal)), None);
    }

    #[test]
    fn each_decision_is_reported_by_name_and_no_more_than_a_thousand_of_a_call() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut options = secret(SecretUse::Reveal);
        let events = seen.clone();
        options.audit = AuditSink::new(move |event| events.lock().unwrap().push(event.to_json()));
        let (mut facts, access) = (facts(), Access::of(&options));
        for _ in 0..2_000 {
            facts.attribute("secret.KEY", &access, CALL);
        }
        let seen = seen.lock().unwrap();
        assert_eq!(seen.len(), 1_001);
        assert!(seen[0].contains("secret KEY, revealed") && seen[0].contains("plugins.p.grants.secrets[0]"));
        assert!(seen[0].contains(r#""tenant":"t""#) && !seen.concat().contains("KEY of t"), "{}", seen[0]);
        assert!(seen[1_000].contains("limited"));
    }
}
