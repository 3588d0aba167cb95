//! The rules against upstream's recorded answers, and against patterns made to hurt.

mod golden;
mod hostile;
mod syntax;
