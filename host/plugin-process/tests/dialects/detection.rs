use optimus_plugin_api::{Backend, Code};

use super::peers::{DIALECTS, LIBRARIES, speaking, start};

/// go-plugin 1.0.1 has no reflection: there only `UNIMPLEMENTED` tells.
#[tokio::test]
async fn every_dialect_is_found_with_reflection_and_without() {
    for library in LIBRARIES {
        for dialect in &DIALECTS {
            let plugin = speaking(library, dialect.name).await.unwrap();
            assert_eq!(plugin.speaks(), dialect.releases, "{} on {library}", dialect.name);
            assert_eq!((plugin.name(), plugin.info().is_some()), ("dialects", dialect.is_whole));
            assert_eq!(plugin.cli().is_some(), dialect.is_whole);
            assert!(plugin.asset_compiler().is_some() && plugin.dependency_resolver().is_some());
        }
    }
}

#[tokio::test]
async fn a_plugin_of_the_first_dialect_is_refused_by_its_name_with_what_to_do() {
    for library in LIBRARIES {
        for (dialect, words) in [("D0-task", "a task"), ("D0-hook", "a hook")] {
            let error = speaking(library, dialect).await.unwrap_err();
            assert_eq!(error.code(), Code::UNKNOWN_DIALECT);
            assert!(error.message().contains(&format!("Optimus 0.0.1 and 0.0.2 ({words})")), "{error}");
            assert!(error.help().unwrap().contains("Optimus 0.0.3 or later"), "{error:?}");
        }
    }
}

#[tokio::test]
async fn of_several_dialects_the_newest_that_says_what_the_plugin_is_wins() {
    for library in LIBRARIES {
        for (dialects, spoken) in [
            ("D1,D2b", "Optimus 0.0.5 to 0.4"),
            ("D5,D2b", "Optimus 0.0.5 to 0.4"),
            ("D4a,D1", "Optimus 0.0.3 and 0.0.4"),
            ("D0-task,D1", "Optimus 0.0.3 and 0.0.4"),
        ] {
            let plugin = speaking(library, dialects).await.unwrap();
            assert_eq!((plugin.speaks(), plugin.info().is_some()), (spoken, true), "{dialects} on {library}");
        }
    }
}

#[tokio::test]
async fn of_several_dialects_that_are_resolvers_alone_the_newest_wins() {
    for library in LIBRARIES {
        for (dialects, spoken) in [
            ("D3,D4a,D5", "raystack/optimus 0.7"),
            ("D3,D4b", "goto/optimus 0.6 to 0.10"),
            ("D0-hook,D3", "Optimus 0.5 and 0.6"),
        ] {
            let plugin = speaking(library, dialects).await.unwrap();
            assert_eq!(
                (plugin.speaks(), plugin.info().is_some()),
                (spoken, false),
                "{dialects} on {library}"
            );
        }
    }
}

/// Without reflection nobody can tell, and the dialect is believed.
#[tokio::test]
async fn a_resolver_from_before_it_compiled_assets_is_known_not_to() {
    for (library, compiles) in [("1.0.1", true), ("1.4.3", false), ("1.8.0", false)] {
        let plugin = speaking(library, "D3-early").await.unwrap();
        assert_eq!(plugin.asset_compiler().is_some(), compiles, "{library}");
        assert!(plugin.dependency_resolver().is_some());
    }
}

#[tokio::test]
async fn a_resolver_alone_is_called_what_it_says_whatever_its_file_is_called() {
    let plugin = start("1.8.0", &["-speak", "D3", "-name", "bq2bq"]).await.unwrap();
    assert_eq!(plugin.name(), "bq2bq");
}

#[tokio::test]
async fn a_resolver_of_an_older_dialect_is_not_taken_for_one_of_a_newer_that_has_its_name() {
    for library in LIBRARIES {
        let error = speaking(library, "D2-part").await.unwrap_err();
        assert_eq!(error.code(), Code::UNKNOWN_DIALECT);
        assert!(error.message().contains("nothing that says who it is"), "{error}");
    }
}
