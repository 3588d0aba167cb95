use optimus_plugin_api::{
    Operation::{
        CompileAssets, DefaultAssets, DefaultConfig, GenerateDependencies, GenerateDestination, GetQuestions,
        ValidateQuestion,
    },
    PluginMod,
};

use super::{Dialect, Introduction};

/// A dialect of three services, with everything.
macro_rules! whole {
    ($releases:literal, base $base:literal, cli $cli:literal, resolver $resolver:literal) => {
        Dialect {
            releases: $releases,
            introduction: Introduction::Info(concat!("/", $base, "/PluginInfo")),
            calls: &[
                (GetQuestions, concat!("/", $cli, "/GetQuestions")),
                (ValidateQuestion, concat!("/", $cli, "/ValidateQuestion")),
                (DefaultConfig, concat!("/", $cli, "/DefaultConfig")),
                (DefaultAssets, concat!("/", $cli, "/DefaultAssets")),
                (CompileAssets, concat!("/", $cli, "/CompileAssets")),
                (GenerateDestination, concat!("/", $resolver, "/GenerateDestination")),
                (GenerateDependencies, concat!("/", $resolver, "/GenerateDependencies")),
            ],
            assets_compiled_by: PluginMod::Cli,
        }
    };
}

/// A dialect of one service: the survey is left to a yaml, and the resolver compiles.
macro_rules! resolver {
    ($releases:literal, $resolver:literal) => {
        Dialect {
            releases: $releases,
            introduction: Introduction::Name(concat!("/", $resolver, "/GetName")),
            calls: &[
                (CompileAssets, concat!("/", $resolver, "/CompileAssets")),
                (GenerateDestination, concat!("/", $resolver, "/GenerateDestination")),
                (GenerateDependencies, concat!("/", $resolver, "/GenerateDependencies")),
            ],
            assets_compiled_by: PluginMod::DependencyResolver,
        }
    };
}

const fn refused(releases: &'static str, method: &'static str) -> Dialect {
    Dialect {
        releases,
        introduction: Introduction::Refused(method),
        calls: &[],
        assets_compiled_by: PluginMod::Cli,
    }
}

/// Every dialect, the most complete first, and the newest first among those that are as complete as each other.
///
/// A plugin may serve several. Complete are those in which it says what it is: such a plugin works with a yaml and without
/// one, while in a dialect that is a resolver alone the same plugin could not be served without. Of two that are as
/// complete, the newer one is what its author looks after. The rows of 2021 come last: they are there to be named.
pub(crate) static DIALECTS: &[Dialect] = &[
    // D2a and D2b: the window became a range, which the superset makes one row.
    whole!(
        "Optimus 0.0.5 to 0.4",
        base "odpf.optimus.plugins.v1beta1.BaseService",
        cli "odpf.optimus.plugins.v1beta1.CLIModService",
        resolver "odpf.optimus.plugins.v1beta1.DependencyResolverModService"
    ),
    // D1
    whole!(
        "Optimus 0.0.3 and 0.0.4",
        base "odpf.optimus.plugins.Base",
        cli "odpf.optimus.plugins.CLIMod",
        resolver "odpf.optimus.plugins.DependencyResolverMod"
    ),
    // D5
    resolver!("raystack/optimus 0.7", "raystack.optimus.plugins.v1beta1.DependencyResolverModService"),
    // D4a and D4b: the data of the run moved and the project went, under the same names.
    resolver!("goto/optimus 0.6 to 0.10", "gotocompany.optimus.plugins.v1beta1.DependencyResolverModService"),
    // D3. The service has the name that it has in the first row, where it has no `GetName`.
    resolver!("Optimus 0.5 and 0.6", "odpf.optimus.plugins.v1beta1.DependencyResolverModService"),
    // D0
    refused("Optimus 0.0.1 and 0.0.2 (a task)", "/odpf.optimus.TaskPlugin/GetTaskSchema"),
    refused("Optimus 0.0.1 and 0.0.2 (a hook)", "/odpf.optimus.HookPlugin/GetHookSchema"),
];

#[cfg(test)]
mod tests {
    use optimus_plugin_api::Operation;

    use super::*;

    #[test]
    fn a_dialect_has_a_method_for_every_call_of_its_mods() {
        for dialect in DIALECTS {
            let expected: &[Operation] = match dialect.introduction {
                Introduction::Info(_) => &Operation::CALLS[1..],
                Introduction::Name(_) => &[CompileAssets, GenerateDestination, GenerateDependencies],
                Introduction::Refused(_) => &[],
            };
            let calls: Vec<_> = dialect.calls.iter().map(|(call, _)| *call).collect();
            assert_eq!(calls, expected, "{}", dialect.releases);
        }
    }

    #[test]
    fn every_method_is_a_path_of_a_service_and_a_name() {
        for dialect in DIALECTS {
            for (_, method) in dialect.calls {
                let parts: Vec<_> = method.split('/').collect();
                assert!(matches!(parts[..], ["", service, name] if !service.is_empty() && !name.is_empty()));
            }
            assert!(dialect.service().contains(".optimus."), "{}", dialect.service());
        }
    }

    #[test]
    fn what_says_everything_comes_before_what_says_its_name_and_that_before_what_is_refused() {
        let rank = |dialect: &Dialect| match dialect.introduction {
            Introduction::Info(_) => 0,
            Introduction::Name(_) => 1,
            Introduction::Refused(_) => 2,
        };
        assert!(DIALECTS.is_sorted_by_key(rank));
    }
}
