//! An answer of the index, and what it says while it works.

use std::fmt;

use crate::core::DeskName;

/// An answer, and what the asker should know about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked<T> {
    /// The answer.
    pub answer: T,
    /// What the asker should know about it.
    pub warnings: Vec<String>,
    /// The desks of which it lacks something. The warnings say so too.
    pub missing: Vec<MissingDesk>,
}

/// A desk of which an answer lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingDesk {
    /// The desk; `None` for all that could not be listed.
    pub desk: Option<DeskName>,
    /// What is missing, why, and what to do next, in a sentence.
    pub warning: String,
}

impl MissingDesk {
    /// Returns a desk that could not be read.
    #[must_use]
    pub fn unread(desk: &DeskName, why: &dyn fmt::Display) -> Self {
        let option = desk.option();
        let warning =
            format!("the desk {desk} is not complete: {why}; check it: `onwatch {option}doctor`");
        Self { desk: Some(desk.clone()), warning }
    }
}

impl<T> Asked<T> {
    /// Returns an answer that lacks something of some desks.
    pub(super) fn lacking(answer: T, missing: Vec<MissingDesk>) -> Self {
        let mut asked = Self { answer, warnings: Vec::new(), missing: Vec::new() };
        asked.add_missing(missing);
        asked
    }

    /// Adds desks of which it lacks something. One warning for each desk, or each list, is enough.
    pub fn add_missing(&mut self, missing: Vec<MissingDesk>) {
        for one in missing {
            let is_known = |known: &MissingDesk| match &one.desk {
                Some(desk) => known.desk.as_ref() == Some(desk),
                None => known.warning == one.warning,
            };
            if !self.missing.iter().any(is_known) {
                self.warnings.push(one.warning.clone());
                self.missing.push(one);
            }
        }
    }

    /// Takes over what is said of another answer; returns that one.
    pub fn add_warnings<U>(&mut self, of: Asked<U>) -> U {
        let Asked { answer, warnings, missing } = of;
        for warning in warnings {
            let is_known = self.warnings.contains(&warning);
            if !is_known && missing.iter().all(|one| one.warning != warning) {
                self.warnings.push(warning);
            }
        }
        self.add_missing(missing);
        answer
    }

    /// Leaves only what is said of one desk: the answer is about no other.
    pub fn only_about(&mut self, desk: &DeskName) {
        let (its, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.missing)
            .into_iter()
            .partition(|one| one.desk.as_ref() == Some(desk));
        self.warnings.retain(|warning| others.iter().all(|other| other.warning != *warning));
        self.missing = its;
    }
}

/// How far long work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkProgress {
    /// The index takes in events.
    Reading {
        /// How many so far.
        events: u64,
    },
    /// Another process builds the index.
    Waiting,
    /// The doctor checks desks.
    Checking {
        /// How many so far.
        desks: usize,
        /// How many there are.
        of: usize,
    },
    /// There is nothing more to say.
    Done,
}

/// Called when work takes longer than a second.
pub type OnProgress<'a> = &'a dyn Fn(WorkProgress);
