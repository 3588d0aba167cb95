use std::time::Duration;

/// How long a plugin may take from its start to its answer to `plugin-info`. go-plugin's own default.
pub const START_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a call of the survey may take when its context sets no deadline: a person is waiting.
pub const SURVEY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long any other call may take when its context sets no deadline. bq2bq allows itself 180 s for its own requests.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(200);
/// The largest request that a Go plugin accepts, in bytes: the default limit of grpc-go's server, which go-plugin keeps.
pub const MAX_REQUEST_BYTES: usize = 4 * 1024 * 1024;
/// The largest reply that is read, in bytes: two assets of the greatest size. A larger one is refused before it is buffered.
pub const MAX_REPLY_BYTES: usize = 16 * 1024 * 1024;

/// How long a plugin may take to end after it was asked to, and running calls before it is asked. go-plugin's own grace.
pub(crate) const GRACE: Duration = Duration::from_secs(2);
/// How long a call waits for a plugin that is being restarted.
pub(crate) const RESTART_PATIENCE: Duration = Duration::from_secs(2);
/// How long a process that did not end a call in time may take to answer whether it lives.
pub(crate) const HANG_PATIENCE: Duration = Duration::from_secs(10);
/// How often a call may be sent in all, if its context says that it may be sent more than once. Upstream's intent, as is
/// the next line.
pub(crate) const MOST_TRIES: u32 = 3;
/// The first pause before a call is sent again; each further one is twice as long.
pub(crate) const RETRY_PAUSE: Duration = Duration::from_millis(200);
/// The first pause before a restart.
pub(crate) const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause before a restart.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A plugin that lived this long starts over with the first pause.
pub(crate) const STEADY: Duration = Duration::from_secs(60);
/// After a broken call: how long to wait for news that the connection or the process is gone, so that the error can say so.
pub(crate) const POST_MORTEM: Duration = Duration::from_millis(500);

/// The longest handshake, in bytes. An address has some hundred, go-plugin's certificate eight hundred, and one with the
/// largest keys in use two thousand.
pub(crate) const HANDSHAKE_BYTES: usize = 4 * 1024;
/// The longest line of a plugin's output that is taken as one, in bytes: as in go-plugin. A longer one comes in pieces.
pub(crate) const LINE_BYTES: usize = 64 * 1024;
/// The longest error text of a plugin, and every other header, in bytes. A longer one resets the call's stream.
pub(crate) const HEADER_BYTES: u32 = 128 * 1024;
/// Flow-control window of one call and of the connection, in bytes: an asset of the usual 5 MB arrives in three rounds.
pub(crate) const STREAM_WINDOW: u32 = 2 * 1024 * 1024;
/// See [`STREAM_WINDOW`].
pub(crate) const CONNECTION_WINDOW: u32 = 16 * 1024 * 1024;
/// The longest path of a unix socket, in bytes: `sockaddr_un.sun_path` less its end.
pub(crate) const SOCKET_PATH_BYTES: usize = 107;
