//! Checks of the texts of a command about tasks.

use crate::core::base::{
    ID, LOCATION, NOTE, REASON, Refusal, RefusalKind, TASKS_BYTES, TASKS_MAX, TITLE, Verb,
};
use crate::core::command::{NewTask, TaskCommand, TaskEdit};
use crate::core::session::expand_id;
use crate::core::task::TaskName;

/// Checks that every text of a command about tasks is within its bound.
///
/// # Errors
/// A usage refusal that names the text.
pub(in crate::core) fn check_task_command(command: &TaskCommand) -> Result<(), Refusal> {
    command.named().map_or(Ok(()), check_task_name)?;
    match command {
        TaskCommand::Add { tasks } => check_new_tasks(tasks),
        TaskCommand::Edit { edit, .. } => check_task_edit(edit),
        TaskCommand::Drop { reason, .. } => REASON.check_option(reason.as_deref()),
        TaskCommand::Complete { summary, .. } => {
            NOTE.named("summary").check_option(summary.as_deref())
        }
        TaskCommand::Block { reason, .. } => REASON.check_some(reason),
        TaskCommand::Summarize { text, .. } => NOTE.named("summary").check_some(text),
        TaskCommand::AddArtifact { artifact, .. } => {
            LOCATION.check_some(&artifact.location)?;
            TITLE.check_option(artifact.title.as_deref())
        }
        TaskCommand::Estimate { seconds, .. } => check_estimate(Some(*seconds), Verb::Estimate),
        TaskCommand::Claim { seconds: Some(0), .. } => Err(Refusal::new(
            RefusalKind::Usage,
            Verb::Claim.spec().not_done,
            "its time is zero",
            "give one such as 2h, or leave it out",
        )),
        TaskCommand::Unblock { .. } | TaskCommand::Claim { .. } | TaskCommand::Release { .. } => {
            Ok(())
        }
    }
}

/// Checks the name of a task.
///
/// # Errors
/// A usage refusal if the id is empty or too long.
pub(in crate::core) fn check_task_name(name: &TaskName) -> Result<(), Refusal> {
    ID.named("id of the task").check_some(&name.if_new().id)
}

fn check_new_tasks(tasks: &[NewTask]) -> Result<(), Refusal> {
    let refused = |why: String| {
        let next = "give them in several commands";
        Err(Refusal::new(RefusalKind::Usage, Verb::TaskAdd.spec().not_done, why, next))
    };
    if tasks.is_empty() || tasks.len() > TASKS_MAX {
        return refused(format!("{} tasks were given, and 1 to {TASKS_MAX} may be", tasks.len()));
    }
    for new in tasks {
        check_title(new.title.as_deref(), Verb::TaskAdd)?;
        if new.id.is_none() && new.title.is_none() {
            let (not_done, why) = (Verb::TaskAdd.spec().not_done, "it has no title and no id");
            let next = "give a title, such as Fix the importer";
            return Err(Refusal::new(RefusalKind::Usage, not_done, why, next));
        }
        if let Some(id) = &new.id {
            ID.named("id of the task").check_some(&expand_id(&new.kind, id.trim()))?;
        }
        TITLE.check_option(new.title.as_deref())?;
        ID.named("assignee").check_option(new.assignee.as_deref())?;
        ID.named("id of the sprint").check_option(new.sprint.as_deref())?;
        ID.named("id of the parent").check_option(new.parent.as_deref())?;
        check_estimate(new.estimate_seconds, Verb::TaskAdd)?;
    }
    let bytes = serde_json::to_vec(tasks).map_or(usize::MAX, |json| json.len());
    if bytes > TASKS_BYTES {
        return refused(format!("they take {bytes} bytes and may take {TASKS_BYTES}"));
    }
    Ok(())
}

fn check_task_edit(edit: &TaskEdit) -> Result<(), Refusal> {
    let TaskEdit { title, estimate_seconds, assignee, sprint, parent, status } = edit;
    if *edit == TaskEdit::default() {
        return Err(Refusal::new(
            RefusalKind::Usage,
            Verb::TaskEdit.spec().not_done,
            "nothing was given to change",
            "give a title, an estimate, a sprint, a parent, an assignee or a status",
        ));
    }
    let _ = status;
    TITLE.check_option(title.as_deref())?;
    ID.named("assignee").check_option(assignee.as_deref())?;
    ID.named("id of the sprint").check_option(sprint.as_deref())?;
    ID.named("id of the parent").check_option(parent.as_deref())?;
    check_estimate(estimate_seconds.flatten(), Verb::TaskEdit)
}

/// The longest estimate, hours.
const ESTIMATE_HOURS_MAX: u64 = 10_000;

/// Returns why an estimate in seconds is none; `None` if it is one.
#[must_use]
pub fn estimate_fault(seconds: u64) -> Option<String> {
    match seconds {
        0 => Some("its estimate is zero".to_owned()),
        seconds if seconds > ESTIMATE_HOURS_MAX * 3_600 => {
            Some(format!("its estimate is longer than {ESTIMATE_HOURS_MAX} hours"))
        }
        _ => None,
    }
}

/// Checks the title of a new task or of a context.
///
/// # Errors
/// A usage refusal if it is there and empty.
pub(in crate::core) fn check_title(title: Option<&str>, verb: Verb) -> Result<(), Refusal> {
    if title.is_none_or(|title| !title.trim().is_empty()) {
        return Ok(());
    }
    let next = "write what it is about, or leave the title out";
    Err(Refusal::new(RefusalKind::Usage, verb.spec().not_done, "its title is empty", next))
}

/// Checks an estimate.
///
/// # Errors
/// A usage refusal if it is zero or too long.
pub(in crate::core) fn check_estimate(seconds: Option<u64>, verb: Verb) -> Result<(), Refusal> {
    let refused = |why| {
        Refusal::new(
            RefusalKind::Usage,
            verb.spec().not_done,
            why,
            "give one such as 2h30m, or leave it out",
        )
    };
    seconds.and_then(estimate_fault).map_or(Ok(()), |why| Err(refused(why)))
}
