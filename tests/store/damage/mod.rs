//! Every file of the store, damaged in every way.
//!
//! The law: the store reads exactly what was acknowledged, or says what is wrong and writes
//! nothing. After a repair it is sound, knows everything that could still be read, and keeps what
//! could not, byte for byte. Never are there silently fewer activities.

mod alone;
mod day;
mod home;
mod named;
mod random;
mod together;
