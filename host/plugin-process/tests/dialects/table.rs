use std::fmt::Debug;

use optimus_plugin_api::{
    Answer, Asset, Backend, CallContext, Code, CompileAssetsRequest, ConfigEntry, DefaultAssetsRequest,
    DefaultConfigRequest, Error, GenerateDependenciesRequest, GenerateDestinationRequest,
    GetQuestionsRequest, HookType, InstanceData, InstanceDataKind,
    Operation::{self, *},
    PluginInfo, PluginMod, PluginOptions, PluginType, Project, Question, SubQuestion, Timestamp,
    ValidateQuestionRequest, Verdict,
};
use optimus_plugin_process::ProcessPlugin;

use super::peers::{DIALECTS, FIRST, LIBRARIES, REFUSED, Spoken, speaking};

const DRY: PluginOptions = PluginOptions { dry_run: true };
const OPTIONS: (u32, &str) = (40, "options{dry_run=true}");
const QUESTION: &str = "question{name=Q prompt=Q? help=h default=a multiselect[=a =b] sub_questions[{if_value=b \
    questions[{name=R prompt= help= default= multiselect[] sub_questions[]}]}]}";

/// What each field of a request says, as the strict server writes it.
const COMPILE: [(u32, &str); 9] = [
    (1, "configs{configs[{name=A value=1}]}"),
    (2, "assets{assets[{name=query.sql value=select 1}]}"),
    (3, "window{size{seconds=86400 nanos=500000000} offset{seconds=0 nanos=0} truncate_to=}"),
    (4, "instance_schedule{seconds=1767312000 nanos=500000000}"),
    (5, "instance_spec_data[{name=DSTART value=x type=TYPE_ENV} {name=f value=y type=TYPE_FILE}]"),
    (6, "start_time{seconds=1767225600 nanos=0}"),
    (7, "end_time{seconds=1767312000 nanos=500000000}"),
    (8, "instance_data[{name=DSTART value=x type=env} {name=f value=y type=file}]"),
    OPTIONS,
];
const RESOLVE: [(u32, &str); 4] = [
    (1, "config{configs[{name=A value=1}]}"),
    (2, "assets{assets[{name=query.sql value=select 1}]}"),
    (3, "project{name=p config{K=V} secrets[]}"),
    OPTIONS,
];

/// The fields that a dialect knows, in its words.
fn seen(all: &[(u32, &str)], known: &[u32]) -> String {
    let texts = all.iter().filter(|(field, _)| known.contains(field)).map(|(_, text)| *text);
    texts.collect::<Vec<_>>().join(" ")
}

fn question() -> Question {
    let opened = SubQuestion { if_value: "b".into(), questions: vec![Question::new("R", "")] };
    Question {
        help: "h".into(),
        default: "a".into(),
        multiselect: vec!["a".into(), "b".into()],
        sub_questions: vec![opened],
        ..Question::new("Q", "Q?")
    }
}

fn answer() -> Answer {
    Answer { question: question(), value: "v".into() }
}

fn config() -> Vec<ConfigEntry> {
    vec![ConfigEntry::new("A", "1")]
}

fn assets() -> Vec<Asset> {
    vec![Asset::new("query.sql", "select 1")]
}

fn project() -> Option<Project> {
    Some(Project { name: "p".into(), config: vec![ConfigEntry::new("K", "V")] })
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn compile() -> CompileAssetsRequest {
    let datum = |name: &str, value: &str, kind| InstanceData { name: name.into(), value: value.into(), kind };
    CompileAssetsRequest {
        configs: config(),
        assets: assets(),
        instance_data: vec![
            datum("DSTART", "x", InstanceDataKind::Env),
            datum("f", "y", InstanceDataKind::File),
        ],
        start_time: at("2026-01-01T00:00:00Z"),
        end_time: at("2026-01-02T00:00:00.5Z"),
        options: DRY,
        ..Default::default()
    }
}

fn info() -> PluginInfo {
    PluginInfo {
        name: "dialects".into(),
        description: "Speaks a dialect".into(),
        plugin_type: PluginType::Hook,
        plugin_mods: vec![PluginMod::Cli, PluginMod::DependencyResolver],
        plugin_version: "0.1.0".into(),
        api_version: vec!["1".into()],
        image: "example.io/dialects:0.1.0".into(),
        depends_on: vec!["first".into()],
        hook_type: Some(HookType::Post),
        secret_path: "/tmp/key.json".into(),
    }
}

/// What came of one call of one plugin.
#[derive(Debug, PartialEq)]
enum Cell {
    Held,
    /// The dialect has no such call, and the plugin says so before it is called.
    Absent,
    /// The plugin is not served, for the reason of this code.
    Refused(Code),
    Failed(String),
}

fn cell<T: Debug + PartialEq>(answered: Result<T, Error>, expected: &T) -> Cell {
    match answered {
        Ok(answer) if answer == *expected => Cell::Held,
        Ok(answer) => Cell::Failed(format!("{answer:?} instead of {expected:?}")),
        Err(error) => Cell::Failed(error.to_string()),
    }
}

/// Makes a call with everything in it, and compares the whole answer.
async fn call(plugin: &ProcessPlugin, dialect: &Spoken, operation: Operation) -> Cell {
    match operation {
        PluginInfo => plugin.info().map_or(Cell::Absent, |said| cell(Ok(said.clone()), &info())),
        CompileAssets => compiled(plugin, dialect).await,
        GenerateDestination | GenerateDependencies => resolved(plugin, dialect, operation).await,
        _ => surveyed(plugin, operation).await,
    }
}

async fn surveyed(plugin: &ProcessPlugin, operation: Operation) -> Cell {
    let Some(cli) = plugin.cli() else { return Cell::Absent };
    let (ctx, answers) = (CallContext::default(), vec![answer()]);
    let seen_answers = format!("answers[{{{QUESTION} value=v}}] {}", OPTIONS.1);
    match operation {
        GetQuestions => {
            let request = GetQuestionsRequest { job_name: "a.b".into(), options: DRY };
            let asked = Question { help: format!("job_name=a.b {}", OPTIONS.1), ..question() };
            let reply = cli.get_questions(&ctx, &request).await;
            cell(reply.map(|reply| reply.questions), &vec![asked])
        }
        ValidateQuestion => {
            let request = ValidateQuestionRequest { answer: answer(), options: DRY };
            let reason = format!("answer{{{QUESTION} value=v}} {}", OPTIONS.1);
            cell(cli.validate_question(&ctx, &request).await, &Verdict::Rejected(reason))
        }
        DefaultConfig => {
            let reply = cli.default_config(&ctx, &DefaultConfigRequest { answers, options: DRY }).await;
            cell(reply.map(|reply| reply.config), &vec![ConfigEntry::new("seen", seen_answers)])
        }
        _ => {
            let reply = cli.default_assets(&ctx, &DefaultAssetsRequest { answers, options: DRY }).await;
            cell(reply.map(|reply| reply.assets), &vec![Asset::new("seen", seen_answers)])
        }
    }
}

async fn compiled(plugin: &ProcessPlugin, dialect: &Spoken) -> Cell {
    let Some(compiler) = plugin.asset_compiler() else { return Cell::Absent };
    let reply = compiler.compile_assets(&CallContext::default(), &compile()).await;
    cell(reply.map(|reply| reply.assets), &vec![Asset::new("seen", seen(&COMPILE, dialect.compile))])
}

async fn resolved(plugin: &ProcessPlugin, dialect: &Spoken, operation: Operation) -> Cell {
    let Some(resolver) = plugin.dependency_resolver() else { return Cell::Absent };
    let (ctx, expected) = (CallContext::default(), seen(&RESOLVE, dialect.resolve));
    let (config, assets, project) = (config(), assets(), project());
    if operation == GenerateDestination {
        let request = GenerateDestinationRequest { config, assets, project, options: DRY };
        let reply = resolver.generate_destination(&ctx, &request).await;
        return cell(reply.map(|reply| reply.urn()), &format!("bigquery://{expected}"));
    }
    let request = GenerateDependenciesRequest { config, assets, project, options: DRY };
    let reply = resolver.generate_dependencies(&ctx, &request).await;
    cell(reply.map(|reply| reply.dependencies), &vec![expected])
}

/// The calls that a dialect has.
fn has(dialect: &Spoken, operation: Operation) -> bool {
    dialect.is_whole || matches!(operation, CompileAssets | GenerateDestination | GenerateDependencies)
}

/// What the table must say.
fn expected(dialect: &Spoken, operation: Operation) -> Cell {
    match dialect.releases {
        REFUSED => Cell::Refused(Code::UNKNOWN_DIALECT),
        _ if has(dialect, operation) => Cell::Held,
        _ => Cell::Absent,
    }
}

/// One line of the table.
async fn row(library: &str, dialect: &Spoken) -> Vec<Cell> {
    let plugin = match speaking(library, dialect.name).await {
        Ok(plugin) => plugin,
        Err(error) => return Operation::CALLS.map(|_| Cell::Refused(error.code())).into(),
    };
    let mut cells = Vec::new();
    for operation in Operation::CALLS {
        cells.push(call(&plugin, dialect, operation).await);
    }
    cells
}

fn print(rows: &[(&Spoken, &str, Vec<Cell>)]) {
    let heads = Operation::CALLS.map(|call| call.to_string());
    println!("\n{:8}{:26}{:17}{}", "dialect", "spoken by", "peer", heads.join("  "));
    for (dialect, library, cells) in rows {
        let words = cells.iter().zip(&heads).map(|(cell, head)| {
            let word = match cell {
                Cell::Held => "ok".to_owned(),
                Cell::Absent => "-".to_owned(),
                Cell::Refused(code) => code.to_string(),
                Cell::Failed(why) => why.clone(),
            };
            format!("{word:width$}", width = head.len())
        });
        let words = words.collect::<Vec<_>>().join("  ");
        println!("{:8}{:26}go-plugin {library:7}{}", dialect.name, dialect.releases, words.trim_end());
    }
}

/// Prints the table with `--nocapture`.
#[tokio::test]
async fn every_call_of_every_dialect_is_answered_by_a_strict_server_on_every_go_plugin() {
    let mut rows = Vec::new();
    for dialect in FIRST.iter().chain(&DIALECTS) {
        for library in LIBRARIES {
            rows.push((dialect, library, row(library, dialect).await));
        }
    }
    print(&rows);
    assert_eq!(rows.len(), (2 + 7) * 3);
    for (dialect, library, cells) in &rows {
        assert_eq!(cells.len(), Operation::CALLS.len());
        for (operation, cell) in Operation::CALLS.into_iter().zip(cells) {
            let place = format!("{operation} in {} on go-plugin {library}", dialect.name);
            assert_eq!(*cell, expected(dialect, operation), "{place}");
        }
    }
}

/// Nothing in a request but what the adapter puts there by itself.
#[tokio::test]
async fn empty_requests_of_every_call_leave_every_strict_server_alive() {
    for dialect in &DIALECTS {
        let (plugin, ctx) = (speaking("1.8.0", dialect.name).await.unwrap(), CallContext::default());
        if let Some(cli) = plugin.cli() {
            cli.get_questions(&ctx, &Default::default()).await.unwrap();
            cli.validate_question(&ctx, &Default::default()).await.unwrap();
            cli.default_config(&ctx, &Default::default()).await.unwrap();
            cli.default_assets(&ctx, &Default::default()).await.unwrap();
        }
        plugin.asset_compiler().unwrap().compile_assets(&ctx, &Default::default()).await.unwrap();
        let resolver = plugin.dependency_resolver().unwrap();
        resolver.generate_destination(&ctx, &Default::default()).await.unwrap();
        resolver.generate_dependencies(&ctx, &Default::default()).await.unwrap();
    }
}
