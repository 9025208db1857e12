//! What a dialog knows of the checks of what it completes.

use crate::core::{CheckCode, CheckReport, CompletionCheck, Request};

/// What the facts of the checks depend on: the newest event of the own desk, and how often others changed.
pub type FactsVersion = (u64, u64);

/// What a dialog knows of the checks of what it completes.
#[derive(Debug, Default)]
pub struct DialogChecks {
    /// The newest question to the desk: its number, what it depends on, and the request.
    asked: Option<(u32, FactsVersion, Box<Request>)>,
    /// What the checks stand on.
    pub check: Option<CompletionCheck>,
    /// What the desk said when it refused the answer, until newer facts are there.
    pub refused: Option<CheckReport>,
    /// Whether the desk has answered.
    is_answered: bool,
    /// The reason in a draft, until there is a field for it.
    pub reason_draft: Option<String>,
}

impl DialogChecks {
    /// Returns the number of the question if the desk must be asked for the facts; not again until what
    /// they depend on differs. `questions` counts them.
    pub fn wants(
        &mut self,
        request: &Request,
        version: FactsVersion,
        questions: &mut u32,
    ) -> Option<u32> {
        let is_known = |(_, then, asked): &(u32, FactsVersion, Box<Request>)| {
            *then == version && asked.as_ref() == request
        };
        if self.asked.as_ref().is_some_and(is_known) {
            return None;
        }
        *questions = questions.wrapping_add(1);
        self.asked = Some((*questions, version, Box::new(request.clone())));
        Some(*questions)
    }

    /// Reports whether a question is the newest one.
    pub fn awaits(&self, question: u32) -> bool {
        self.asked.as_ref().is_some_and(|(newest, ..)| *newest == question)
    }

    /// Takes in the facts; `None` if nothing is checked, or they could not be read.
    pub fn take(&mut self, check: Option<CompletionCheck>) {
        (self.check, self.refused, self.is_answered) = (check, None, true);
    }

    /// Takes in what the desk said when it refused the answer. The facts are asked for again.
    pub fn refuse(&mut self, report: CheckReport) {
        (self.refused, self.asked, self.is_answered) = (Some(report), None, true);
    }

    /// Reports whether the desk has answered.
    pub fn is_answered(&self) -> bool {
        self.is_answered
    }
}

/// Reports whether a check is about a summary.
pub fn is_of_summary(code: CheckCode) -> bool {
    matches!(
        code,
        CheckCode::SummaryMissing | CheckCode::SummaryShort | CheckCode::SprintSummaryMissing
    )
}

/// Reports whether a check is about unfinished tasks.
pub fn is_of_tasks(code: CheckCode) -> bool {
    matches!(code, CheckCode::SubtasksOpen | CheckCode::SprintTasksOpen)
}
