//! Asks the sources of band and health: reads a file, runs a command or asks a server, at its times.
//!
//! One process of a desk asks; what the sources answered lately is in a file that all others read. The room
//! must not know how a desk records what counts, or who shows it. No secret leaves it: answers and causes
//! are without them.

mod addresses;
mod answer;
mod answers_file;
mod ask_all;
mod bell;
mod client;
mod command;
mod fetch;
mod fetched;
mod file;
mod heard;
mod host;
mod http;
mod http_cause;
mod lock;
mod mask;
mod outcome;
mod overdue;
mod pace;
mod poll_once;
mod poller;
mod polling;
mod redirect;
mod running;
mod secrets;

pub use answer::{FailedLook, SourceAnswer, SourceAnswers};
pub use answers_file::{keep_answers, read_answers};
pub use ask_all::{ASK_ALL_MOST, Heard, ask_all};
pub use bell::{Bell, Woken};
pub use fetch::{Fetcher, asked_text};
pub use fetched::{FetchFailure, Fetched};
pub use host::{PollerHost, PollerNews};
pub use lock::{PollLock, polling_process};
pub use pace::{AskOnce, PollPace, SystemPace};
pub use poll_once::poll_once;
pub use poller::{Poller, WhileWaiting};
pub use running::RunningCommands;
pub use secrets::Secrets;
