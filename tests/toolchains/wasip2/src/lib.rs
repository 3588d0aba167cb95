//! A plugin for `wasm32-wasip2`: the standard library believes that there are clocks, files, an environment and a network. It
//! tries each, and tells what it found.

#![allow(clippy::panic, reason = "one of the things that it tries")]

use std::{
    collections::HashMap,
    env, fs,
    io::Read as _,
    net::{TcpStream, UdpSocket},
    time::{Instant, SystemTime},
};

use optimus_plugin_sdk::{Answer, Cli, Error, Info, Plugin, Verdict};

/// The plugin.
#[derive(Debug)]
pub struct Wasip2;

impl Plugin for Wasip2 {
    fn info() -> Info {
        Info::task("wasip2", "0.1.0", "example.org/wasip2:0.1.0")
    }
}

impl Cli for Wasip2 {
    /// Rejects with what it found of the thing that the answer names.
    fn validate_question(answer: &Answer) -> Result<Verdict, Error> {
        let found = match &*answer.value {
            "clocks" => clocks(),
            "random" => random(),
            "environment" => environment(),
            "files" => files(),
            "network" => network(),
            "input" => input(),
            "output" => output(),
            "panic" => panic!("the answer told me to"),
            other => {
                return Err(Error::invalid_input(&*answer.question, format!("nothing is called {other}")));
            }
        };
        Ok(Verdict::rejected(found))
    }
}

/// Seconds since 1970, and whether time passed while it counted.
fn clocks() -> String {
    let started = Instant::now();
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    format!("{seconds} {}", if started.elapsed().is_zero() { "stands" } else { "goes" })
}

/// The order of a map, whose hasher the standard library seeds.
fn random() -> String {
    let map: HashMap<u32, ()> = (0..32).map(|key| (key, ())).collect();
    map.keys().map(|key| format!("{key} ")).collect()
}

/// How much there is of it.
fn environment() -> String {
    format!("{} variables, {} arguments", env::vars().count(), env::args().count())
}

/// What becomes of reading, listing and writing.
fn files() -> String {
    let read =
        fs::read("/etc/passwd").map_or_else(|error| error.to_string(), |bytes| bytes.len().to_string());
    let list = fs::read_dir(".").map_or_else(|error| error.to_string(), |list| list.count().to_string());
    let write =
        fs::write("/tmp/optimus-fixture", "x").map_or_else(|error| error.to_string(), |()| "done".into());
    [read, list, write].join("\n")
}

/// What becomes of a connection, a datagram and a name.
fn network() -> String {
    let connect = TcpStream::connect("127.0.0.1:9").map_or_else(|error| error.to_string(), |_| "done".into());
    let bind = UdpSocket::bind("127.0.0.1:0").map_or_else(|error| error.to_string(), |_| "done".into());
    let name = TcpStream::connect("localhost:9").map_or_else(|error| error.to_string(), |_| "done".into());
    [connect, bind, name].join("\n")
}

/// What there is to read.
fn input() -> String {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_or_else(|error| error.to_string(), |bytes| format!("{bytes} bytes"))
}

/// Writes a line to each, and one that is too long for any log.
fn output() -> String {
    println!("to stdout");
    eprintln!("to stderr");
    println!("{}", "x".repeat(200_000));
    "written".into()
}

optimus_plugin_sdk::export!(Wasip2: cli);
