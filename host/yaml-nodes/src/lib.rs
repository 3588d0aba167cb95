//! YAML as yaml.v2 reads it: a bounded tree of nodes with spans, every mistake reported.
