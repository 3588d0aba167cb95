//! Discovery, loading and registry of plugins of every kind: the crate that embedders depend on.
