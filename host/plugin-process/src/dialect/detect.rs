//! Which dialect a plugin speaks. Reflection says what to ask first; what counts is an answer. Where there is no
//! reflection, each dialect is asked in the order of the table until one does not say `UNIMPLEMENTED`.

use optimus_plugin_api::{Code, Error, MAX_NAME_BYTES, Operation, PluginMod};
use prost::{Message, bytes::Bytes};
use tonic::{Request, Status};

use super::{DIALECTS, Dialect, Identity, Introduction, reflection::Listing};
use crate::{
    convert::{self, Malformed},
    error::{Site, shown},
    limits::MAX_REPLY_BYTES,
    transport::{Connection, Failure, cause, is_too_large, is_unimplemented},
    wire,
};

/// The largest answer to `GetName` that is read, in bytes: a name, and room for fields of releases to come.
const NAME_REPLY_BYTES: usize = 16 * MAX_NAME_BYTES;
/// The largest answer to `PluginInfo` that is read, in bytes: three texts and some ten thousand names. A packed list of mods
/// takes a byte for each on the wire and four here, before anybody can count them.
const INFO_REPLY_BYTES: usize = 4 * 1024 * 1024;

/// Finds out what the plugin speaks, and who it is.
pub(crate) async fn detect(connection: &Connection, site: Site<'_>) -> Result<Identity, Error> {
    let asking = Asking { connection, site, listing: Listing::of(connection).await };
    let mut in_part = None;
    for dialect in asking.in_order() {
        match asking.ask(dialect).await? {
            Introduced::As(identity) => return Ok(*identity),
            Introduced::InPart => in_part = in_part.or(Some(dialect)),
            Introduced::Not => {}
        }
    }
    Err(asking.unknown(in_part))
}

struct Asking<'a> {
    connection: &'a Connection,
    site: Site<'a>,
    listing: Listing,
}

/// What came of asking for one dialect.
enum Introduced {
    As(Box<Identity>),
    /// The service is there, and cannot say who the plugin is.
    InPart,
    Not,
}

/// What a server means by `UNIMPLEMENTED`, as far as it tells. Servers in Go tell the three apart.
enum Missing {
    /// The service, or nobody knows what.
    Service,
    /// The service is there, in a version that does not have the method.
    Method,
    /// The method is there, and its author left it out.
    Answer,
}

impl Asking<'_> {
    /// The dialects that the server lists before those that it does not, each in the order of the table.
    fn in_order(&self) -> impl Iterator<Item = &'static Dialect> {
        let is_listed =
            |dialect: &&Dialect| self.listing.services.iter().any(|name| name == dialect.service());
        let (listed, others): (Vec<_>, Vec<_>) = DIALECTS.iter().partition(is_listed);
        listed.into_iter().chain(others)
    }

    async fn ask(&self, dialect: &'static Dialect) -> Result<Introduced, Error> {
        match dialect.introduction {
            Introduction::Info(method) => self.info(dialect, method).await,
            Introduction::Name(method) => self.name(dialect, method).await,
            Introduction::Refused(method) => self.refuse(dialect, method).await,
        }
    }

    /// Whatever a dialect that is not spoken answers, an error of its own included, shows that it is this one.
    async fn refuse(&self, dialect: &'static Dialect, method: &'static str) -> Result<Introduced, Error> {
        match self.call(method, MAX_REPLY_BYTES).await.map_err(Failure::of) {
            Err(Failure::Said(status)) if matches!(missing(&status), Some(Missing::Service)) => {
                Ok(Introduced::Not)
            }
            Ok(_) | Err(Failure::Said(_) | Failure::Late) => Err(self.refused(dialect, method)),
            Err(Failure::Broken(status)) => Err(self.broken(&status)),
        }
    }

    async fn info(&self, dialect: &'static Dialect, method: &'static str) -> Result<Introduced, Error> {
        match self.call(method, INFO_REPLY_BYTES).await {
            Ok(reply) => {
                let info = convert::info(reply).map_err(|why| self.malformed(&why))?;
                Ok(Introduced::As(Box::new(Identity::described(dialect, info))))
            }
            Err(status) => match missing(&status) {
                Some(Missing::Service) => Ok(Introduced::Not),
                Some(Missing::Method | Missing::Answer) => Ok(Introduced::InPart),
                None => Err(self.broken(&status)),
            },
        }
    }

    /// A resolver whose author left its name out has that of its file. One whose service has no such method is of an
    /// earlier dialect, in which the service is not enough to be served.
    async fn name(&self, dialect: &'static Dialect, method: &'static str) -> Result<Introduced, Error> {
        let name = match self.call(method, NAME_REPLY_BYTES).await {
            Ok(reply) => convert::name(reply).map_err(|why| self.malformed(&why))?,
            Err(status) => match missing(&status) {
                Some(Missing::Service) => return Ok(Introduced::Not),
                Some(Missing::Method) => return Ok(Introduced::InPart),
                Some(Missing::Answer) => String::new(),
                None => return Err(self.broken(&status)),
            },
        };
        let identity = Identity::named(dialect, name, self.resolver_compiles(dialect).await);
        Ok(Introduced::As(Box::new(identity)))
    }

    /// The first resolvers without info did not compile assets yet; their service tells, where there is reflection.
    async fn resolver_compiles(&self, dialect: &'static Dialect) -> bool {
        let Some(method) = dialect.method(Operation::CompileAssets) else { return false };
        let compiles = dialect.assets_compiled_by == PluginMod::DependencyResolver;
        compiles && self.listing.has(self.connection, method).await.unwrap_or(true)
    }

    async fn call(&self, method: &'static str, limit: usize) -> Result<Bytes, Status> {
        let request = wire::Empty {}.encode_to_vec();
        self.connection.unary(method, Request::new(request.into()), limit).await
    }

    fn unknown(&self, in_part: Option<&Dialect>) -> Error {
        let error = |message: String| self.site.error(Code::UNKNOWN_DIALECT, message);
        match in_part {
            Some(dialect) => error(format!(
                "it has the service `{}` and nothing that says who it is",
                dialect.service()
            ))
            .with_help(
                "build it with the library of one release of Optimus, which serves all that belongs together",
            ),
            None => self
                .with_services(error(
                    "it serves none of the services of an Optimus plugin that are known".into(),
                ))
                .with_help("build it for Optimus 0.0.3 or later, or check that it is an Optimus plugin"),
        }
    }

    /// Names what it serves instead, if it tells.
    fn with_services(&self, error: Error) -> Error {
        let is_own = |name: &&str| !name.starts_with("grpc.") && !name.starts_with("plugin.GRPC");
        let names: Vec<_> = self.listing.services.iter().map(String::as_str).filter(is_own).collect();
        if names.is_empty() { error } else { error.note("serves", shown(&names.join(", "))) }
    }

    fn refused(&self, dialect: &Dialect, method: &str) -> Error {
        let message = format!("it speaks the dialect of {}, which is not spoken here", dialect.releases);
        self.site
            .error(Code::UNKNOWN_DIALECT, message)
            .note("found", method.trim_start_matches('/'))
            .with_help("install a later release of the plugin, or build it with the library of Optimus 0.0.3 or later")
    }

    fn malformed(&self, why: &Malformed) -> Error {
        self.site.error(Code::MALFORMED_ANSWER, &*why.0)
    }

    fn broken(&self, status: &Status) -> Error {
        if is_too_large(status) {
            let error =
                self.site.error(Code::RESULT_TOO_LARGE, "what it says about itself is too large to be read");
            return error.note("limit", shown(status.message())).with_source(cause(status));
        }
        self.site
            .error(Code::START_FAILED, "it does not say who it is")
            .note("server", shown(status.message()))
            .with_source(cause(status))
    }
}

/// `None` if something is there and failed.
fn missing(status: &Status) -> Option<Missing> {
    let text = status.message().to_lowercase();
    match is_unimplemented(status) {
        false => None,
        true if text.contains("unknown method") => Some(Missing::Method),
        true if text.contains("not implemented") => Some(Missing::Answer),
        true => Some(Missing::Service),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_read_from_the_words_of_servers_in_go_and_python() {
        let of = |text: &str| missing(&Status::unimplemented(text));
        assert!(matches!(of("unknown service a.B"), Some(Missing::Service)));
        assert!(matches!(of("unknown method GetName for service a.B"), Some(Missing::Method)));
        assert!(matches!(of("method GetName not implemented"), Some(Missing::Answer)));
        assert!(matches!(of("Method not implemented!"), Some(Missing::Answer)));
        assert!(matches!(of("Method not found!"), Some(Missing::Service)));
        assert!(matches!(of(""), Some(Missing::Service)));
        assert!(missing(&Status::unknown("unknown method")).is_none());
    }
}
