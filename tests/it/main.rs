//! One integration binary: behaviours that all kinds of plugin share, the program, and the rules of the house.

mod arrows;
