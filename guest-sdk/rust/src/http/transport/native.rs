use super::super::{Error, Response, follow::Hop};
use crate::testing::{self, Asked};

/// Asks the server that the test has set.
pub(in super::super) fn send(hop: &Hop) -> Result<Response, Error> {
    let asked = Asked {
        method: hop.method,
        url: hop.url.to_string(),
        headers: hop.headers.clone(),
        body: hop.body.clone(),
        timeout: hop.timeout,
    };
    // A component without a grant is denied; so is a test without a server.
    let response = testing::ask(&asked).unwrap_or_else(|| Err(Error::Denied { needs: hop.grant() }))?;
    if response.body().len() > hop.max_body {
        return Err(Error::BodyTooLarge(hop.max_body));
    }
    Ok(response)
}
