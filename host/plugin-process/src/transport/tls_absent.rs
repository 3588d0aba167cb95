//! In the place of `tls` in a program that was built without it. `ProcessOptions::contradiction` refuses what would need it.

use std::{convert::Infallible, io};

use super::socket::Socket;

/// There is none.
#[derive(Debug)]
pub(crate) struct Credentials(Infallible);

/// There is none.
#[derive(Debug)]
pub(crate) struct Certificate(Infallible);

/// There is none.
pub(super) type Secure = Socket;

pub(crate) fn is_turned_away(_: &io::Error) -> bool {
    false
}

impl Credentials {
    pub(crate) fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Err("built without the feature `auto-mtls`".into())
    }

    pub(crate) fn pem(&self) -> &str {
        match self.0 {}
    }

    pub(super) async fn secure(&self, _: Socket, _: &Certificate) -> io::Result<Secure> {
        match self.0 {}
    }
}

impl Certificate {
    pub(crate) fn read(_: &str) -> Result<Self, &'static str> {
        Err("cannot be read by this program")
    }
}
