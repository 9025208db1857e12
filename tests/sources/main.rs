//! Sources of band and health: real files, real commands, real servers on this machine.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod answers;
mod answers_file;
mod certificates;
mod commands;
mod ended;
mod files;
mod polled;
mod poller;
mod secrets;
mod servers;
mod setup;
mod tables;
mod tls;
mod together;
mod web;
