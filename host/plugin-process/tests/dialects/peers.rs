use optimus_plugin_api::Error;
use optimus_plugin_process::ProcessPlugin;

use crate::support::{built, with_args};

/// The releases of go-plugin that the strict server is built on. The first has no reflection.
pub(crate) const LIBRARIES: [&str; 3] = ["1.0.1", "1.4.3", "1.8.0"];

/// A dialect as the strict server has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spoken {
    /// Its file in `tests/processes/dialects/protos`.
    pub(crate) name: &'static str,
    /// What the adapter calls it.
    pub(crate) releases: &'static str,
    /// Whether it has info and survey.
    pub(crate) is_whole: bool,
    /// The fields of `CompileAssets` that it knows.
    pub(crate) compile: &'static [u32],
    /// The fields of `GenerateDestination` and `GenerateDependencies` that it knows.
    pub(crate) resolve: &'static [u32],
}

const BY_WINDOW: &[u32] = &[1, 2, 3, 4, 5, 40];
const BY_BOTH: &[u32] = &[1, 2, 3, 4, 5, 6, 7, 40];
const BY_RANGE: &[u32] = &[1, 2, 6, 7, 8, 40];
const WITH_PROJECT: &[u32] = &[1, 2, 3, 40];
const WITHOUT_PROJECT: &[u32] = &[1, 2, 40];

const fn whole(name: &'static str, releases: &'static str, compile: &'static [u32]) -> Spoken {
    Spoken { name, releases, is_whole: true, compile, resolve: WITH_PROJECT }
}

const fn resolver(
    name: &'static str,
    releases: &'static str,
    compile: &'static [u32],
    resolve: &'static [u32],
) -> Spoken {
    Spoken { name, releases, is_whole: false, compile, resolve }
}

/// Every dialect that is spoken.
pub(crate) const DIALECTS: [Spoken; 7] = [
    whole("D1", "Optimus 0.0.3 and 0.0.4", BY_WINDOW),
    whole("D2a", "Optimus 0.0.5 to 0.4", BY_WINDOW),
    whole("D2b", "Optimus 0.0.5 to 0.4", BY_BOTH),
    resolver("D3", "Optimus 0.5 and 0.6", BY_BOTH, WITH_PROJECT),
    resolver("D4a", "goto/optimus 0.6 to 0.10", BY_BOTH, WITH_PROJECT),
    resolver("D4b", "goto/optimus 0.6 to 0.10", BY_RANGE, WITHOUT_PROJECT),
    resolver("D5", "raystack/optimus 0.7", BY_RANGE, WITHOUT_PROJECT),
];

/// What stands in the table for the dialects that are not spoken.
pub(crate) const REFUSED: &str = "(refused)";

/// The first dialect, a task and a hook.
pub(crate) const FIRST: [Spoken; 2] =
    [whole("D0-task", REFUSED, BY_WINDOW), whole("D0-hook", REFUSED, BY_WINDOW)];

/// The strict server, on a release of go-plugin.
pub(crate) async fn start(library: &str, args: &[&str]) -> Result<ProcessPlugin, Error> {
    let mut options = with_args(args);
    // What it is to answer with.
    options.containment.read = args.iter().filter(|arg| arg.starts_with('/')).map(Into::into).collect();
    ProcessPlugin::start(&built(&format!("dialects-{library}")), &options).await
}

pub(crate) async fn speaking(library: &str, dialect: &str) -> Result<ProcessPlugin, Error> {
    start(library, &["-speak", dialect]).await
}
