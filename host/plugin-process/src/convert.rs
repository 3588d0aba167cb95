//! Between the contract's types and the wire's: the only place that knows both.

#[cfg(test)]
mod arbitrary;
mod question;
mod reply;
mod request;

pub(crate) use reply::{
    Malformed, assets, compiled, config, decode, dependencies, destination, info, name, survey, verdict,
};
pub(crate) use request::{answers, compile, get_questions, resolve, validate};
