use optimus_plugin_api::{
    Answer, Asset, Backend, CallContext, Code, CompileAssetsRequest, ConfigEntry, DefaultAssetsRequest,
    DefaultConfigRequest, GenerateDependenciesRequest, GenerateDestinationRequest, GetQuestionsRequest,
    HookType, InstanceData, InstanceDataKind, PluginMod, PluginOptions, PluginType, Project, Question,
    TaskWindow, Timestamp, ValidateQuestionRequest, Verdict,
};

use crate::support::{neo, peers, start, start_plain, survey, survey_with, told, validate};

const DRY: PluginOptions = PluginOptions { dry_run: true };

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn config(entries: &[(&str, &str)]) -> Vec<ConfigEntry> {
    entries.iter().map(|(name, value)| ConfigEntry::new(*name, *value)).collect()
}

#[tokio::test]
async fn info_arrives_whole_and_decides_the_capabilities() {
    for peer in peers() {
        let plugin = peer.start().await;
        let info = plugin.info().unwrap();
        assert_eq!((plugin.name(), info.description.as_str()), ("full", "Everything a plugin can do"));
        assert_eq!((&info.plugin_type, &info.hook_type), (&PluginType::Hook, &Some(HookType::Post)));
        assert_eq!(info.plugin_mods, [PluginMod::Cli, PluginMod::DependencyResolver]);
        assert_eq!((info.plugin_version.as_str(), info.image.as_str()), ("0.1.0", "example.io/full:0.1.0"));
        assert_eq!((info.api_version[0].as_str(), info.depends_on[0].as_str()), ("1", "first"));
        assert_eq!(info.secret_path, "/tmp/key.json");
        assert!(
            plugin.cli().is_some()
                && plugin.asset_compiler().is_some()
                && plugin.dependency_resolver().is_some()
        );
    }
}

#[tokio::test]
async fn the_example_neo_asks_for_two_dates_and_makes_them_its_configuration() {
    let (plugin, ctx) = (start(&neo()).await, CallContext::default());
    let info = plugin.info().unwrap();
    assert_eq!(
        (plugin.name(), info.image.as_str()),
        ("neo", "ghcr.io/kushsharma/optimus-task-neo-executor:0.1.0")
    );
    assert_eq!(
        (info.plugin_mods.as_slice(), info.secret_path.as_str()),
        (&[PluginMod::Cli][..], "/tmp/.secrets")
    );
    let questions = survey(&plugin, "a").await.unwrap().questions;
    let asked: Vec<_> =
        questions.iter().map(|question| (question.name.as_str(), question.prompt.as_str())).collect();
    assert_eq!(asked, [("RANGE_START", "Date range start"), ("RANGE_END", "Date range end")]);
    let refused = validate(&plugin, "RANGE_END", "").await.unwrap();
    assert_eq!(refused, Verdict::Rejected("not a valid string".into()));
    let answers = vec![Answer::named("RANGE_START", "2026-01-01"), Answer::named("RANGE_END", "2026-02-01")];
    let request = DefaultConfigRequest { answers, ..Default::default() };
    let reply = plugin.cli().unwrap().default_config(&ctx, &request).await.unwrap();
    assert_eq!(reply.config, config(&[("RANGE_START", "2026-01-01"), ("RANGE_END", "2026-02-01")]));
    let request = CompileAssetsRequest { assets: vec![Asset::new("a", "b")], ..Default::default() };
    let reply = plugin.asset_compiler().unwrap().compile_assets(&ctx, &request).await.unwrap();
    assert_eq!(reply.assets, request.assets);
}

#[tokio::test]
async fn the_example_neo_takes_answers_that_were_written_down_for_its_older_questions() {
    let (plugin, ctx) = (start(&neo()).await, CallContext::default());
    for question in ["Start", "End"] {
        let refused = Verdict::Rejected("not a valid string".into());
        assert_eq!(validate(&plugin, question, "").await.unwrap(), refused);
        assert_eq!(validate(&plugin, question, "a.b").await.unwrap(), Verdict::Accepted);
    }
    let answers = vec![Answer::named("Start", "some-value"), Answer::named("End", "some-value")];
    let request = DefaultConfigRequest { answers, ..Default::default() };
    let reply = plugin.cli().unwrap().default_config(&ctx, &request).await.unwrap();
    assert_eq!(reply.config, config(&[("RANGE_START", "some-value"), ("RANGE_END", "some-value")]));
}

#[tokio::test]
async fn a_mod_that_is_not_listed_is_a_capability_that_is_not_there() {
    let cli = start_plain(&["-mod", "1"]).await.unwrap();
    assert!(cli.cli().is_some() && cli.asset_compiler().is_some() && cli.dependency_resolver().is_none());
    let resolver = start_plain(&["-mod", "2"]).await.unwrap();
    assert!(
        resolver.cli().is_none()
            && resolver.asset_compiler().is_none()
            && resolver.dependency_resolver().is_some()
    );
}

#[tokio::test]
async fn questions_arrive_with_choices_and_sub_questions() {
    for peer in peers() {
        let plugin = peer.start().await;
        let request = GetQuestionsRequest { job_name: "a.b.c".into(), options: DRY };
        let reply = plugin.cli().unwrap().get_questions(&CallContext::default(), &request).await.unwrap();
        let [method, job] = reply.questions.as_slice() else { panic!("{reply:?}") };
        assert_eq!((method.name.as_str(), method.default.as_str()), ("METHOD", "APPEND"));
        assert_eq!(method.multiselect, ["APPEND", "REPLACE"]);
        assert_eq!(method.sub_questions[0].if_value, "REPLACE");
        assert_eq!(method.sub_questions[0].questions, [Question::new("FILTER", "Partition filter")]);
        assert_eq!((job.prompt.as_str(), job.default.as_str()), ("a.b.c", "true"));
    }
}

#[tokio::test]
async fn an_answer_is_accepted_or_rejected_with_the_question_it_belongs_to() {
    for peer in peers() {
        let plugin = peer.start().await;
        assert_eq!(validate(&plugin, "METHOD", "good").await.unwrap(), Verdict::Accepted);
        let request = GetQuestionsRequest::default();
        let survey = plugin.cli().unwrap().get_questions(&CallContext::default(), &request).await.unwrap();
        let answer = Answer { question: survey.questions[0].clone(), value: "bad".into() };
        let request = ValidateQuestionRequest { answer, options: DRY };
        let verdict =
            plugin.cli().unwrap().validate_question(&CallContext::default(), &request).await.unwrap();
        let text = "METHOD=bad default=APPEND choices=APPEND|REPLACE subs=1 dry_run=true";
        assert_eq!(verdict, Verdict::Rejected(text.into()));
    }
}

#[tokio::test]
async fn default_config_and_default_assets_come_in_the_order_of_the_answers() {
    for peer in peers() {
        let (plugin, ctx) = (peer.start().await, CallContext::default());
        let answers = vec![Answer::named("B", "2"), Answer::named("A", "1")];
        let request = DefaultConfigRequest { answers: answers.clone(), options: DRY };
        let reply = plugin.cli().unwrap().default_config(&ctx, &request).await.unwrap();
        assert_eq!(reply.config, config(&[("DRY_RUN", "true"), ("B", "2"), ("A", "1")]));
        let request = DefaultAssetsRequest { answers, options: DRY };
        let reply = plugin.cli().unwrap().default_assets(&ctx, &request).await.unwrap();
        assert_eq!(reply.assets, [Asset::new("B", "2"), Asset::new("A", "1")]);
    }
}

#[tokio::test]
async fn absent_sub_messages_of_replies_are_empty() {
    for peer in peers() {
        let (plugin, ctx) = (peer.start().await, CallContext::default());
        let answers = vec![Answer::named("A", "absent")];
        let request = DefaultConfigRequest { answers: answers.clone(), ..Default::default() };
        assert_eq!(plugin.cli().unwrap().default_config(&ctx, &request).await.unwrap().config, []);
        let request = DefaultAssetsRequest { answers, ..Default::default() };
        assert_eq!(plugin.cli().unwrap().default_assets(&ctx, &request).await.unwrap().assets, []);
    }
}

/// The fixture dereferences sub-messages unchecked, as upstream's server does: one that is absent ends it.
#[tokio::test]
async fn empty_requests_of_every_call_leave_the_process_alive() {
    for peer in peers() {
        let (plugin, ctx) = (peer.start().await, CallContext::default());
        let (cli, resolver) = (plugin.cli().unwrap(), plugin.dependency_resolver().unwrap());
        assert!(cli.get_questions(&ctx, &Default::default()).await.is_ok());
        assert!(cli.validate_question(&ctx, &Default::default()).await.is_ok());
        assert!(cli.default_config(&ctx, &Default::default()).await.is_ok());
        assert!(cli.default_assets(&ctx, &Default::default()).await.is_ok());
        assert!(plugin.asset_compiler().unwrap().compile_assets(&ctx, &Default::default()).await.is_ok());
        let no_table = resolver.generate_destination(&ctx, &Default::default()).await.unwrap_err();
        assert_eq!(no_table.code(), Code::PLUGIN_ERROR);
        assert!(resolver.generate_dependencies(&ctx, &Default::default()).await.is_ok());
    }
}

#[tokio::test]
async fn compile_assets_carries_everything_there_and_the_assets_back() {
    for peer in peers() {
        let plugin = peer.start().await;
        let request = CompileAssetsRequest {
            configs: config(&[("TABLE", "t")]),
            assets: vec![Asset::new("query.sql", "select 1")],
            window: Some(TaskWindow { size: 86_400, offset: -3600, truncate_to: "d".into() }),
            instance_schedule: Some(at("2026-01-03T00:00:00Z")),
            instance_data: vec![
                InstanceData { name: "DSTART".into(), value: "x".into(), kind: InstanceDataKind::Env },
                InstanceData { name: "f".into(), value: "y".into(), kind: InstanceDataKind::File },
            ],
            start_time: at("2026-01-01T00:00:00Z"),
            end_time: at("2026-01-02T00:00:00.5Z"),
            options: DRY,
        };
        let reply =
            plugin.asset_compiler().unwrap().compile_assets(&CallContext::default(), &request).await.unwrap();
        assert_eq!(reply.assets[0], Asset::new("query.sql", "select 1"));
        let seen = "config TABLE=t\nwindow 86400 -3600 \"d\"\nschedule 2026-01-03T00:00:00Z\n\
                    start 2026-01-01T00:00:00Z\nend 2026-01-02T00:00:00.5Z\n\
                    data DSTART=x TYPE_ENV\ndata f=y TYPE_FILE\ndry_run true\n";
        assert_eq!(reply.assets[1], Asset::new("seen", seen));
    }
}

#[tokio::test]
async fn destination_and_dependencies_are_asked_with_config_assets_and_project() {
    for peer in peers() {
        let (plugin, ctx) = (peer.start().await, CallContext::default());
        let resolver = plugin.dependency_resolver().unwrap();
        let project = Some(Project { name: "p".into(), config: config(&[("K", "V")]) });
        let request = GenerateDestinationRequest {
            config: config(&[("TABLE", "d.t")]),
            project: project.clone(),
            ..Default::default()
        };
        let reply = resolver.generate_destination(&ctx, &request).await.unwrap();
        assert_eq!(reply.urn(), "bigquery://p:d.t");
        let request = GenerateDependenciesRequest {
            assets: vec![Asset::new("p:d.u", "")],
            project,
            options: DRY,
            ..Default::default()
        };
        let reply = resolver.generate_dependencies(&ctx, &request).await.unwrap();
        assert_eq!(reply.dependencies, ["bigquery://p:d.u", "config://K=V", "dry-run://true"]);
    }
}

#[tokio::test]
async fn an_error_of_the_plugin_is_its_own_and_its_text_is_escaped() {
    for peer in peers() {
        let plugin = peer.start().await;
        let error = survey(&plugin, "do:plain-error").await.unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::PLUGIN_ERROR, "plain \\u{1b}[2Jerror"));
        assert_eq!((error.plugin(), error.plugin_code()), ("full", Some("Unknown")));
        assert!(error.is_from_plugin() && !error.is_fault());
        let error = survey(&plugin, "do:invalid").await.unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::INVALID_INPUT, "no such table"));
        let error = survey(&plugin, "do:unavailable").await.unwrap_err();
        assert_eq!((error.code(), error.is_unavailable()), (Code::PLUGIN_UNAVAILABLE, true));
    }
}

#[tokio::test]
async fn the_trace_and_the_deadline_travel_with_every_call() {
    const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for peer in peers() {
        let plugin = peer.start().await;
        let ctx = CallContext::builder().trace_parent(TRACE).build();
        let reply = survey_with(&plugin, &ctx, "do:metadata").await.unwrap();
        let told: Vec<_> = reply.questions.iter().map(|question| question.name.as_str()).collect();
        assert_eq!(told, [TRACE, "true"]);
        let config = config(&[("A", "do:echo-metadata")]);
        let answer = Answer::named("Q", "do:echo-metadata");
        let validate = ValidateQuestionRequest { answer, ..Default::default() };
        let compile = CompileAssetsRequest { configs: config.clone(), ..Default::default() };
        let depend = GenerateDependenciesRequest { config, ..Default::default() };
        let errors = [
            plugin.cli().unwrap().validate_question(&ctx, &validate).await.unwrap_err(),
            plugin.asset_compiler().unwrap().compile_assets(&ctx, &compile).await.unwrap_err(),
            plugin.dependency_resolver().unwrap().generate_dependencies(&ctx, &depend).await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.message(), format!("{TRACE} true"), "{peer}: {}", error.operation());
        }
    }
}

/// The table of who answers what, as it is found: one line for each peer.
#[tokio::test]
async fn every_peer_answers_every_call() {
    let config = config(&[("TABLE", "t")]);
    let destination = GenerateDestinationRequest { config, ..Default::default() };
    println!("{:28} info questions validate config assets compile destination dependencies", "");
    for peer in peers() {
        let (plugin, ctx) = (peer.start().await, CallContext::default());
        let (cli, resolver) = (plugin.cli().unwrap(), plugin.dependency_resolver().unwrap());
        let compiler = plugin.asset_compiler().unwrap();
        let answered = [
            plugin.info().is_some(),
            cli.get_questions(&ctx, &Default::default()).await.is_ok(),
            cli.validate_question(&ctx, &Default::default()).await.is_ok(),
            cli.default_config(&ctx, &Default::default()).await.is_ok(),
            cli.default_assets(&ctx, &Default::default()).await.is_ok(),
            compiler.compile_assets(&ctx, &Default::default()).await.is_ok(),
            resolver.generate_destination(&ctx, &destination).await.is_ok(),
            resolver.generate_dependencies(&ctx, &Default::default()).await.is_ok(),
        ];
        println!("{:28} {}", peer.to_string(), answered.map(|yes| if yes { "yes" } else { "NO" }).join("  "));
        assert!(answered.iter().all(|answered| *answered), "{peer}: {answered:?}");
    }
}

#[tokio::test]
async fn a_listed_mod_that_is_not_served_is_a_missing_capability() {
    let plugin = start_plain(&["-mod", "2"]).await.unwrap();
    let resolver = plugin.dependency_resolver().unwrap();
    let error =
        resolver.generate_destination(&CallContext::default(), &Default::default()).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_CAPABILITY);
}

/// All in flight at once on one connection; each must get its own answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_hundred_calls_in_flight_get_six_hundred_answers() {
    for peer in peers() {
        let plugin = std::sync::Arc::new(peer.start().await);
        let calls: Vec<_> = (0..600)
            .map(|n| {
                let plugin = plugin.clone();
                tokio::spawn(async move { validate(&plugin, &format!("Q{n}"), "do:linger").await })
            })
            .collect();
        for (n, call) in calls.into_iter().enumerate() {
            let Verdict::Rejected(text) = call.await.unwrap().unwrap() else {
                panic!("call {n} was accepted")
            };
            assert!(text.starts_with(&format!("Q{n}=")), "call {n} got {text}");
        }
    }
}

#[tokio::test]
async fn little_of_the_hosts_environment_reaches_the_process() {
    let mut options = optimus_plugin_process::ProcessOptions::default();
    options.environment = vec![("GRANTED".into(), "yes".into()), ("TMPDIR".into(), "/elsewhere".into())];
    let plugin = optimus_plugin_process::ProcessPlugin::start(&crate::support::built("full-1.8.0"), &options)
        .await
        .unwrap();
    let variables = told(&plugin, "do:environment").await;
    let has = |start: &str| variables.iter().any(|variable| variable.starts_with(start));
    assert!(
        has("GRANTED=yes")
            && has("PATH=")
            && has("PLUGIN_PROTOCOL_VERSIONS=1")
            && has("OP_PLUGIN_MAGIC_COOKIE=")
    );
    assert!(!has("CARGO"), "the test runner's own variables: {variables:?}");
    assert!(!has("TMPDIR=/elsewhere") && has("TMPDIR=/"));
}
