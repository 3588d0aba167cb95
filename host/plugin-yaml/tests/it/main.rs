//! Plugin yamls against upstream's recorded reading, upstream's own files, and files made to hurt.

#[cfg(test)]
mod golden;
