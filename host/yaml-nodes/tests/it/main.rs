//! What the reader makes of good, bad and hostile files.

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod entries;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod peer;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod scalars;
