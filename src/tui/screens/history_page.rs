//! A page of past sessions, as it was read.

use super::history_row::HistoryRow;

/// A page of past sessions.
#[derive(Debug)]
pub struct HistoryPage {
    /// The number of the request.
    pub ticket: u32,
    /// The newest event of a reading that begins, or begins again; `None` for a further page.
    pub begins: Option<u64>,
    /// The sessions, the last filed one first.
    pub rows: Vec<HistoryRow>,
    /// Whether this is the last page.
    pub is_last: bool,
}
