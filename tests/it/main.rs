//! One integration binary: behaviours that all kinds of plugin share, every fixture, the program, the rules of the house.

mod arrows;
mod built;
mod guests;
mod kinds;
mod processes;
mod program;
