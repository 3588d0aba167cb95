//! Requests to other servers, if the operator granted them.
//!
//! ```
//! use optimus_plugin_sdk::{Error, http::Request, secret};
//!
//! /// The owner of a table, as a catalogue of tables knows it.
//! fn owner(table: &str) -> Result<String, Error> {
//!     let mut request = Request::get("https://catalog.example.com/v1/owner").query("table", table);
//!     if let Some(token) = secret("CATALOG_TOKEN") {
//!         request = request.header("authorization", format!("Bearer {token}"));
//!     }
//!     let response = request.max_body(64 * 1024).send()?.error_for_status()?;
//!     Ok(response.text()?.trim().to_owned())
//! }
//! # use optimus_plugin_sdk::{http::Response, testing};
//! # testing::serve_http(|_asked| Ok(Response::new(200).with_body("data-team\n")));
//! # assert_eq!(owner("p:d.t")?, "data-team");
//! # Ok::<(), Error>(())
//! ```
//!
//! # What is granted, and what is not
//!
//! A component reaches nothing by itself: the host sends the request, and only one that the operator granted to this plugin
//! (server, port, method, beginning of the path). The wish for it stands in the plugin's `Cargo.toml`, where the operator
//! reads it before anything runs:
//!
//! ```toml
//! [[package.metadata.optimus.wishes.http]]
//! host = "catalog.example.com"
//! methods = ["GET"]
//! path = "/v1"
//! ```
//!
//! What is not granted ends as [`Error::Denied`], which says what grant is missing; a server that cannot be reached ends as
//! [`Error::Network`] or [`Error::Timeout`]. `?` makes the former an error that stays, and the latter *unavailable*, which the
//! host may try again.
//!
//! A plugin that makes no request does not import `wasi:http`, and cannot be granted any.
//!
//! # In tests
//!
//! Natively no request leaves the test: [`testing::serve_http`](crate::testing::serve_http) says who answers.

mod error;
mod follow;
mod request;
mod response;
mod transport;
mod url;

pub use error::Error;
pub use request::{DEFAULT_MAX_BODY, MAX_REDIRECTS, Method, Request};
pub use response::Response;

#[cfg(test)]
mod tests;
