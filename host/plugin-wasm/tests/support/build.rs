use optimus_plugin_build::GuestText;

/// The text of a guest of `tests/guests`, in the folder itself, in `evil` or in `imports`.
pub(crate) fn text(name: &str) -> String {
    let guests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/guests");
    let found = ["", "evil/", "imports/"]
        .map(|folder| std::fs::read_to_string(format!("{guests}/{folder}{name}.wat")));
    found.into_iter().find_map(Result::ok).expect(name)
}

/// Of WASI, for guests that import some of it. What a guest does not use is not in its component.
const INTERFACES: [&str; 12] = [
    "wasi:cli/environment@0.2.0",
    "wasi:cli/exit@0.2.0",
    "wasi:cli/stdin@0.2.0",
    "wasi:cli/stdout@0.2.0",
    "wasi:cli/stderr@0.2.0",
    "wasi:clocks/monotonic-clock@0.2.0",
    "wasi:clocks/wall-clock@0.2.0",
    "wasi:filesystem/preopens@0.2.0",
    "wasi:http/outgoing-handler@0.2.0",
    "wasi:keyvalue/store@0.2.0",
    "wasi:random/random@0.2.0",
    "wasi:sockets/tcp-create-socket@0.2.0",
];

/// A guest of `tests/guests`, and how the contract it is built against differs from ours.
pub(crate) struct Guest(GuestText);

impl Guest {
    /// The guest of this file name.
    pub(crate) fn named(name: &str) -> Self {
        Self(GuestText::new(text(name)))
    }

    /// A guest that imports WASI.
    pub(crate) fn of_wasi(name: &str) -> Self {
        let mut guest = GuestText::new(text(name));
        // Each after those that it uses.
        for package in ["io", "clocks", "http", "cli", "random", "filesystem", "sockets", "keyvalue"] {
            let file = format!("{}/tests/guests/wit/{package}.wit", env!("CARGO_MANIFEST_DIR"));
            guest =
                guest.with_package(&format!("{package}.wit"), &std::fs::read_to_string(&file).expect(&file));
        }
        for interface in INTERFACES {
            guest = guest.importing(interface);
        }
        Self(guest)
    }

    /// Changes the contract's WIT, and nothing else.
    pub(crate) fn with_wit(self, from: &str, to: &str) -> Self {
        Self(self.0.with_wit(from, to))
    }

    /// Changes the text of the guest.
    pub(crate) fn with_text(self, from: &str, to: &str) -> Self {
        assert!(self.0.contains(from), "{from}");
        Self(self.0.with_text(from, to))
    }

    /// Builds it against another version of the contract.
    pub(crate) fn of_contract(self, version: &str) -> Self {
        Self(self.0.of_contract(version))
    }

    /// The component.
    pub(crate) fn component(&self) -> Vec<u8> {
        self.0.component().unwrap()
    }
}

/// A core module, which is no component.
pub(crate) fn core_module() -> Vec<u8> {
    wat::parse_str("(module)").unwrap()
}
