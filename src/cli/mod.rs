//! The command line: it reads words, writes one answer and returns an exit code.
//!
//! It finds out who asks and when, gives the desk a request or looks at it, and puts the result in
//! words or in JSON. It must not know a rule of the core or a file of the store. A [`World`] gives it
//! the environment, the clock and the streams, so that tests can replace them.

mod args;
mod bar;
mod bar_follow;
mod bar_pace;
mod bar_reading;
mod change;
mod chosen_desk;
mod cli_session;
mod colour;
mod completion;
mod config;
mod context;
mod current;
mod days;
mod delivery;
mod desk_table;
mod desks;
mod dispatch;
mod doctor;
mod editor;
mod error;
mod excerpt;
mod follow;
mod follow_desks;
mod gaps;
mod governance;
mod hanging;
pub mod hint;
mod history;
mod import;
mod import_tally;
mod invocation;
mod log;
mod man;
mod markup;
mod metrics;
mod new_file;
mod past;
mod past_pages;
mod paths;
mod phrases;
mod plain;
mod plugin;
mod progress;
mod query;
pub mod reader;
mod reply;
mod report;
mod report_text;
mod run;
mod run_lines;
mod runs;
mod search;
mod second_words;
mod show;
mod source_file;
mod status;
mod table;
mod times;
mod trail;
mod typed_line;
mod typed_past;
mod unfinished_file;
mod unresolved;
mod usage;
mod usage_pairs;
mod world;

pub use editor::open_editor;
pub use run::{print_failure, print_lines, run};
pub use world::{CliOutcome, Look, OutputTerminals, World};
