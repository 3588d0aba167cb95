//! Between the contract's plain types and what `bindgen!` made of its WIT: the only files that know both.

mod answer;
mod info;
mod request;
mod survey;

pub(crate) use answer::{Answer, assets, configs, dependencies, destination, plugin_error};
pub(crate) use info::info;
pub(crate) use request::{
    Request, answer, answers, assets as asset_params, compile_request, configs as config_params, name,
};
pub(crate) use survey::{questions, verdict};
