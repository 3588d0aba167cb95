//! The times: every call in every way, in turns.

use std::time::Duration;

use anyhow::{Context, Result};
use optimus_plugin_host::{
    Plugin,
    api::{
        Answer, Asset, CallContext, CompileAssetsRequest, GetQuestionsRequest, ValidateQuestionRequest,
        Verdict,
    },
};

use crate::{
    measure::{Samples, Summary},
    raw::Raw,
    subjects::Subjects,
};

/// Size of the asset that is compiled: the largest that Optimus's guide for plugin developers speaks of.
pub(crate) const ASSET_BYTES: usize = 5 * 1024 * 1024;
/// What the executable is given in its place: Go's gRPC server takes messages of 4 MiB unless its program says otherwise.
pub(crate) const GO_ASSET_BYTES: usize = 4_000_000;
/// Calls at the beginning of a turn that are not counted, in every way alike: the caches are as the way before left them.
pub(crate) const UNCOUNTED: u32 = 10;
/// A look at the clock takes 25 ns, so calls of less than a microsecond are timed by the hundred.
const TOGETHER: u32 = 100;

/// How often: rounds, and in each round samples of every way.
struct Plan {
    rounds: u32,
    samples: u32,
}

/// The ways of making a call, as in the table of the crate's documentation.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    native: Samples,
    raw: Samples,
    warm: Samples,
    fresh: Samples,
    go: Samples,
}

impl Row {
    /// Column by column, in the order of the table.
    pub(crate) fn columns(&self) -> [(&'static str, Option<Summary>); 5] {
        [
            ("native", self.native.summary()),
            ("raw", self.raw.summary()),
            ("warm", self.warm.summary()),
            ("fresh", self.fresh.summary()),
            ("go_plugin", self.go.summary()),
        ]
    }
}

/// The requests, made once, and the context of every call: one with a deadline, as a server's have.
pub(crate) struct Requests {
    ctx: CallContext,
    validate: ValidateQuestionRequest,
    questions: GetQuestionsRequest,
    compile: CompileAssetsRequest,
}

impl Requests {
    pub(crate) fn new() -> Self {
        Self { compile: compile_request(ASSET_BYTES), ..Self::small() }
    }

    /// Without the asset.
    pub(crate) fn small() -> Self {
        let answer = Answer::named("RANGE_START", "2026-01-01");
        Self {
            ctx: CallContext::builder().timeout(Duration::from_secs(3600)).build(),
            validate: ValidateQuestionRequest { answer, ..Default::default() },
            questions: GetQuestionsRequest { job_name: "job".to_owned(), ..Default::default() },
            compile: CompileAssetsRequest::default(),
        }
    }

    pub(crate) async fn validate(&self, plugin: &Plugin) -> bool {
        matches!(plugin.validate_question(&self.ctx, &self.validate).await, Ok(Verdict::Accepted))
    }

    async fn questions(&self, plugin: &Plugin) -> bool {
        plugin.get_questions(&self.ctx, &self.questions).await.is_ok_and(|reply| reply.questions.len() == 2)
    }

    async fn compile(&self, plugin: &Plugin) -> bool {
        plugin.compile_assets(&self.ctx, &self.compile).await.is_ok_and(|reply| reply.assets.len() == 1)
    }
}

fn compile_request(bytes: usize) -> CompileAssetsRequest {
    let asset = Asset::new("query.sql", "SELECT 1; -- fill\n".repeat(bytes / 18));
    CompileAssetsRequest { assets: vec![asset], ..Default::default() }
}

/// Times calls: so many samples, each the mean of so many calls. The call says whether its answer was right.
macro_rules! time {
    ($samples:expr, $count:expr, $together:expr, $call:expr) => {
        for _ in 0..$count.min($crate::calls::UNCOUNTED) {
            anyhow::ensure!($call, "an answer is wrong: {}", stringify!($call));
        }
        for _ in 0..$count {
            let begin = std::time::Instant::now();
            for _ in 0..$together {
                anyhow::ensure!($call, "an answer is wrong: {}", stringify!($call));
            }
            $samples.add(begin, $together);
        }
    };
}

pub(crate) use time;

pub(crate) async fn measure(subjects: &Subjects, quick: bool) -> Result<Vec<Row>> {
    let requests = Requests::new();
    let mut raw = subjects.raw()?;
    let short = if quick { Plan { rounds: 12, samples: 250 } } else { Plan { rounds: 100, samples: 250 } };
    let long = if quick { Plan { rounds: 5, samples: 1 } } else { Plan { rounds: 40, samples: 1 } };
    Ok(vec![
        info(subjects, &mut raw, &requests, &short).await?,
        validate(subjects, &mut raw, &requests, &short).await?,
        questions(subjects, &mut raw, &requests, &short).await?,
        compile(subjects, &mut raw, &requests, &long).await?,
    ])
}

async fn info(subjects: &Subjects, raw: &mut Raw, requests: &Requests, plan: &Plan) -> Result<Row> {
    let mut row = Row { name: "plugin-info", ..Row::default() };
    let ctx = &requests.ctx;
    for _ in 0..plan.rounds {
        time!(
            row.native,
            plan.samples.div_ceil(10),
            TOGETHER,
            std::hint::black_box(&subjects.native).info().is_some()
        );
        time!(row.raw, plan.samples.div_ceil(10), TOGETHER, raw.plugin_info());
        time!(row.warm, plan.samples, 1, subjects.info.0.plugin_info(ctx).await.is_ok());
        time!(row.fresh, plan.samples, 1, subjects.info.1.plugin_info(ctx).await.is_ok());
    }
    Ok(row)
}

async fn validate(subjects: &Subjects, raw: &mut Raw, requests: &Requests, plan: &Plan) -> Result<Row> {
    let mut row = Row { name: "validate-question", ..Row::default() };
    let (native, ctx) = (subjects.native.cli().context("the native plugin has a survey")?, &requests.ctx);
    for _ in 0..plan.rounds {
        time!(
            row.native,
            plan.samples.div_ceil(10),
            TOGETHER,
            native.validate_question(ctx, &requests.validate).await.is_ok()
        );
        time!(row.raw, plan.samples.div_ceil(10), TOGETHER, raw.validate_question());
        time!(row.warm, plan.samples, 1, requests.validate(&subjects.warm).await);
        time!(row.fresh, plan.samples, 1, requests.validate(&subjects.fresh).await);
        if let Some(go) = &subjects.go {
            time!(row.go, plan.samples.div_ceil(20), 1, requests.validate(go).await);
        }
    }
    Ok(row)
}

async fn questions(subjects: &Subjects, raw: &mut Raw, requests: &Requests, plan: &Plan) -> Result<Row> {
    let mut row = Row { name: "get-questions", ..Row::default() };
    let (native, ctx) = (subjects.native.cli().context("the native plugin has a survey")?, &requests.ctx);
    for _ in 0..plan.rounds {
        time!(
            row.native,
            plan.samples.div_ceil(10),
            TOGETHER,
            native.get_questions(ctx, &requests.questions).await.is_ok()
        );
        time!(row.raw, plan.samples.div_ceil(10), TOGETHER, raw.get_questions());
        time!(row.warm, plan.samples, 1, requests.questions(&subjects.warm).await);
        time!(row.fresh, plan.samples, 1, requests.questions(&subjects.fresh).await);
        if let Some(go) = &subjects.go {
            time!(row.go, plan.samples.div_ceil(20), 1, requests.questions(go).await);
        }
    }
    Ok(row)
}

async fn compile(subjects: &Subjects, raw: &mut Raw, requests: &Requests, plan: &Plan) -> Result<Row> {
    let mut row = Row { name: "compile-assets", ..Row::default() };
    let (native, ctx) =
        (subjects.native.asset_compiler().context("the native plugin compiles")?, &requests.ctx);
    let content = requests.compile.assets.first().context("there is an asset")?.value.as_str();
    let smaller = Requests { compile: compile_request(GO_ASSET_BYTES), ..Requests::small() };
    for _ in 0..plan.rounds {
        time!(row.native, plan.samples, 1, native.compile_assets(ctx, &requests.compile).await.is_ok());
        time!(row.raw, plan.samples, 1, raw.compile_assets(content));
        time!(row.warm, plan.samples, 1, requests.compile(&subjects.warm).await);
        time!(row.fresh, plan.samples, 1, requests.compile(&subjects.fresh).await);
        if let Some(go) = &subjects.go {
            time!(row.go, plan.samples, 1, smaller.compile(go).await);
        }
    }
    Ok(row)
}
