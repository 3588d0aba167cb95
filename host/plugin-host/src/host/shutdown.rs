use std::{sync::Arc, time::Duration};

use optimus_plugin_api::Error;
use tokio::time::Instant;

use super::Host;
use crate::{errors, plugin::Part};

impl Host {
    /// Ends every plugin: nothing is served from now on, calls in flight are given time, then processes are ended. It waits
    /// for this, all plugins at once, for at most `grace`.
    ///
    /// What it gives back went wrong: a plugin that had to be killed, or one that was still busy after the grace and is
    /// ended without further waiting. Calling it twice is harmless.
    pub async fn shutdown(&self, grace: Duration) -> Vec<Error> {
        let served = self.retire();
        let until = Instant::now() + grace;
        let parts = served.iter().flat_map(|plugin| plugin.parts()).cloned();
        // Each in a task of its own, which goes on after the grace: the kind still has to end the process.
        let endings: Vec<_> = parts.map(|part| (Arc::clone(&part), tokio::spawn(end(part)))).collect();
        let mut errors = Vec::new();
        for (part, ending) in endings {
            match tokio::time::timeout_at(until, ending).await {
                Ok(Ok(Err(error))) => errors.push(error),
                Ok(_) => {}
                Err(_) => errors.push(errors::still_running(part.name())),
            }
        }
        errors
    }
}

async fn end(part: Arc<Part>) -> Result<(), Error> {
    part.end().await
}

#[cfg(test)]
mod tests {
    use std::{
        future::{pending, ready},
        sync::atomic::{AtomicUsize, Ordering},
    };

    use optimus_plugin_api::{Backend, Call, Code, PluginInfo, PluginType};

    use super::*;
    use crate::{Answerer, PluginKind, Registry};

    /// Ends at once, or never.
    #[derive(Debug)]
    struct Fake {
        info: PluginInfo,
        ends: bool,
        ended: AtomicUsize,
    }

    impl Fake {
        fn new(name: &str, ends: bool) -> Arc<Self> {
            let info = PluginInfo {
                name: name.into(),
                description: String::new(),
                plugin_type: PluginType::Task,
                plugin_mods: Vec::new(),
                plugin_version: "1".into(),
                api_version: Vec::new(),
                image: "i".into(),
                depends_on: Vec::new(),
                hook_type: None,
                secret_path: String::new(),
            };
            Arc::new(Self { info, ends, ended: AtomicUsize::new(0) })
        }
    }

    impl Backend for Fake {
        fn name(&self) -> &str {
            &self.info.name
        }

        fn info(&self) -> Option<&PluginInfo> {
            Some(&self.info)
        }

        fn shutdown(&self) -> Call<'_, ()> {
            self.ended.fetch_add(1, Ordering::SeqCst);
            if self.ends { Box::pin(ready(Ok(()))) } else { Box::pin(pending()) }
        }
    }

    async fn serving(fakes: &[&Arc<Fake>]) -> Host {
        let nowhere: [&str; 0] = [];
        let host = Host::builder().directories(nowhere).load().await;
        let answerer = || Answerer::new(PluginKind::Process, "file");
        host.publish(Registry::of(
            fakes.iter().map(|fake| (answerer(), Arc::<Fake>::clone(fake) as Arc<dyn Backend>)),
        ));
        host
    }

    #[tokio::test(start_paused = true)]
    async fn every_plugin_is_ended_once_and_those_that_are_not_in_time_are_named() {
        let (quick, stuck) = (Fake::new("quick", true), Fake::new("stuck", false));
        let host = serving(&[&quick, &stuck]).await;
        let snapshot = host.plugins();
        let errors = host.shutdown(Duration::from_secs(3)).await;
        let told: Vec<_> = errors.iter().map(|error| (error.code(), error.plugin())).collect();
        assert_eq!(told, [(Code::SHUT_DOWN, "stuck")]);
        drop((snapshot, host));
        tokio::task::yield_now().await;
        assert_eq!([&quick, &stuck].map(|fake| fake.ended.load(Ordering::SeqCst)), [1, 1]);
    }

    #[tokio::test]
    async fn what_a_reload_makes_after_the_end_is_not_served_and_ended() {
        let late = Fake::new("late", true);
        let host = serving(&[]).await;
        host.shutdown(Duration::ZERO).await;
        host.publish(Registry::of([(
            Answerer::new(PluginKind::Process, "file"),
            Arc::<Fake>::clone(&late) as _,
        )]));
        tokio::task::yield_now().await;
        assert!(host.plugins().is_empty());
        assert_eq!(late.ended.load(Ordering::SeqCst), 1);
    }
}
