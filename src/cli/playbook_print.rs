//! Prints a playbook to read or to share.

use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::{LinePart, composed, part, typed};
use super::phrases::local_time;
use super::reply::{Output, Reply, failed_lines, warning_lines};
use crate::core::{PlaybookStanding, StepStanding, StepState, count_text};
use crate::failure::{Failure, Words};
use crate::markdown;

/// What is said if no playbook is printed.
const NOT_DONE: &str = "No playbook was printed";

impl CliSession<'_> {
    /// Answers with a playbook as a text, or as a Markdown page.
    pub(super) fn print_playbook(
        &self,
        name: Option<&str>,
        is_page: bool,
    ) -> Result<Reply, CliError> {
        if self.json {
            return Err(CliError::Usage(Words {
                what: NOT_DONE.to_owned(),
                why: "this answer is for people, and has no JSON form".to_owned(),
                next: "leave out --json, or see `onwatch playbook show --json`".to_owned(),
            }));
        }
        let directives = self.desk.directives();
        let playbook = directives.playbooks.meant(name, NOT_DONE)?;
        let view = self.desk.look()?;
        let now = view.moment(self.desk.moment());
        let standing = view.watch.playbook_standing(playbook, &now);
        let answer = if is_page {
            Output::Document(markdown::playbook(&standing, self.zone))
        } else {
            Output::Lines(self.printed(&standing))
        };
        let mut notices = warning_lines(&[self.warnings.clone(), view.warnings].concat());
        let failure =
            view.read_only.map(|error| Failure::from(error).words(&|next| self.hint(next)));
        notices.extend(failure.iter().flat_map(failed_lines));
        Ok(Reply { notices, ..Reply::done(answer) })
    }

    fn printed(&self, playbook: &PlaybookStanding) -> Vec<String> {
        let all = count_text(playbook.steps.len(), "step");
        let mut lines = vec![
            part(LinePart::Heading, &typed(&playbook.title)),
            composed(&format!("playbook {}: {} of {all} done", playbook.name, playbook.done)),
        ];
        for step in &playbook.steps {
            lines.push(String::new());
            lines.extend(self.printed_step(step));
        }
        lines
    }

    fn printed_step(&self, step: &StepStanding) -> Vec<String> {
        let sign = match step.state {
            StepState::Done => "[x]",
            StepState::Skipped => "[-]",
            StepState::Open | StepState::Blocked => "[ ]",
        };
        let first = format!("{sign} {:>2}  {}", step.number, typed(&step.title));
        let requires = (!step.requires.is_empty()).then(|| step.requires.join(", "));
        let rows = [
            ("id", Some(step.id.clone())),
            ("why", step.why.clone()),
            ("when", Some(step.gates_text())),
            ("takes", step.minutes_text()),
            ("after", requires),
            ("answer", step.answer_text()),
            ("expect", step.expect.clone()),
            ("link", step.link.clone()),
            ("critical", step.critical.then(|| "only --override skips it".to_owned())),
            (if step.state == StepState::Skipped { "skipped" } else { "done" }, self.said(step)),
        ];
        let row = |(name, text): (&str, Option<String>)| {
            let label = part(LinePart::Label, &format!("{name:<8}"));
            Some(format!("        {label} {}", typed(&text?)))
        };
        [first].into_iter().chain(rows.into_iter().filter_map(row)).collect()
    }

    /// Returns who said what of a step, and when.
    fn said(&self, step: &StepStanding) -> Option<String> {
        let mark = step.mark.as_ref()?;
        let at = local_time(mark.at_utc, self.desk.moment().utc, self.zone);
        let who = format!("by {}, {at}", mark.by);
        let against =
            mark.overridden.as_ref().map(|why| format!("against the rule, because: {why}"));
        let texts = [mark.value.clone(), mark.note.clone(), against].into_iter().flatten();
        Some([who].into_iter().chain(texts).collect::<Vec<_>>().join(": "))
    }
}
