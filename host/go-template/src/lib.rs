//! Go's template language as far as jobs use it.
