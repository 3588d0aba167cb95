use optimus_plugin_build::GuestText;

/// The hostile components, by what they do.
macro_rules! guests {
    ($($name:ident = $file:literal;)+) => {
        $(pub(crate) fn $name() -> GuestText {
            GuestText::new(include_str!(concat!("guests/", $file)))
        })+
    };
}

guests! {
    grows = "grows.wat";
    loops = "loops.wat";
    recurses = "recurses.wat";
    dives = "dives.wat";
    answers_much = "answers-much.wat";
    floods = "floods.wat";
    tells = "tells.wat";
    tells_config = "tells-config.wat";
    remembers = "remembers.wat";
    hoards = "hoards.wat";
}

/// Looks for the clock, for chance and for the environment: what programs of other toolchains import.
pub(crate) fn tells_machine() -> GuestText {
    GuestText::new(include_str!("guests/tells-machine.wat"))
        .with_package("io.wit", include_str!("../../../guest-sdk/rust/wit/deps/io.wit"))
        .with_package("clocks.wit", include_str!("../../../guest-sdk/rust/wit/deps/clocks.wit"))
        .with_package("random.wit", include_str!("guests/random.wit"))
        .with_package("cli.wit", include_str!("guests/cli.wit"))
        .importing("wasi:clocks/wall-clock@0.2.0")
        .importing("wasi:random/random@0.2.0")
        .importing("wasi:cli/environment@0.2.0")
}

/// Sends requests.
pub(crate) fn requests() -> GuestText {
    GuestText::new(include_str!("guests/requests.wat"))
        .with_package("io.wit", include_str!("../../../guest-sdk/rust/wit/deps/io.wit"))
        .with_package("clocks.wit", include_str!("../../../guest-sdk/rust/wit/deps/clocks.wit"))
        .with_package("http.wit", include_str!("../../../guest-sdk/rust/wit/deps/http.wit"))
        .importing("wasi:http/outgoing-handler@0.2.0")
}
