use std::{fmt, str::FromStr};

/// Who has to act: it decides the exit code of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The answer is no: an invalid plugin, file or input (exit code 1).
    Answer,
    /// Wrong usage (exit code 2).
    Usage,
    /// A plugin failed or was stopped (exit code 3).
    Fault,
    /// Refused by policy (exit code 4).
    Policy,
    /// The other side failed: server, network, disk (exit code 5).
    Environment,
}

impl Class {
    /// The exit code of a program that ends for this reason.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Answer => 1,
            Self::Usage => 2,
            Self::Fault => 3,
            Self::Policy => 4,
            Self::Environment => 5,
        }
    }
}

/// The stable code of an error (`P0412`). A code is never reused for something else; `optimus explain CODE` prints its page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(u16);

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal $class:ident $title:literal;)+) => {
        impl Code {
            $($(#[doc = $doc])+ pub const $name: Self = Self($number);)+

            /// Every code, ascending.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            fn row(self) -> (Class, &'static str, &'static str) {
                match self.0 {
                    $($number => (Class::$class, $title, include_str!(concat!("../explain/P0", $number, ".md"))),)+
                    _ => (Class::Fault, "", ""),
                }
            }
        }
    };
}

// The one table of codes: number, who has to act, the title of its page. Pages are in `explain/`.
codes! {
    /// The same name is served already by a plugin of the same kind.
    NAME_IN_USE = 101 Answer "plugin name already in use";
    /// `plugin-info` lacks a field that every plugin must fill (name, image, version).
    MISSING_FIELD = 102 Answer "a required field of the plugin is empty";
    /// The plugin is neither a task nor a hook.
    UNSUPPORTED_TYPE = 103 Answer "the plugin is neither a task nor a hook";
    /// A file was not looked at because one of the same name came first.
    SHADOWED = 104 Answer "shadowed by a file found earlier";
    /// No plugin of this name is served.
    UNKNOWN_PLUGIN = 105 Answer "no plugin of this name";
    /// The plugin has no capability that answers this call.
    NO_CAPABILITY = 106 Answer "the plugin does not answer this call";
    /// A plugin file could not be read.
    UNREADABLE = 107 Environment "the plugin file cannot be read";
    /// The plugin says nothing about itself and no yaml does it for it.
    NO_INFO = 108 Answer "the plugin needs a yaml that describes it";
    /// The program was built without this kind of plugin.
    KIND_DISABLED = 109 Answer "this program was built without this kind of plugin";
    /// The file is larger than a plugin may be.
    FILE_TOO_LARGE = 110 Answer "the plugin file is too large";
    /// A plugin file whose name no search for plugins looks for. Only ever a warning.
    NOT_FOUND_BY_NAME = 111 Answer "a file name that no search finds";
    /// The plugin's name is too long, or has characters that cannot be seen.
    BAD_NAME = 112 Answer "a name that cannot be a plugin's";
    /// A directory holds more plugin files than are looked at. Only ever a warning.
    TOO_MANY_FILES = 113 Answer "too many plugin files in one directory";

    /// A core module, not a component.
    NOT_A_COMPONENT = 201 Answer "a core module instead of a component";
    /// Damaged or truncated.
    DAMAGED = 202 Answer "the file is damaged";
    /// Made for a contract line that this program does not speak.
    UNKNOWN_CONTRACT = 203 Answer "made for another contract";
    /// Already compiled to machine code.
    PRECOMPILED = 204 Answer "precompiled machine code";
    /// It imports something that is not provided.
    UNKNOWN_IMPORT = 205 Answer "an import that is not provided";
    /// The mods in its info and its exports disagree.
    MODS_DISAGREE = 206 Answer "mods and exports disagree";
    /// An exported interface lacks a function, or has other types than the contract.
    INTERFACE_MISMATCH = 207 Answer "an export does not match the contract";
    /// It needs a newer minor of the contract.
    NEWER_CONTRACT = 208 Answer "needs a newer minor of the contract";
    /// The engine refused to compile it.
    NOT_COMPILED = 209 Answer "the component cannot be compiled";
    /// Making machine code of the component takes more time or memory than the compiling process may use.
    COMPILE_BUDGET = 210 Fault "compiling takes more than it may";
    /// This program cannot start a process that compiles components.
    NO_COMPILER = 211 Environment "no program that compiles";
    /// The folder for compiled components is not one of one's own, so nothing is read from it or written to it.
    CACHE_DISABLED = 212 Policy "the cache of compiled components is not used";
    /// A file in the cache of compiled components is not what this program wrote there.
    CACHE_DAMAGED = 213 Environment "a compiled component in the cache is damaged";

    /// Not yaml at all.
    YAML_SYNTAX = 300 Answer "not valid yaml";
    /// A field that the schema does not have.
    YAML_UNKNOWN_FIELD = 301 Answer "unknown field";
    /// A value of the wrong type.
    YAML_WRONG_TYPE = 302 Answer "a value of the wrong type";
    /// The same field twice.
    YAML_DUPLICATE_FIELD = 303 Answer "the same field twice";
    /// A pattern that RE2 does not have, or that is malformed.
    BAD_PATTERN = 304 Answer "a pattern that cannot be used";
    /// More nodes, deeper nesting or more expansion than a file may have.
    YAML_TOO_LARGE = 305 Answer "too large or too deep";
    /// A template that was not rendered yet.
    YAML_TEMPLATE = 306 Answer "a template that is not yaml yet";
    /// An alias without anchor, or an anchor that contains itself.
    YAML_ALIAS = 307 Answer "an alias that leads nowhere";
    /// It works, but hardly as meant. Only ever a warning.
    YAML_DOUBTFUL = 308 Answer "works, but hardly as meant";
    /// A field that its form of the file requires is not there, or empty.
    YAML_MISSING_FIELD = 309 Answer "a required field of the file is missing";
    /// A form of the file that is not read here.
    YAML_UNKNOWN_FORM = 310 Answer "a form of plugin file that is not read here";
    /// A template of a destination that cannot be filled in.
    BAD_URN_TEMPLATE = 311 Answer "a destination template that cannot be used";
    /// A parser of assets that cannot be used, or as a warning, that is not used.
    BAD_ASSET_PARSER = 312 Answer "an asset parser that cannot be used";

    /// The plugin answered with an error of its own.
    PLUGIN_ERROR = 401 Answer "the plugin answered with an error";
    /// The plugin says that its input is wrong.
    INVALID_INPUT = 402 Answer "the plugin finds its input wrong";
    /// The plugin says that it cannot answer now.
    PLUGIN_UNAVAILABLE = 403 Fault "the plugin cannot answer now";
    /// The plugin trapped or panicked.
    TRAPPED = 410 Fault "the plugin crashed in a call";
    /// It wanted more memory than it may have.
    MEMORY_LIMIT = 411 Fault "stopped by its memory limit";
    /// It ran longer than it may.
    TIME_LIMIT = 412 Fault "stopped by its time limit";
    /// Its answer is larger than an answer may be.
    RESULT_TOO_LARGE = 413 Fault "the answer is too large";
    /// Its answer breaks the contract.
    MALFORMED_ANSWER = 414 Fault "the answer breaks the contract";
    /// It used up its stack.
    STACK_OVERFLOW = 415 Fault "stopped by its stack limit";
    /// The request is larger than the plugin can be sent.
    REQUEST_TOO_LARGE = 416 Answer "the request is too large";
    /// The host could not make room for the call.
    OVERLOADED = 417 Environment "no room for another call";
    /// The plugin was shut down.
    SHUT_DOWN = 418 Environment "the plugin was shut down";
    /// The mode or limit asked for is not offered by this kind.
    UNSUPPORTED_CONTEXT = 419 Usage "this kind cannot do what the call's context asks";
    /// In deterministic mode it used up its instructions.
    FUEL_LIMIT = 420 Fault "stopped by its fuel limit";
    /// Code of the host panicked while it served a call of the plugin.
    INTERNAL = 421 Environment "this program failed while it served the call";

    /// The policy file cannot be used.
    BAD_POLICY = 501 Usage "the policy has mistakes";
    /// The component imports a capability that the policy does not grant.
    NOT_GRANTED = 502 Policy "a capability that is not granted";
    /// The plugin made a request that no grant allows, or to an address that is refused.
    REQUEST_DENIED = 503 Policy "a request that is not granted";
    /// This machine cannot enforce something that the policy says about the plugin, and the policy is strict.
    NOT_ENFORCEABLE = 504 Policy "the policy cannot be enforced here";
    /// The policy runs only executables whose digest it names, and this one is not among them.
    NOT_TRUSTED = 505 Policy "an executable that is not listed";
    /// The executable, or its folder, can be written by others or belongs to another user.
    UNSAFE_PLACE = 506 Policy "a place that others can write";
    /// The component states its wishes twice, in the wrong place or in a form that cannot be read.
    BAD_WISHES = 507 Answer "wishes that cannot be read";
    /// The component wishes something that its policy does not grant. Only ever a warning.
    WISH_NOT_GRANTED = 508 Policy "a wish that is not granted";
    /// The policy names the digest of this plugin, and the file has another one.
    DIGEST_MISMATCH = 509 Policy "the file is not the one that the policy names";
    /// A proof tried to break a limit on this machine, and the limit did not stop it.
    LIMIT_NOT_PROVEN = 510 Fault "a limit that did not hold";

    /// The executable could not be started.
    START_FAILED = 601 Fault "the plugin process cannot be started";
    /// The first line of its output is not a handshake.
    BAD_HANDSHAKE = 602 Fault "not a plugin handshake";
    /// Another version of the plugin protocol.
    PROTOCOL_MISMATCH = 603 Fault "another plugin protocol";
    /// No handshake in time.
    START_TIMEOUT = 604 Fault "the plugin did not start in time";
    /// It ended before it could be connected to.
    EXITED_EARLY = 605 Fault "the plugin ended before it could be used";
    /// It died or closed the connection during a call.
    CONNECTION_LOST = 606 Fault "the plugin process died in a call";
    /// It speaks none of the known dialects.
    UNKNOWN_DIALECT = 607 Answer "a plugin dialect that is not spoken here";
    /// It died and is being restarted.
    RESTARTING = 608 Fault "the plugin process is being restarted";
    /// With AutoMTLS: it has no certificate, one that is not valid, or does not prove to have the one that it showed.
    TLS_REFUSED = 612 Fault "the plugin's certificate is not accepted";
    /// The executable is not the one that its checksum belongs to.
    CHECKSUM_MISMATCH = 613 Policy "the plugin file has another checksum";
    /// It ended, and was not started by this program.
    NOT_RESTARTED = 614 Fault "a plugin process that cannot be restarted";
    /// There is no such process, or it does not listen there.
    REATTACH_FAILED = 615 Environment "no process to reattach to";
    /// Options of a plugin process that contradict each other.
    BAD_PROCESS_OPTIONS = 616 Usage "options of a process that do not go together";
    /// Its process died so often that it is not started any more.
    CRASH_LOOP = 617 Fault "the plugin process crashes again and again";
    /// A part of its containment could not be set up, so it was not started.
    NOT_CONTAINED = 618 Environment "the plugin process cannot be contained";

    /// A question has no answer in the answers file.
    ANSWER_MISSING = 701 Answer "a question without an answer";
    /// The plugin or a rule rejected an answer.
    ANSWER_REJECTED = 702 Answer "an answer that is rejected";
    /// The answers file names a question that nobody asks.
    ANSWER_UNKNOWN = 703 Answer "an answer to a question that nobody asks";
    /// There is a job in that folder, or one of that name.
    JOB_EXISTS = 704 Answer "the job exists already";
    /// A field of the job is wrong.
    JOB_FIELD = 705 Answer "a field of the job is wrong";
    /// A prompt is needed and there is no terminal.
    NO_TERMINAL = 706 Usage "a prompt without a terminal";
    /// The project's configuration is wrong or missing.
    PROJECT_CONFIG = 707 Answer "the project's configuration";
    /// A file of the job could not be written.
    NOT_WRITTEN = 708 Environment "a file could not be written";

    /// A tool that building needs is missing.
    TOOL_MISSING = 801 Environment "a tool for building is missing";
    /// The author's crate does not compile, or is not a plugin.
    BUILD_FAILED = 802 Answer "the plugin does not build";

    /// The JSON given is malformed or does not fit the call.
    BAD_JSON = 901 Usage "malformed input";
    /// There is no call of this name.
    UNKNOWN_CALL = 902 Usage "no call of this name";
    /// There is no code like this.
    UNKNOWN_CODE = 903 Usage "no code like this";
}

impl Code {
    /// Who has to act.
    #[must_use]
    pub fn class(self) -> Class {
        self.row().0
    }

    /// The title of its page: a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.row().1
    }

    /// Its page, in Markdown: what it means, what causes it, what to do.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        self.row().2
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{:04}", self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not one of the codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no code like this; codes look like P0301")
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads `P0412`, in either case; the `P` and leading zeros may be left out.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let digits = text.strip_prefix(['P', 'p']).unwrap_or(text);
        let number = digits.parse().map_err(|_| UnknownCode)?;
        Self::ALL.iter().copied().find(|code| code.0 == number).ok_or(UnknownCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_that_begins_with_its_title_and_says_what_to_do() {
        for code in Code::ALL {
            let page = code.explanation();
            assert!(page.starts_with(&format!("# {code}: {}\n", code.title())), "{code}: title");
            assert!(page.contains("\n## What to do\n"), "{code}: remedy");
            assert!(page.len() > 200, "{code}: a page says more than its title");
        }
    }

    #[test]
    fn codes_are_ascending_and_read_back() {
        assert!(Code::ALL.is_sorted());
        for code in Code::ALL {
            assert_eq!(code.to_string().parse(), Ok(*code));
        }
    }
}
