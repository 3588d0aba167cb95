use optimus_plugin_build::GuestText;

/// The text of a guest of `tests/guests`, in the folder itself or in `evil`.
pub(crate) fn text(name: &str) -> String {
    let guests = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/guests");
    let found = ["", "evil/"].map(|folder| std::fs::read_to_string(format!("{guests}/{folder}{name}.wat")));
    found.into_iter().find_map(Result::ok).expect(name)
}

/// A guest of `tests/guests`, and how the contract it is built against differs from ours.
pub(crate) struct Guest(GuestText);

impl Guest {
    /// The guest of this file name.
    pub(crate) fn named(name: &str) -> Self {
        Self(GuestText::new(text(name)))
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
