//! The server, started as a person would start it, asked over HTTP and ended by a signal.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should panic, its helpers too"
)]

mod scrape;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
};

/// A running server; killed when a test fails.
struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    /// Serves the yaml of `neo`.
    fn start() -> Self {
        Self::serving(concat!(env!("CARGO_MANIFEST_DIR"), "/../neo/yaml").as_ref())
    }

    /// Serves the one plugin of a folder.
    fn serving(plugins: &std::path::Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_optimus-example-embed"));
        let mut child = command.arg("0").arg(plugins).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("1 plugins on http://").expect(&line).to_owned();
        Self { child, output, address }
    }

    /// The status and the body of the answer.
    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    /// Tells it to end.
    fn signal(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// What it prints until its end, and whether it ended well.
    fn end(mut self) -> (String, bool) {
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        (rest, self.child.wait().unwrap().success())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[test]
fn the_plugins_are_listed_with_what_they_say_about_themselves() {
    let (status, body) = Server::start().ask("GET", "/plugins", "");
    assert_eq!(status, 200);
    assert!(body.starts_with("[{") && body.contains(r#""name":"neo""#), "{body}");
}

#[test]
fn a_call_is_answered_in_the_fields_of_the_protocol() {
    let server = Server::start();
    let answers = r#"{"answers": [{"question": {"name": "RANGE_START"}, "value": "a"}]}"#;
    let answer = server.ask("POST", "/plugins/neo/default-config", answers);
    assert_eq!(answer, (200, r#"{"config":[{"name":"RANGE_START","value":"a"}]}"#.to_owned()));
}

#[test]
fn errors_are_json_with_the_status_that_says_whose_turn_it_is() {
    let server = Server::start();
    for (path, body, status, code) in [
        ("/plugins/nea/get-questions", "{}", 404, "P0105"),
        ("/plugins/neo/explode", "{}", 404, "P0902"),
        ("/plugins/neo/generate-destination", "{}", 404, "P0106"),
        ("/plugins/neo/get-questions", "{", 400, "P0901"),
    ] {
        let (found, text) = server.ask("POST", path, body);
        assert_eq!(found, status, "{text}");
        assert!(text.contains(&format!("\"code\":\"{code}\"")), "{text}");
    }
}

#[test]
fn a_signal_ends_the_server_in_order() {
    let server = Server::start();
    server.signal();
    assert_eq!(server.end(), ("ended, no call was cut short\n".to_owned(), true));
}

#[test]
fn a_call_in_flight_is_answered_before_the_server_ends() {
    let server = Server::start();
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let head = "POST /plugins/neo/default-config HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut asked_for_the_body = [0; 25];
    stream.read_exact(&mut asked_for_the_body).unwrap();
    assert_eq!(&asked_for_the_body, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.signal();
    refuses_connections(&server.address);
    stream.write_all(b"{}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with(r#"{"config":[]}"#), "{answer}");
    assert_eq!(server.end(), ("ended, no call was cut short\n".to_owned(), true));
}

/// Waits until the server takes no new connection; a million tries are a guard against hanging.
fn refuses_connections(address: &str) {
    let refused = (0..1_000_000).any(|_| TcpStream::connect(address).is_err());
    assert!(refused, "the server goes on taking connections");
}
