use crate::window::WindowSpec;

/// The windows that a survey offers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WindowChoice {
    /// The hour before the run.
    Hourly,
    /// The day before the run.
    #[default]
    Daily,
    /// The week before the run.
    Weekly,
    /// The month before the run, taken as 30 days.
    Monthly,
}

impl WindowChoice {
    /// All, from short to long.
    pub const ALL: [Self; 4] = [Self::Hourly, Self::Daily, Self::Weekly, Self::Monthly];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    /// The choice of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name)
    }

    /// What is written into the job file, as Optimus v0.4.0 does it.
    #[must_use]
    pub fn spec(self) -> WindowSpec {
        let (size, truncate_to) = match self {
            Self::Hourly => ("1h", "h"),
            Self::Daily => ("24h", "d"),
            Self::Weekly => ("168h", "w"),
            Self::Monthly => ("720h", "M"),
        };
        WindowSpec::new(size, "0", truncate_to)
    }
}
