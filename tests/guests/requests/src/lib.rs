//! A plugin that makes the request which the answer describes, and tells what came of it: for tests of the SDK's client against a
//! real server and a real host.

use std::time::Duration;

use optimus_plugin_sdk::{
    Answer, Cli, Error, Info, Plugin, Verdict,
    http::{self, Request},
    secret,
};

/// The plugin.
#[derive(Debug)]
pub struct Requests;

impl Plugin for Requests {
    fn info() -> Info {
        Info::task("requests", "0.1.0", "example.org/requests:0.1.0")
    }
}

impl Cli for Requests {
    /// Rejects with status and body, or with the kind of error and its words.
    fn validate_question(answer: &Answer) -> Result<Verdict, Error> {
        let told = match request(&answer.value)?.send() {
            // A verdict has at most 64 KiB.
            Ok(response) if response.body().len() > 1000 => {
                format!("{} {} bytes", response.status(), response.body().len())
            }
            Ok(response) => format!("{} {}", response.status(), response.text().unwrap_or("(no text)")),
            Err(error) => format!("{}: {error}", kind(&error)),
        };
        Ok(Verdict::rejected(told))
    }
}

/// `<url> [body=<bytes>] [most=<bytes>] [follow=<n>] [wait=<milliseconds>] [secret=<name>]`; with a body it is a POST.
fn request(text: &str) -> Result<Request, Error> {
    let mut words = text.split_whitespace();
    let url = words.next().unwrap_or_default();
    let mut request = if text.contains(" body=") { Request::post(url) } else { Request::get(url) };
    for word in words {
        request = match word.split_once('=') {
            Some(("body", bytes)) => request.body("x".repeat(bytes.parse()?)),
            Some(("most", bytes)) => request.max_body(bytes.parse()?),
            Some(("follow", redirects)) => request.follow_redirects(redirects.parse()?),
            Some(("wait", milliseconds)) => request.timeout(Duration::from_millis(milliseconds.parse()?)),
            Some(("secret", name)) => {
                let token = secret(name).ok_or_else(|| Error::other("there is no such secret"))?;
                request.header("x-key", token.to_string())
            }
            _ => return Err(Error::other(format!("{word} is not understood"))),
        };
    }
    Ok(request)
}

fn kind(error: &http::Error) -> &'static str {
    match error {
        http::Error::Denied { .. } => "denied",
        http::Error::Limited(_) => "limited",
        http::Error::Timeout => "timeout",
        http::Error::Network(_) => "network",
        http::Error::BodyTooLarge(_) => "too large",
        http::Error::Redirect(_) => "redirect",
        http::Error::BadResponse(_) => "bad response",
        http::Error::BadRequest(_) => "bad request",
        _ => "other",
    }
}

optimus_plugin_sdk::export!(Requests: cli);
