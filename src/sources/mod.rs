//! Asks a source of band and health once: reads a file, runs a command or asks a server.
//!
//! It must not know how often a source is asked, what becomes of what it says, or who shows it. No
//! secret leaves this room: answers and causes are without them.

mod answer;
mod ask_all;
mod client;
mod command;
mod fetch;
mod fetched;
mod file;
mod http;
mod http_cause;
mod mask;
mod outcome;
mod redirect;
mod secrets;

pub use answer::{FailedLook, SourceAnswer, SourceAnswers};
pub use ask_all::{ASK_ALL_MOST, Heard, ask_all};
pub use fetch::Fetcher;
pub use fetched::{FetchFailure, Fetched};
pub use secrets::Secrets;
