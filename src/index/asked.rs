//! An answer of the index, and what it says while it works.

/// An answer, and what the asker should know about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked<T> {
    /// The answer.
    pub answer: T,
    /// Problems that do not make it wrong.
    pub warnings: Vec<String>,
}

/// How far the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexProgress {
    /// It takes in events.
    Reading {
        /// How many so far.
        events: u64,
    },
    /// It took in all events.
    Done {
        /// How many.
        events: u64,
    },
    /// Another process builds it.
    Waiting,
}

/// Called when the index takes longer than a second.
pub type OnProgress<'a> = &'a dyn Fn(IndexProgress);
