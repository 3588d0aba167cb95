use std::{sync::Arc, time::Duration};

use optimus_plugin_api::{
    Answer, Backend, CallContext, CliMod, Code, Error, Question, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_process::ProcessPlugin;
use tokio::{
    task::JoinHandle,
    time::{interval, timeout},
};

use crate::support::{LONG, Peer, peers, survey, told};

/// What Optimus has in flight against one plugin at its busiest, and how many calls it starts in a second then.
const IN_FLIGHT: usize = 600;
const A_SECOND: u64 = 40;

type Asked = JoinHandle<(usize, Result<Verdict, Error>)>;

/// A question that is told apart from all others by its name.
fn ask(plugin: &Arc<ProcessPlugin>, number: usize, value: &'static str) -> Asked {
    let plugin = plugin.clone();
    tokio::spawn(async move {
        let answer = Answer { question: Question::new(format!("Q{number}"), ""), value: value.to_owned() };
        let request = ValidateQuestionRequest { answer, ..Default::default() };
        let ctx = CallContext::builder().timeout(LONG).build();
        let cli: &dyn CliMod = plugin.cli().unwrap();
        (number, cli.validate_question(&ctx, &request).await)
    })
}

async fn all_wait(plugin: &ProcessPlugin) {
    timeout(LONG, async {
        while told(plugin, "do:waiting").await != [IN_FLIGHT.to_string()] {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
}

/// One of each way to be connected: a full second of calls takes as long with every one of them.
fn flooded() -> impl Iterator<Item = Peer> {
    let chosen = [("full-1.0.1", false), ("full-1.4.3", false), ("full-1.8.0", true), ("python", false)];
    peers().filter(move |peer| chosen.contains(&(peer.program, peer.auto_mtls)))
}

async fn patient(peer: Peer) -> Arc<ProcessPlugin> {
    let mut options = peer.options();
    options.restart_patience = LONG;
    Arc::new(peer.start_with(options).await)
}

/// Starts calls at an even pace for two seconds; gives back how each ended.
async fn paced(plugin: &Arc<ProcessPlugin>) -> Vec<(usize, Result<Verdict, Error>)> {
    let (mut pace, mut calls) = (interval(Duration::from_millis(1000 / A_SECOND)), Vec::new());
    for number in 0..2 * usize::try_from(A_SECOND).unwrap() {
        pace.tick().await;
        calls.push(ask(plugin, number, "x"));
    }
    let mut ended = Vec::new();
    for call in calls {
        ended.push(timeout(LONG, call).await.expect("a call hangs").unwrap());
    }
    ended
}

fn is_own_answer(number: usize, verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Rejected(text) if text.starts_with(&format!("Q{number}=")))
}

/// Six hundred calls that do not come back, and forty new ones a second beside them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_calls_is_answered_and_none_is_lost() {
    for peer in flooded() {
        let plugin = patient(peer).await;
        let held: Vec<_> = (0..IN_FLIGHT).map(|number| ask(&plugin, number, "do:hold")).collect();
        all_wait(&plugin).await;
        for (number, verdict) in paced(&plugin).await {
            assert!(is_own_answer(number, &verdict.unwrap()), "{peer}: {number}");
        }
        assert_eq!(told(&plugin, "do:waiting").await, [IN_FLIGHT.to_string()], "{peer}");
        survey(&plugin, "do:release").await.unwrap();
        for call in held {
            let (number, verdict) = timeout(LONG, call).await.expect("a call hangs").unwrap();
            assert!(is_own_answer(number, &verdict.unwrap()), "{peer}: {number}");
        }
    }
}

/// The process dies with six hundred calls in it: each of them fails, none hangs, and those that come later are answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_under_a_flood_fails_its_calls_and_answers_the_next() {
    for peer in flooded() {
        let plugin = patient(peer).await;
        let held: Vec<_> = (0..IN_FLIGHT).map(|number| ask(&plugin, number, "do:hold")).collect();
        all_wait(&plugin).await;
        let paced = tokio::spawn({
            let plugin = plugin.clone();
            async move { paced(&plugin).await }
        });
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(survey(&plugin, "do:exit").await.unwrap_err().code(), Code::CONNECTION_LOST);
        for call in held {
            let (number, verdict) = timeout(LONG, call).await.expect("a call hangs").unwrap();
            assert_eq!(verdict.unwrap_err().code(), Code::CONNECTION_LOST, "{peer}: {number}");
        }
        let ended = paced.await.unwrap();
        for (number, verdict) in &ended {
            match verdict {
                Ok(verdict) => assert!(is_own_answer(*number, verdict), "{peer}: {number}"),
                Err(error) => assert_eq!(error.code(), Code::CONNECTION_LOST, "{peer}: {number}"),
            }
        }
        let lost = ended.iter().filter(|(_, verdict)| verdict.is_err()).count();
        println!("{peer}: of {} paced calls {lost} were in the process when it died", ended.len());
        assert!(lost < ended.len() / 2, "{peer}: {lost}");
        assert!(ended.last().unwrap().1.is_ok(), "{peer}");
    }
}
