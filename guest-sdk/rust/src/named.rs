//! Lists of things with names, as calls bring them: order matters, and so does looking one up.

use std::{ops::Deref, vec};

use crate::Error;

/// An answer and the name of its question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The question's name.
    pub question: String,
    /// What was answered, possibly with macros.
    pub value: String,
}

/// One entry of a task's or hook's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigEntry {
    /// The key.
    pub name: String,
    /// The value, possibly with macros (`{{.DSTART}}`).
    pub value: String,
}

/// A file of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asset {
    /// Its file name, without folders.
    pub name: String,
    /// Its text, at most 8 MiB.
    pub content: String,
}

macro_rules! named_list {
    ($(#[doc = $doc:literal])+ $list:ident of $item:ident { $name:ident, $value:ident }, $what:literal) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $list(Vec<$item>);

        impl $list {
            #[doc = concat!("The text of the first ", $what, " of this name.")]
            #[must_use]
            pub fn get(&self, name: &str) -> Option<&str> {
                self.0.iter().find(|item| item.$name == name).map(|item| &*item.$value)
            }

            #[doc = concat!("The text of the first ", $what, " of this name, which must be there and not be empty.")]
            ///
            /// # Errors
            /// An [`Error::InvalidInput`] that names what is missing.
            pub fn require(&self, name: &str) -> Result<&str, Error> {
                match self.get(name) {
                    Some(text) if !text.is_empty() => Ok(text),
                    Some(_) => Err(Error::invalid_input(name, concat!("this ", $what, " is empty"))),
                    None => Err(Error::invalid_input(name, concat!("this ", $what, " is missing"))),
                }
            }

            /// Adds one at the end.
            pub fn push(&mut self, name: impl Into<String>, text: impl Into<String>) {
                self.0.push($item { $name: name.into(), $value: text.into() });
            }
        }

        impl Deref for $list {
            type Target = [$item];

            fn deref(&self) -> &[$item] {
                &self.0
            }
        }

        impl From<Vec<$item>> for $list {
            fn from(items: Vec<$item>) -> Self {
                Self(items)
            }
        }

        impl From<$list> for Vec<$item> {
            fn from(list: $list) -> Self {
                list.0
            }
        }

        impl FromIterator<$item> for $list {
            fn from_iter<I: IntoIterator<Item = $item>>(items: I) -> Self {
                Self(items.into_iter().collect())
            }
        }

        impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for $list {
            fn from_iter<I: IntoIterator<Item = (N, T)>>(items: I) -> Self {
                items.into_iter().map(|(name, text)| $item { $name: name.into(), $value: text.into() }).collect()
            }
        }

        impl IntoIterator for $list {
            type Item = $item;
            type IntoIter = vec::IntoIter<$item>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a> IntoIterator for &'a $list {
            type Item = &'a $item;
            type IntoIter = std::slice::Iter<'a, $item>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }
    };
}

named_list! {
    /// The answers of a survey, in the order in which they were given.
    Answers of Answer { question, value }, "answer"
}

named_list! {
    /// A configuration. Its order is kept in the job file.
    Config of ConfigEntry { name, value }, "configuration entry"
}

named_list! {
    /// The files of a job.
    Assets of Asset { name, content }, "asset"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_empty_is_named_in_the_error() {
        let config = Config::from_iter([("EMPTY", "")]);
        assert_eq!(
            config.require("EMPTY"),
            Err(Error::invalid_input("EMPTY", "this configuration entry is empty"))
        );
        assert_eq!(
            config.require("GONE"),
            Err(Error::invalid_input("GONE", "this configuration entry is missing"))
        );
    }

    #[test]
    fn the_first_of_two_with_the_same_name_is_found() {
        let answers = Answers::from_iter([("A", "1"), ("A", "2")]);
        assert_eq!(answers.require("A"), Ok("1"));
        assert_eq!(answers.len(), 2);
    }
}
