//! From the options of the command line to a host with its plugins, and back to an orderly end.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::Arc,
    time::Duration,
};

use optimus_plugin_api::{
    Call, CallContext, CliMod, DefaultAssetsRequest, DefaultAssetsResponse, DefaultConfigRequest,
    DefaultConfigResponse, GetQuestionsRequest, GetQuestionsResponse, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_host::{
    Capability, Host, HostBuilder, Plugin, known_answers_directory,
    policy::{AuditSink, Policy, SecretSource},
    wasm::{CompileEvent, CompileOptions, CompileProgress},
};

use crate::{
    cli::Global,
    failure::{Failure, Outcome},
    interrupts::Interrupts,
    ui::{Doing, Ui, one_line, relative, size},
};

/// How long plugins have to end at the end of the program. go-plugin itself gives 2 s.
const GRACE: Duration = Duration::from_secs(2);

/// Calls of one run of the program: it makes one after the other. To reserve room for the thousand of a server takes 4 ms.
const CALLS_AT_ONCE: u32 = 8;

/// How long what is left is waited for when the program was interrupted. It is let go of at once, which ends processes
/// and removes their folders; the process that compiles a component ends with it.
const LEFTOVERS: Duration = Duration::from_millis(500);

/// Directories that were named must be there; those that are searched anyway need not.
pub(crate) fn check_directories(global: &Global) -> Outcome {
    let is_missing =
        |error: io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
    match global.plugin_dir.iter().find(|directory| directory.metadata().is_err_and(is_missing)) {
        Some(missing) => Err(Failure::usage(format!("there is no directory {}", relative(missing)))
            .help("--plugin-dir takes a directory with plugins; without it the usual ones are searched")),
        None => Ok(()),
    }
}

/// What is being done while plugins are loaded.
const LOADING: &str = "loading plugins";

/// What is wanted of the plugins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// To call them.
    Calls,
    /// To know what there is: an executable that is known by its digest is not started.
    Looks,
}

/// As [`with_silent_host`], and says what went wrong while the plugins were found.
pub(crate) fn with_host(
    ui: Ui,
    global: &Global,
    wanted: Wanted,
    work: impl AsyncFnOnce(&Host) -> Outcome,
) -> Outcome {
    with_silent_host(ui, global, wanted, async |host| {
        host.plugins().warnings().iter().for_each(|warning| ui.warn(warning));
        work(host).await
    })
}

/// Loads the plugins, does the work with them, and ends them again, whatever came of the work. A signal stops the work.
pub(crate) fn with_silent_host(
    ui: Ui,
    global: &Global,
    wanted: Wanted,
    work: impl AsyncFnOnce(&Host) -> Outcome,
) -> Outcome {
    run(async |interrupts| {
        let loading = ui.progress(LOADING);
        let mut builder = builder(global)?.compile(compile_options(LOADING, loading.doing()));
        if let Some(directory) = known_answers_directory() {
            builder = builder.known_answers(directory);
        }
        if wanted == Wanted::Looks {
            builder = builder.only_looks();
        }
        let host = interrupts.or(builder.load()).await?;
        drop(loading);
        let outcome = interrupts.or(work(&host)).await.flatten();
        // Whoever interrupts twice does not want to wait for an orderly end.
        for error in interrupts.or(host.shutdown(GRACE)).await.unwrap_or_default() {
            ui.warn(&error);
        }
        outcome
    })
}

/// Components are compiled by this program, started again; whoever waits is told which.
pub(crate) fn compile_options(otherwise: &'static str, doing: Doing) -> CompileOptions {
    let mut options = CompileOptions::default();
    options.progress = CompileProgress::new(move |event| match event {
        CompileEvent::Begins { plugin, bytes } => {
            doing.say(format!("compiling {} ({})", one_line(plugin), size(bytes)));
        }
        _ => doing.say(otherwise),
    });
    options
}

/// A host as the options say: where to look, what to allow, where decisions are told.
pub(crate) fn builder(global: &Global) -> Outcome<HostBuilder> {
    let secrets = SecretSource::new(|name, _| secret(name));
    let mut builder = Host::builder().secrets(secrets).calls_at_once(CALLS_AT_ONCE);
    if !global.plugin_dir.is_empty() {
        builder = builder.directories(global.plugin_dir.iter().cloned());
    }
    if let Some(file) = &global.policy {
        builder = builder.policy_file(Policy::read(file)?);
    }
    if let Some(file) = &global.audit_log {
        builder = builder.audit(AuditSink::lines(audit_log(file)?));
    }
    Ok(builder)
}

/// Secrets of a program that a person starts: variables of its environment, which no plugin is given.
fn secret(name: &str) -> Option<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.chars().all(is_word).then(|| std::env::var(format!("OPTIMUS_SECRET_{name}")).ok())?
}

/// What was decided is nobody's business but the operator's.
fn audit_log(file: &Path) -> Outcome<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true).mode(0o600);
    options.open(file).map_err(|error| {
        let message = format!("the audit log {} cannot be written", relative(file));
        Failure::environment(&message, &error)
    })
}

/// Does asynchronous work. Several threads, so that plugins are loaded side by side and looked after while another answers.
pub(crate) fn run<T>(work: impl AsyncFnOnce(&mut Interrupts) -> Outcome<T>) -> Outcome<T> {
    let failed = |error| Failure::environment("the program cannot start its threads", &error);
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build().map_err(failed)?;
    let outcome = runtime.block_on(async {
        let mut interrupts = Interrupts::new().map_err(failed)?;
        work(&mut interrupts).await
    });
    runtime.shutdown_timeout(LEFTOVERS);
    outcome
}

/// A plugin's survey in the form in which jobs ask it; the host's rules are applied in between.
pub(crate) struct PluginSurvey(Arc<Plugin>);

impl PluginSurvey {
    /// Of this plugin.
    pub(crate) fn of(plugin: &Arc<Plugin>) -> Self {
        Self(Arc::clone(plugin))
    }

    /// Whose it is.
    pub(crate) fn plugin(&self) -> &Plugin {
        &self.0
    }

    /// The survey, if the plugin has one.
    pub(crate) fn as_cli_mod(&self) -> Option<&dyn CliMod> {
        self.0.answers(Capability::Survey).map(|_| self as _)
    }
}

impl CliMod for PluginSurvey {
    fn get_questions<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        Box::pin(self.0.get_questions(ctx, request))
    }

    fn validate_question<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        Box::pin(self.0.validate_question(ctx, request))
    }

    fn default_config<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        Box::pin(self.0.default_config(ctx, request))
    }

    fn default_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        Box::pin(self.0.default_assets(ctx, request))
    }
}
