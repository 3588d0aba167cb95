//! Components that misbehave, one test for each way, and what each becomes: an error that names plugin, call and limit.

mod answers;
mod calls;
mod faults;
mod loading;
mod runtime;
mod support;
