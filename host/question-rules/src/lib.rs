//! The rules of a survey question, applied as Go RE2 and survey apply them.
