//! More calls at once than there is room for.

use std::sync::Arc;

use optimus_plugin_api::{Code, Error};

use crate::{
    Outcome,
    world::{World, patient, validate},
};

/// So many calls at once of a plugin that never answers: how many were refused for want of room.
pub(crate) async fn crowd(world: Result<World, Error>, at_once: usize) -> Result<usize, Error> {
    let world = world?;
    let refused = match world.plugin() {
        Ok(plugin) => {
            let mut running = tokio::task::JoinSet::new();
            for _ in 0..at_once {
                let plugin = Arc::clone(&plugin);
                running.spawn(async move { validate(&plugin, &patient(), "x").await });
            }
            let is_refused = |outcome: &&Result<_, Error>| {
                outcome.as_ref().is_err_and(|error| error.code() == Code::OVERLOADED)
            };
            Ok(running.join_all().await.iter().filter(is_refused).count())
        }
        Err(error) => Err(error),
    };
    world.end().await;
    refused
}

/// Of two calls where one may run.
pub(crate) fn one_of_two(refused: Result<usize, Error>) -> Outcome {
    match refused {
        Ok(refused) => Outcome::if_so(
            refused == 1,
            &format!("the second of two calls was refused [{}]", Code::OVERLOADED),
            &format!("{refused} of two calls were refused"),
        ),
        Err(error) => error.into(),
    }
}

/// Of five calls where one may run and two may wait.
pub(crate) fn two_of_five(refused: Result<usize, Error>) -> Outcome {
    match refused {
        Ok(refused) => Outcome::if_so(
            refused == 2,
            &format!("of five calls one ran, two waited, two were refused [{}]", Code::OVERLOADED),
            &format!("{refused} of five calls were refused, not two"),
        ),
        Err(error) => error.into(),
    }
}
