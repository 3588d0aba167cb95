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
    answers_much = "answers-much.wat";
    floods = "floods.wat";
    tells = "tells.wat";
    tells_config = "tells-config.wat";
    remembers = "remembers.wat";
}

/// Sends requests: the one guest that imports what the contract does not have.
pub(crate) fn requests() -> GuestText {
    GuestText::new(include_str!("guests/requests.wat"))
        .with_package("io.wit", include_str!("../../../guest-sdk/rust/wit/deps/io.wit"))
        .with_package("clocks.wit", include_str!("../../../guest-sdk/rust/wit/deps/clocks.wit"))
        .with_package("http.wit", include_str!("../../../guest-sdk/rust/wit/deps/http.wit"))
        .importing("wasi:http/outgoing-handler@0.2.0")
}
