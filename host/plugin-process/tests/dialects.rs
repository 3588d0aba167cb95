//! Every dialect that Optimus ever spoke, on real go-plugin servers and on servers made here.

mod detection;
mod hostile;
mod peers;
mod recorded;
mod scripted;
mod size;
mod strict;
mod table;
