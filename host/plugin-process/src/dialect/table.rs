use optimus_plugin_api::{Operation, PluginMod};

use super::Dialect;

/// Newest of those spoken first. The order matters for probing: two dialects share the name of a service.
pub(crate) static DIALECTS: &[Dialect] = &[
    Dialect {
        releases: "Optimus 0.0.5 to 0.4",
        probe: "/odpf.optimus.plugins.v1beta1.BaseService/PluginInfo",
        calls: &[
            (Operation::PluginInfo, "/odpf.optimus.plugins.v1beta1.BaseService/PluginInfo"),
            (Operation::GetQuestions, "/odpf.optimus.plugins.v1beta1.CLIModService/GetQuestions"),
            (Operation::ValidateQuestion, "/odpf.optimus.plugins.v1beta1.CLIModService/ValidateQuestion"),
            (Operation::DefaultConfig, "/odpf.optimus.plugins.v1beta1.CLIModService/DefaultConfig"),
            (Operation::DefaultAssets, "/odpf.optimus.plugins.v1beta1.CLIModService/DefaultAssets"),
            (Operation::CompileAssets, "/odpf.optimus.plugins.v1beta1.CLIModService/CompileAssets"),
            (
                Operation::GenerateDestination,
                "/odpf.optimus.plugins.v1beta1.DependencyResolverModService/GenerateDestination",
            ),
            (
                Operation::GenerateDependencies,
                "/odpf.optimus.plugins.v1beta1.DependencyResolverModService/GenerateDependencies",
            ),
        ],
        assets_compiled_by: PluginMod::Cli,
    },
    known("Optimus 0.0.3 and 0.0.4", "/odpf.optimus.plugins.Base/PluginInfo"),
    known("Optimus 0.0.1 and 0.0.2 (a task)", "/odpf.optimus.TaskPlugin/GetTaskSchema"),
    known("Optimus 0.0.1 and 0.0.2 (a hook)", "/odpf.optimus.HookPlugin/GetHookSchema"),
    known("Optimus 0.5 and 0.6", "/odpf.optimus.plugins.v1beta1.DependencyResolverModService/GetName"),
    known(
        "goto/optimus 0.6 to 0.10",
        "/gotocompany.optimus.plugins.v1beta1.DependencyResolverModService/GetName",
    ),
    known("raystack/optimus 0.7", "/raystack.optimus.plugins.v1beta1.DependencyResolverModService/GetName"),
];

const fn known(releases: &'static str, probe: &'static str) -> Dialect {
    Dialect { releases, probe, calls: &[], assets_compiled_by: PluginMod::DependencyResolver }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spoken_dialect_has_a_method_for_every_call_of_the_contract() {
        for dialect in DIALECTS.iter().filter(|dialect| dialect.is_spoken()) {
            for call in Operation::CALLS {
                let method = dialect.method(call).unwrap_or_else(|| panic!("{}: {call}", dialect.releases));
                assert_eq!(method.matches('/').count(), 2, "{method}");
            }
        }
    }
}
