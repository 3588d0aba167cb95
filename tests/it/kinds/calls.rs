//! What every kind answers in the same way.

use std::sync::Arc;

use optimus_plugin_api::{
    Answer, Asset, CallContext, Code, CompileAssetsRequest, ConfigEntry, DefaultAssetsRequest,
    DefaultConfigRequest, GenerateDestinationRequest, GetQuestionsRequest, PluginType, Question,
    ValidateQuestionRequest, Verdict,
};
use optimus_plugin_host::Plugin;

use super::{Kind, Served, over_every_kind};

/// The two questions as the plugin asks them.
async fn questions(plugin: &Plugin) -> Vec<Question> {
    let request = GetQuestionsRequest { job_name: "neo.daily".into(), ..Default::default() };
    plugin.get_questions(&CallContext::default(), &request).await.unwrap().questions
}

async fn verdict(plugin: &Plugin, question: Question, value: &str) -> Verdict {
    let answer = Answer { question, value: value.into() };
    let request = ValidateQuestionRequest { answer, ..Default::default() };
    plugin.validate_question(&CallContext::default(), &request).await.unwrap()
}

fn answers() -> Vec<Answer> {
    vec![Answer::named("RANGE_START", "{{.DSTART}}"), Answer::named("RANGE_END", "{{.DEND}}")]
}

over_every_kind! {
    async fn says_who_it_is(plugin: &Plugin) {
        let info = plugin.info();
        assert_eq!(info.name, "neo");
        assert_eq!(info.description, "Near earth object tracker");
        assert_eq!(info.plugin_type, PluginType::Task);
        assert_eq!(info.plugin_version, "0.1.0");
        assert_eq!(info.image, "ghcr.io/kushsharma/optimus-task-neo-executor:0.1.0");
        assert_eq!(info.secret_path, "/tmp/.secrets");
    }

    async fn asks_for_start_and_end_of_the_range(plugin: &Plugin) {
        let asked = questions(plugin).await;
        let names: Vec<_> = asked.iter().map(|q| (q.name.as_str(), q.prompt.as_str(), q.help.as_str())).collect();
        let help = "YYYY-MM-DD format";
        assert_eq!(names, [("RANGE_START", "Date range start", help), ("RANGE_END", "Date range end", help)]);
    }

    async fn accepts_a_macro_as_an_answer(plugin: &Plugin) {
        for question in questions(plugin).await {
            assert_eq!(verdict(plugin, question, "{{.DSTART}}").await, Verdict::Accepted);
        }
    }

    async fn rejects_an_empty_answer(plugin: &Plugin) {
        for question in questions(plugin).await {
            assert!(matches!(verdict(plugin, question, "").await, Verdict::Rejected(_)));
        }
    }

    async fn turns_the_answers_into_configuration_in_their_order(plugin: &Plugin) {
        let request = DefaultConfigRequest { answers: answers(), ..Default::default() };
        let config = plugin.default_config(&CallContext::default(), &request).await.unwrap().config;
        let entry = ConfigEntry::new;
        assert_eq!(config, [entry("RANGE_START", "{{.DSTART}}"), entry("RANGE_END", "{{.DEND}}")]);
    }

    async fn brings_no_files_of_its_own(plugin: &Plugin) {
        let request = DefaultAssetsRequest { answers: answers(), ..Default::default() };
        assert_eq!(plugin.default_assets(&CallContext::default(), &request).await.unwrap().assets, []);
    }

    async fn passes_the_files_of_a_job_through(plugin: &Plugin) {
        let assets = vec![Asset::new("a.sql", "select '\u{e4}'\n"), Asset::new("empty.txt", "")];
        let request = CompileAssetsRequest { assets: assets.clone(), ..Default::default() };
        assert_eq!(plugin.compile_assets(&CallContext::default(), &request).await.unwrap().assets, assets);
    }

    async fn has_no_destination_and_says_so_before_it_is_asked(plugin: &Plugin) {
        let request = GenerateDestinationRequest::default();
        let error = plugin.generate_destination(&CallContext::default(), &request).await.unwrap_err();
        assert_eq!(error.code(), Code::NO_CAPABILITY);
    }

    async fn answers_200_calls_at_once(plugin: &Plugin) {
        let calls: Vec<_> = (0..200).map(|number| {
            let plugin = Arc::clone(plugin);
            tokio::spawn(async move {
                let answer = Answer::named("RANGE_START", format!("day {number}"));
                let request = DefaultConfigRequest { answers: vec![answer], ..Default::default() };
                let config = plugin.default_config(&CallContext::default(), &request).await.unwrap().config;
                assert_eq!(config[0].value.as_str(), format!("day {number}"));
            })
        }).collect();
        for call in calls {
            call.await.unwrap();
        }
    }

    async fn goes_on_answering_after_a_call_was_dropped(plugin: &Plugin) {
        let (ctx, request) = (CallContext::default(), GetQuestionsRequest::default());
        let mut call = plugin.get_questions(&ctx, &request);
        let _ = tokio::time::timeout(std::time::Duration::ZERO, &mut call).await;
        drop(call);
        assert_eq!(questions(plugin).await.len(), 2);
    }
}
