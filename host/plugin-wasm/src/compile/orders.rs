use super::CompileOptions;
use crate::engine::Settings;

/// What the compiling process is told: one line in its environment. The component is its standard input, what it makes of it
/// its standard output, and why it cannot its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Orders {
    pub(crate) settings: Settings,
    /// What the host's engine demands of machine code.
    pub(crate) compatibility: [u8; 32],
    pub(crate) memory_bytes: u64,
    pub(crate) artefact_bytes: u64,
    pub(crate) cpu_seconds: u64,
    /// The process that waits for it.
    pub(crate) host: u32,
}

/// The variable that the orders are in; a process that has it compiles and does nothing else.
pub(crate) const VARIABLE: &str = "OPTIMUS_COMPILING_CHILD";
const VERSION: &str = "1";

impl Orders {
    pub(crate) fn new(options: &CompileOptions, settings: Settings, compatibility: [u8; 32]) -> Self {
        let rounded_up = options.cpu_time.as_secs() + u64::from(options.cpu_time.subsec_nanos() > 0);
        Self {
            settings,
            compatibility,
            memory_bytes: options.memory_bytes,
            artefact_bytes: options.artefact_bytes,
            // With none at all the process would be killed before it could say anything.
            cpu_seconds: rounded_up.max(1),
            host: std::process::id(),
        }
    }

    pub(crate) fn line(&self) -> String {
        let [variant, checks] = self.settings.words();
        let compatibility: String = self.compatibility.iter().map(|byte| format!("{byte:02x}")).collect();
        let Self { memory_bytes, artefact_bytes, cpu_seconds, host, .. } = self;
        format!(
            "{VERSION} {variant} {checks} {compatibility} {memory_bytes} {artefact_bytes} {cpu_seconds} {host}"
        )
    }

    pub(crate) fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        if words.next()? != VERSION {
            return None;
        }
        let settings = Settings::of_words(words.next()?, words.next()?)?;
        let compatibility =
            format!("sha256:{}", words.next()?).parse::<optimus_plugin_policy::Digest>().ok()?;
        let orders = Self {
            settings,
            compatibility: *compatibility.as_bytes(),
            memory_bytes: words.next()?.parse().ok()?,
            artefact_bytes: words.next()?.parse().ok()?,
            cpu_seconds: words.next()?.parse().ok()?,
            host: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some(orders)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Variant;

    #[test]
    fn orders_are_read_as_they_are_written_and_those_of_another_version_are_not() {
        let settings = Settings { variant: Variant::Deterministic, explicit_bounds_checks: true };
        let orders = Orders::new(&CompileOptions::default(), settings, [7; 32]);
        assert_eq!(Orders::parse(&orders.line()), Some(orders));
        assert_eq!(Orders::parse(&format!("{} more", orders.line())), None);
        assert_eq!(Orders::parse(&orders.line().replacen('1', "2", 1)), None);
        assert_eq!(Orders::parse(""), None);
    }
}
