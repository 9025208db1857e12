//! How far long work is: one line that is written anew on a terminal, else a line now and then.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::core::count_text;
use crate::desk::WorkProgress;

/// Two lines that follow each other lie at least this far apart, if they are not written over.
const EVERY: Duration = Duration::from_secs(1);

/// What was said so far.
#[derive(Debug, Default)]
struct ProgressLine {
    /// The columns of the line that the next one is written over.
    columns: usize,
    /// When the last line was written.
    at: Option<Duration>,
}

/// Returns what says on stderr how far long work is.
pub fn on_stderr(is_terminal: bool) -> impl Fn(WorkProgress) + Send + Sync + 'static {
    let (begun, said) = (Instant::now(), Mutex::new(ProgressLine::default()));
    move |progress| {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        let text = said.next(progress, begun.elapsed(), is_terminal);
        let mut err = io::stderr().lock();
        // A failure to say it could not be said either.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

impl ProgressLine {
    /// Returns what is written next.
    fn next(&mut self, progress: WorkProgress, now: Duration, is_terminal: bool) -> String {
        let line = match progress {
            WorkProgress::Reading { events } => {
                format!("onwatch: reading the history: {} so far", count_text(events, "event"))
            }
            WorkProgress::Waiting => {
                "onwatch: waiting for another onwatch, which reads the history".to_owned()
            }
            WorkProgress::Checking { desks, of } => {
                format!("onwatch: checking the desks: {desks} of {of} so far")
            }
            WorkProgress::Done => String::new(),
        };
        if is_terminal {
            let before = std::mem::replace(&mut self.columns, line.len());
            let end = if line.is_empty() { "\r" } else { "" };
            return format!("\r{line:<before$}{end}");
        }
        let is_soon = self.at.is_some_and(|at| now.saturating_sub(at) < EVERY);
        if line.is_empty() || is_soon {
            return String::new();
        }
        self.at = Some(now);
        format!("{line}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_of_many_desks_says_how_many_are_left() {
        let mut said = ProgressLine::default();
        let step = WorkProgress::Checking { desks: 40, of: 2_000 };
        let line = said.next(step, Duration::ZERO, false);
        assert_eq!(line, "onwatch: checking the desks: 40 of 2000 so far\n");
    }

    const STEPS: [(WorkProgress, u64); 5] = [
        (WorkProgress::Waiting, 1_000),
        (WorkProgress::Reading { events: 1_024 }, 2_000),
        (WorkProgress::Reading { events: 2_048 }, 2_250),
        (WorkProgress::Reading { events: 3_072 }, 3_000),
        (WorkProgress::Done, 3_250),
    ];

    fn said(is_terminal: bool) -> Vec<String> {
        let mut said = ProgressLine::default();
        let next = |(progress, ms)| said.next(progress, Duration::from_millis(ms), is_terminal);
        STEPS.map(next).into()
    }

    #[test]
    fn a_terminal_has_one_line_and_none_at_the_end() {
        let lines = said(true);
        let shown = |step: usize| lines[step].trim_start_matches('\r').trim_end().to_owned();
        assert_eq!(shown(0), "onwatch: waiting for another onwatch, which reads the history");
        assert_eq!(shown(1), "onwatch: reading the history: 1024 events so far");
        assert!(lines.iter().all(|line| line.starts_with('\r') && !line.contains('\n')));
        assert!(lines[1].len() >= lines[0].len(), "the longer line is covered");
        assert_eq!(lines[4].trim(), "");
        assert!(lines[4].ends_with('\r') && lines[4].len() > lines[3].len());
    }

    #[test]
    fn without_a_terminal_there_is_a_line_a_second_at_most() {
        let lines = said(false);
        let events: Vec<bool> = lines.iter().map(|line| line.ends_with('\n')).collect();
        assert_eq!(events, [true, true, false, true, false]);
        assert!(lines.iter().all(|line| !line.contains('\r')));
    }
}
