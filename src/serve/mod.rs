//! The HTTP interface: programs ask, and the desk or the command line answers.
//!
//! One table has every route with its document: the router and `/openapi.json` are made from it. A
//! `Call` is one request that was let in; its handler runs on a blocking thread and returns an `HttpAnswer` or
//! a `Problem`. A handler gives the desk a [`crate::core::Request`] or looks at it, as the command line does,
//! and holds no rules. Only this room starts a runtime.

mod access;
mod admission;
mod agents;
mod answer;
mod asking;
mod assessment;
mod call;
mod counts;
mod document;
mod events;
mod exposure;
mod feed;
mod fields;
mod governance;
mod governance_playbook;
mod governance_sessions;
mod guard;
mod health;
mod hosts;
mod json_fault;
mod limits;
mod listen;
mod logs;
mod native;
mod native_answer;
mod native_changes;
mod native_desk;
mod native_history;
mod native_words;
mod next_request;
#[cfg(feature = "schemas")]
mod openapi;
#[cfg(feature = "schemas")]
mod openapi_page;
mod positions;
mod problem;
mod rates;
mod recipe;
mod respond;
mod route;
mod run;
mod scope;
mod served_runs;
mod server;
mod stream_places;
mod table;
mod turned_away;
mod uuids;
mod who;

pub use document::RouteInTable;
pub use limits::ClientLimits;
#[cfg(feature = "schemas")]
pub use openapi::document as openapi_document;
#[cfg(feature = "schemas")]
pub use openapi_page::page as openapi_page;
pub use run::{End, run, run_until, run_within};

/// Returns what the table says of each route.
#[must_use]
pub fn routes_in_table() -> Vec<RouteInTable> {
    document::table(table::routes())
}
