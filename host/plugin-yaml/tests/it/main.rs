//! Plugin yamls against upstream's recorded reading, upstream's own files, and files made to hurt.

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod files;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod resolve;
