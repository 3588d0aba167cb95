use super::{
    judge::Judge,
    raw::{LimitsRaw, OverallRaw},
};
use crate::{
    Limits,
    words::{self, Why},
};

/// What holds over all plugins together. `None` leaves the default of the host.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overall {
    /// Calls that run at once.
    pub calls: Option<u32>,
    /// Calls that wait for their turn.
    pub queue: Option<u32>,
}

pub(super) fn overall(judge: &mut Judge<'_>, raw: &OverallRaw) -> Overall {
    Overall {
        calls: judge.word("calls", &raw.calls, positive),
        queue: judge.word("queue", &raw.queue, number),
    }
}

pub(super) fn limits(judge: &mut Judge<'_>, raw: &LimitsRaw) -> Limits {
    Limits {
        memory_bytes: judge.word("memory", &raw.memory, size),
        time: judge.word("time", &raw.time, words::time),
        fuel: judge.word("fuel", &raw.fuel, positive),
        stack_bytes: judge.word("stack", &raw.stack, size),
        result_bytes: judge.word("result", &raw.result, size),
        asset_bytes: judge.word("asset", &raw.asset, size),
        log_bytes: judge.word("logs", &raw.logs, words::size),
        log_lines: judge.word("log_lines", &raw.log_lines, number),
        http_requests: judge.word("requests", &raw.requests, number),
        http_request_bytes: judge.word("request_bytes", &raw.request_bytes, words::size),
        http_response_bytes: judge.word("response_bytes", &raw.response_bytes, words::size),
        http_connections: judge.word("connections", &raw.connections, number),
        calls: judge.word("calls", &raw.calls, positive),
        queue: judge.word("queue", &raw.queue, number),
    }
}

/// A size of something that nothing can be without.
pub(super) fn size(text: &str) -> Result<u64, Why> {
    words::size(text).and_then(|size| if size == 0 { Err("nothing runs in 0 bytes") } else { Ok(size) })
}

/// A whole number; 0 is none.
pub(super) fn number<N: std::str::FromStr>(text: &str) -> Result<N, Why> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).ok_or("it is a whole number, without unit")
}

/// A whole number above 0.
pub(super) fn positive<N: std::str::FromStr + PartialEq + Default>(text: &str) -> Result<N, Why> {
    number(text).and_then(|number: N| {
        if number == N::default() { Err("with 0 nothing would ever run") } else { Ok(number) }
    })
}
