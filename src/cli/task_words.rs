//! What the verbs about tasks and contexts ask for.

use std::time::Duration;

use super::args::{
    ArtifactVerb, BlockArgs, ContextVerb, DoneArgs, DropOptions, EstimateArgs, Guard, NoteArgs,
    PopArgs, PushArgs, SprintVerb, SummaryArgs, TaskChanges, TaskVerb, UnblockArgs, text,
};
use super::artifact_file::TypedArtifact;
use super::invocation::Invocation;
use super::query::{ListedTasks, Query};
use super::typed_context::TypedContext;
use super::unresolved::{UnresolvedCommand, UnresolvedRequest};
use crate::core::{Command, FrameKind, NewTask, TaskCommand, TaskEdit, TaskName, TaskStatus};

fn change(command: TaskCommand, guard: Guard) -> Invocation {
    change_despite(command, None, guard)
}

/// Returns a change that completes something although a check fails, if it has a reason.
fn change_despite(command: TaskCommand, reason: Option<String>, guard: Guard) -> Invocation {
    let command = UnresolvedCommand::Plain(Command::Task(command));
    Invocation::Change(UnresolvedRequest { reason, ..UnresolvedRequest::new(command, guard) })
}

/// Returns the question whether a task is complete.
fn checked(task: Option<TaskName>) -> Invocation {
    let complete = TaskCommand::Complete { task, summary: None, force: false };
    Invocation::Query(Query::Check(Command::Task(complete)))
}

impl From<NoteArgs> for Invocation {
    fn from(NoteArgs { text, task, when, guard }: NoteArgs) -> Self {
        let command = Command::Note { text: text.join(" "), task: task.task };
        let command = UnresolvedCommand::Plain(command);
        Self::Change(UnresolvedRequest { when, ..UnresolvedRequest::new(command, guard) })
    }
}

impl From<PushArgs> for Invocation {
    fn from(push: PushArgs) -> Self {
        let command = UnresolvedCommand::Push(Box::new(TypedContext::of(&push)));
        let PushArgs { when, guard, against, .. } = push;
        let against = against.reason;
        let request = UnresolvedRequest::new(command, guard);
        Self::Change(UnresolvedRequest { when, against, ..request })
    }
}

impl From<PopArgs> for Invocation {
    fn from(PopArgs { kind, summary, complete, reason, when, guard }: PopArgs) -> Self {
        let command = UnresolvedCommand::Plain(Command::Pop { kind, summary, complete });
        Self::Change(UnresolvedRequest { when, reason, ..UnresolvedRequest::new(command, guard) })
    }
}

impl From<Option<ContextVerb>> for Invocation {
    fn from(action: Option<ContextVerb>) -> Self {
        Self::Query(match action {
            None => Query::Context,
            Some(ContextVerb::History(filter)) => Query::Switches(filter),
        })
    }
}

impl From<DoneArgs> for Invocation {
    fn from(DoneArgs { summary, words, task, reason, force, guard }: DoneArgs) -> Self {
        let summary = text(summary, &words);
        change_despite(TaskCommand::Complete { task: task.task, summary, force }, reason, guard)
    }
}

impl From<BlockArgs> for Invocation {
    fn from(BlockArgs { reason, words, task, guard }: BlockArgs) -> Self {
        let reason = text(reason, &words).unwrap_or_default();
        change(TaskCommand::Block { task: task.task, reason }, guard)
    }
}

impl From<UnblockArgs> for Invocation {
    fn from(UnblockArgs { task, guard }: UnblockArgs) -> Self {
        change(TaskCommand::Unblock { task: task.task }, guard)
    }
}

impl From<EstimateArgs> for Invocation {
    fn from(EstimateArgs { length, task, guard }: EstimateArgs) -> Self {
        change(TaskCommand::Estimate { task: task.task, seconds: length.as_secs() }, guard)
    }
}

impl From<SummaryArgs> for Invocation {
    fn from(SummaryArgs { text, task, guard }: SummaryArgs) -> Self {
        change(TaskCommand::Summarize { task: task.task, text: text.join(" ") }, guard)
    }
}

impl From<ArtifactVerb> for Invocation {
    fn from(action: ArtifactVerb) -> Self {
        match action {
            ArtifactVerb::Add { location, title, words, task, guard } => {
                let title = text(title, &words);
                let artifact = TypedArtifact { location, title, task: task.task };
                let command = UnresolvedCommand::Artifact(Box::new(artifact));
                Self::Change(UnresolvedRequest::new(command, guard))
            }
            ArtifactVerb::List { session, task } => {
                Self::Query(Query::Artifacts { session, task: task.task })
            }
        }
    }
}

impl From<TaskVerb> for Invocation {
    fn from(action: TaskVerb) -> Self {
        match action {
            TaskVerb::Add { id, title, words, estimate, sprint, parent, assignee, guard } => {
                let new = new_task(FrameKind::task(), (id, title, &words), estimate);
                let tasks = vec![NewTask { assignee, sprint, parent, ..new }];
                change(TaskCommand::Add { tasks }, guard)
            }
            TaskVerb::List(filter) => Self::Query(Query::Tasks(ListedTasks::Tasks(filter))),
            TaskVerb::Show { id } => Self::Query(Query::Task(id)),
            TaskVerb::Check { id } => checked(id),
            TaskVerb::Edit { id, edit, sprint, parent, guard } => {
                let (edit, reason) = edited(edit);
                let edit = Box::new(TaskEdit { sprint, parent, ..edit });
                change_despite(TaskCommand::Edit { task: id, edit }, reason, guard)
            }
            TaskVerb::Drop { id, drop, guard } => dropped(id, drop, guard),
            TaskVerb::Claim { id, length, force, guard } => {
                let seconds = length.map(|length| length.as_secs());
                change(TaskCommand::Claim { task: id, seconds, force }, guard)
            }
            TaskVerb::Release { id, force, guard } => {
                change(TaskCommand::Release { task: id, force }, guard)
            }
            TaskVerb::Import(import) => Self::ImportTasks(import, FrameKind::task()),
        }
    }
}

impl From<SprintVerb> for Invocation {
    fn from(action: SprintVerb) -> Self {
        match action {
            SprintVerb::Add { id, title, words, estimate, assignee, guard } => {
                let new = new_task(FrameKind::sprint(), (id, title, &words), estimate);
                change(TaskCommand::Add { tasks: vec![NewTask { assignee, ..new }] }, guard)
            }
            SprintVerb::List(filter) => Self::Query(Query::Tasks(ListedTasks::Sprints(filter))),
            SprintVerb::Show { id } => Self::Query(Query::Sprint(id)),
            SprintVerb::Edit { id, edit, guard } => {
                let (edit, reason) = edited(edit);
                change_despite(TaskCommand::Edit { task: id, edit: Box::new(edit) }, reason, guard)
            }
            SprintVerb::Check { id: None } => Self::Query(Query::CheckSprint),
            SprintVerb::Check { id } => checked(id),
            SprintVerb::Drop { id, drop, guard } => dropped(id, drop, guard),
            SprintVerb::Done { id, summary, words, reason, force, guard } => {
                let summary = text(summary, &words);
                let complete = TaskCommand::Complete { task: Some(id), summary, force };
                change_despite(complete, reason, guard)
            }
            SprintVerb::Import(import) => Self::ImportTasks(import, FrameKind::sprint()),
        }
    }
}

fn dropped(task: TaskName, drop: DropOptions, guard: Guard) -> Invocation {
    let DropOptions { reason, words, force } = drop;
    change(TaskCommand::Drop { task, reason: text(reason, &words), force }, guard)
}

/// Returns what changes of a task, and why it is complete although a check fails.
fn edited(changes: TaskChanges) -> (TaskEdit, Option<String>) {
    let TaskChanges { title, words, estimate, assignee, status, reason } = changes;
    let edit = TaskEdit {
        title: text(title, &words),
        estimate_seconds: estimate.map(|estimate| estimate.seconds),
        assignee,
        status,
        ..TaskEdit::default()
    };
    (edit, reason)
}

/// Returns a new task. Without a title apart, the words are the title, unless the first one has a digit: then
/// it is the id. The one word of a sprint is its id, as in `push sprint winter`.
fn new_task(
    kind: FrameKind,
    (id, title, words): (Option<String>, Option<String>, &[String]),
    estimate: Option<Duration>,
) -> NewTask {
    let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    let is_one_word = |word: &str| !word.contains(char::is_whitespace);
    let is_id = |first: &str| {
        let is_name = title.is_some() || (words.is_empty() && kind.is_of_sprints());
        is_one_word(first) && (is_name || has_digit(first))
    };
    let (id, title) = match id {
        Some(first) if !is_id(&first) && title.is_none() => {
            (None, Some([&[first], words].concat().join(" ")))
        }
        id => (id, text(title, words)),
    };
    NewTask {
        kind,
        id,
        title,
        estimate_seconds: estimate.map(|length| length.as_secs()),
        assignee: None,
        sprint: None,
        parent: None,
        status: TaskStatus::Todo,
        line: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_new_task_are_an_id_or_a_title() {
        for (words, title, id, titled) in [
            (&["T-01"][..], None, Some("T-01"), None),
            (&["T-01", "Create", "tables"], None, Some("T-01"), Some("Create tables")),
            (&["T-01"], Some("Create tables"), Some("T-01"), Some("Create tables")),
            (&["alpha"], Some("Winter"), Some("alpha"), Some("Winter")),
            (&["Create", "tables"], None, None, Some("Create tables")),
            (&["Create 2 tables"], None, None, Some("Create 2 tables")),
            (&["Refactor"], None, None, Some("Refactor")),
            (&[], Some("Create tables"), None, Some("Create tables")),
            (&[], None, None, None),
        ] {
            let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
            let (id_word, rest) = match words.split_first() {
                Some((first, rest)) => (Some(first.clone()), rest),
                None => (None, &[][..]),
            };
            let given = (id_word, title.map(str::to_owned), rest);
            let new = new_task(FrameKind::task(), given, None);
            assert_eq!((new.id.as_deref(), new.title.as_deref()), (id, titled), "{words:?}");
        }
        let sprint = new_task(FrameKind::sprint(), (Some("winter".to_owned()), None, &[]), None);
        assert_eq!((sprint.id.as_deref(), sprint.title), (Some("winter"), None));
    }
}
