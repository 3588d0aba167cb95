//! Integration tests: behaviour x kind.
