//! Declarative plugins: a yaml without logic.
