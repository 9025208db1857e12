//! Checks the file of a playbook.

use std::path::Path;

use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::typed;
use super::reply::{Reply, warning_lines};
use crate::config::{PlaybookFaults, check_playbook};
use crate::contract::{PlaybookChecked, PlaybookFault};
use crate::core::{Hint, Playbook, Refusal, RefusalKind, count_text};

/// The name of a playbook whose file gives it none.
const UNNAMED: &str = "playbook";

impl CliSession<'_> {
    /// Answers with what is wrong in the file of a playbook.
    pub(super) fn check_playbook(&self, file: &Path) -> Result<Reply, CliError> {
        let settings = self.desk.paths().settings();
        let checked = check_playbook(&settings, file).ok_or_else(|| no_file(file))?;
        let shown = file.display().to_string();
        let body = match &checked {
            Ok(playbook) => sound(&shown, playbook),
            Err(faults) => broken(&shown, faults),
        };
        let answer = self.answer(&body, || lines(&body))?;
        let notices = warning_lines(&self.warnings);
        Ok(Reply { exit: u8::from(!body.sound), notices, ..Reply::done(answer) })
    }
}

fn no_file(file: &Path) -> Refusal {
    let why = format!("there is no file {}", file.display());
    let next = Hint::from("check the name of the file");
    Refusal::new(RefusalKind::NothingThere, "Nothing was checked", why, next)
}

fn sound(file: &str, playbook: &Playbook) -> PlaybookChecked {
    PlaybookChecked {
        file: file.to_owned(),
        name: playbook.name.clone(),
        sound: true,
        steps: playbook.steps.len(),
        faults: Vec::new(),
        has_more: false,
    }
}

fn broken(file: &str, faults: &PlaybookFaults) -> PlaybookChecked {
    let all = faults.faults.iter().map(|fault| PlaybookFault {
        line: (fault.line > 0).then_some(fault.line),
        cause: fault.message.clone(),
    });
    PlaybookChecked {
        file: file.to_owned(),
        name: faults.name.clone(),
        sound: false,
        steps: 0,
        faults: all.collect(),
        has_more: faults.has_more,
    }
}

fn lines(checked: &PlaybookChecked) -> Vec<String> {
    let PlaybookChecked { file, name, sound, steps, faults, has_more } = checked;
    let file = typed(file);
    if *sound {
        let steps = count_text(*steps, "step");
        return vec![if name == UNNAMED {
            format!("{file} is valid: it has {steps}")
        } else {
            format!("{file} is valid: the playbook {} has {steps}", typed(name))
        }];
    }
    let line = |fault: &PlaybookFault| {
        let line = fault.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{file}{line}: {}", typed(&fault.cause))
    };
    let count = count_text(faults.len(), "fault");
    let count = if *has_more { format!("more than {count}") } else { count };
    let end = format!("{file} cannot be used: it has {count}");
    faults.iter().map(line).chain([end]).collect()
}
