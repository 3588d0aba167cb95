//! The SDK's HTTP client in a component, through this host, against a server on loopback.

use std::{sync::atomic::Ordering, time::Duration};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use optimus_plugin_api::{Answer, Backend as _, CallContext, ValidateQuestionRequest, Verdict};
use optimus_plugin_wasm::WasmPlugin;

use crate::server::{Count, Server, load};

/// Longer than any test waits.
const NEVER: Duration = Duration::from_secs(600);
const SECRET: &str = "s3cret";

/// Two servers of which the plugin is granted the first, as `localhost` is not granted by name.
struct Peers {
    granted: Server,
    other: Server,
    /// Requests to the one that is not granted.
    strayed: Count,
    plugin: WasmPlugin,
}

impl Peers {
    async fn start() -> Self {
        let strayed = Count::default();
        let count = strayed.clone();
        let other = Router::new().fallback(async move || {
            count.fetch_add(1, Ordering::Relaxed);
            "stray"
        });
        let other = Server::start(other).await;
        let granted = Server::start(routes(other.url("/"))).await;
        let policy = format!(
            "plugins: {{requests: {{grants: {{http: [{{host: 127.0.0.1, scheme: http, port: {}, methods: [GET, POST]}}], \
             secrets: [{{name: KEY, header: x-key, host: 127.0.0.1}}]}}}}}}",
            granted.address.port()
        );
        let plugin = load("requests", &policy, &[("KEY", SECRET)]).await;
        Self { granted, other, strayed, plugin }
    }

    /// What the plugin tells of a request to the granted server.
    async fn ask(&self, path: &str) -> String {
        self.ask_url(&self.granted.url(path)).await
    }

    async fn ask_url(&self, url: &str) -> String {
        let request = ValidateQuestionRequest { answer: Answer::named("Q", url), ..Default::default() };
        let cli = self.plugin.cli().unwrap();
        match cli.validate_question(&CallContext::default(), &request).await.unwrap() {
            Verdict::Rejected(told) => told,
            Verdict::Accepted => panic!("it tells nothing"),
        }
    }
}

fn routes(other: String) -> Router {
    let away = async move || Redirect::temporary(&other);
    Router::new()
        .route("/hello", get(async || "hello"))
        .route("/missing", get(async || (StatusCode::NOT_FOUND, "missing")))
        .route("/length", post(length))
        .route("/large", get(async || "x".repeat(3_000_000)))
        .route("/key", get(key))
        .route("/near", get(async || Redirect::permanent("hello")))
        .route("/ring", get(async || Redirect::temporary("/ring")))
        .route("/away", get(away))
        .route("/slow", get(async || tokio::time::sleep(NEVER).await))
}

/// What arrived: the length that was announced, and how many bytes there were.
async fn length(headers: HeaderMap, body: Bytes) -> String {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    format!("{} {}", announced.unwrap_or("none"), body.len())
}

/// The header in which the secret is granted.
async fn key(headers: HeaderMap) -> Response {
    headers.get("x-key").cloned().map(|key| key.as_bytes().to_vec()).unwrap_or_default().into_response()
}

#[tokio::test]
async fn an_answer_arrives_with_its_status_and_body() {
    let peers = Peers::start().await;
    assert_eq!(peers.ask("/hello").await, "200 hello");
    assert_eq!(peers.ask("/missing").await, "404 missing");
}

#[tokio::test]
async fn a_body_is_sent_whole_and_with_its_length() {
    let peers = Peers::start().await;
    for length in [0, 1, 4096, 4097, 1_000_000] {
        assert_eq!(peers.ask(&format!("/length body={length}")).await, format!("200 {length} {length}"));
    }
}

#[tokio::test]
async fn w33_the_author_bounds_the_body_of_an_answer() {
    let peers = Peers::start().await;
    assert!(peers.ask("/large").await.starts_with("too large: "), "1 MiB unless said otherwise");
    assert!(peers.ask("/large most=2999999").await.starts_with("too large: "));
    assert_eq!(peers.ask("/large most=3000000").await, "200 3000000 bytes");
}

#[tokio::test]
async fn a_secret_arrives_in_the_place_of_its_token() {
    let peers = Peers::start().await;
    assert_eq!(peers.ask("/key secret=KEY").await, format!("200 {SECRET}"));
}

#[tokio::test]
async fn w30_a_redirect_is_followed_only_where_the_plugin_asks_for_it_and_the_host_allows_it() {
    let peers = Peers::start().await;
    assert!(peers.ask("/near").await.starts_with("308 "));
    assert_eq!(peers.ask("/near follow=1").await, "200 hello");
    assert!(peers.ask("/ring follow=5").await.starts_with("redirect: "));
    let told = peers.ask("/away follow=5 secret=KEY").await;
    assert!(told.starts_with("denied: ") && told.contains(&peers.other.url("/")), "{told}");
    assert_eq!(peers.strayed.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn w29_what_is_not_granted_is_denied_before_anything_is_sent() {
    let peers = Peers::start().await;
    let port = peers.granted.address.port();
    for url in [
        peers.other.url("/"),
        format!("http://localhost:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0177.1:{port}/"),
    ] {
        let told = peers.ask_url(&url).await;
        assert!(told.starts_with("denied: "), "{url}: {told}");
    }
    assert_eq!(peers.strayed.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_server_that_takes_too_long_is_told_from_one_that_is_not_there() {
    let peers = Peers::start().await;
    assert!(peers.ask("/slow wait=50").await.starts_with("timeout: "));
    let Peers { granted, plugin, other, strayed } = peers;
    let gone = granted.url("/hello");
    drop(granted);
    let peers = Peers { granted: Server::start(Router::new()).await, plugin, other, strayed };
    let mut told = peers.ask_url(&gone).await;
    // The task that listened ends soon after it was told to.
    for _ in 0..1000 {
        if told.starts_with("network: ") {
            break;
        }
        tokio::task::yield_now().await;
        told = peers.ask_url(&gone).await;
    }
    assert!(told.starts_with("network: "), "{told}");
}
