use optimus_plugin_api::{CallContext, PluginOptions, Project, Timestamp};

/// What a component can ask about the running call. Made only for components that import `call`.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    ctx: CallContext,
    dry_run: bool,
    project: Option<Project>,
    instance_schedule: Option<Timestamp>,
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

    /// What the caller gave by name, then what the request says.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use optimus_plugin_api::ConfigEntry;

    fn facts() -> Facts {
        let attributes = [("project.config.A".to_owned(), "given".to_owned())];
        let ctx = CallContext::builder().attributes(attributes).build();
        let config = vec![ConfigEntry::new("A", "requested"), ConfigEntry::new("B", "b")];
        let project = Project { name: "p".to_owned(), config };
        Facts::new(&ctx, PluginOptions { dry_run: true })
            .project(Some(&project))
            .instance_schedule(Some("2026-01-02T00:00:00Z".parse().unwrap()))
    }

    #[test]
    fn what_the_caller_gives_comes_before_what_the_request_says() {
        assert_eq!(facts().attribute("project.config.A").as_deref(), Some("given"));
        assert_eq!(facts().attribute("project.config.B").as_deref(), Some("b"));
        assert_eq!(facts().attribute("project.name").as_deref(), Some("p"));
        assert_eq!(facts().attribute("instance-schedule").as_deref(), Some("2026-01-02T00:00:00Z"));
        assert!(facts().dry_run());
    }

    #[test]
    fn an_unknown_fact_is_none() {
        for name in ["", "project", "project.", "project.secrets", "project.config.C", "tenant"] {
            assert_eq!(facts().attribute(name), None, "{name}");
        }
    }
}
