//! The rules against upstream's recorded answers, and against patterns made to hurt.

#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod peer;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod syntax;
