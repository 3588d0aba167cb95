//! From the options of the command line to a host with its plugins, and back to an orderly end.

use std::{sync::Arc, time::Duration};

use optimus_plugin_api::{
    Call, CallContext, CliMod, DefaultAssetsRequest, DefaultAssetsResponse, DefaultConfigRequest,
    DefaultConfigResponse, GetQuestionsRequest, GetQuestionsResponse, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_host::{Capability, Host, Plugin};

use crate::{
    cli::Global,
    failure::{Failure, Outcome},
    ui::Ui,
};

/// How long plugins have to end at the end of the program. go-plugin itself gives 2 s.
const GRACE: Duration = Duration::from_secs(2);

/// Loads the plugins, does the work with them, and ends them again, whatever came of the work. Ctrl-C stops the work.
pub(crate) fn with_host(ui: Ui, global: &Global, work: impl AsyncFnOnce(&Host) -> Outcome) -> Outcome {
    runtime()?.block_on(async {
        let mut interrupts = Interrupts::new()?;
        let loading = ui.progress("loading plugins");
        let host = tokio::select! {
            host = load(global) => host,
            () = interrupts.next() => return Err(Failure::Interrupted),
        };
        drop(loading);
        let outcome = tokio::select! {
            outcome = work(&host) => outcome,
            () = interrupts.next() => Err(Failure::Interrupted),
        };
        for error in host.shutdown(GRACE).await {
            tracing::warn!(%error, "while plugins were ended");
        }
        outcome
    })
}

async fn load(global: &Global) -> Host {
    match global.plugin_dir.as_slice() {
        [] => Host::builder().load().await,
        directories => Host::builder().directories(directories.iter().cloned()).load().await,
    }
}

/// Several threads, since a prompt blocks the one that asks while plugins go on being supervised.
pub(crate) fn runtime() -> Outcome<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Ctrl-C, and the signal by which a supervisor ends a program: both end it in order.
pub(crate) struct Interrupts {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Interrupts {
    /// Signals are noticed from here on.
    #[cfg(unix)]
    pub(crate) fn new() -> Outcome<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?] })
    }

    /// The next one.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! { _ = interrupt.recv() => (), _ = terminate.recv() => () }
    }

    /// Signals are noticed from here on.
    #[cfg(not(unix))]
    pub(crate) fn new() -> Outcome<Self> {
        Ok(Self {})
    }

    /// The next one.
    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
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
        self.0.get_questions(ctx, request)
    }

    fn validate_question<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        self.0.validate_question(ctx, request)
    }

    fn default_config<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        self.0.default_config(ctx, request)
    }

    fn default_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        self.0.default_assets(ctx, request)
    }
}
