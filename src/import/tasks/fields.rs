//! The fields of a task in a file, as texts.

use crate::core::{FrameKind, ID, NewTask, TITLE, TaskStatus, expand_id, unfit_id};
use crate::input;

/// The longest text that can be an estimate, bytes.
const ESTIMATE_BYTES: usize = 64;

/// A field of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TaskField {
    Kind,
    Id,
    Title,
    Estimate,
    EstimateSeconds,
    Sprint,
    Parent,
    Assignee,
    Status,
}

/// The names of fields, in small letters and with one space between words.
const NAMES: [(TaskField, &[&str]); 9] = [
    (TaskField::Kind, &["type", "kind"]),
    (TaskField::Id, &["id", "key", "task", "task id", "code"]),
    (TaskField::Title, &["title", "name", "summary", "subject", "description"]),
    (TaskField::Estimate, &["estimate", "est", "estimated", "effort"]),
    (TaskField::EstimateSeconds, &["estimate seconds"]),
    (TaskField::Sprint, &["sprint", "sprint id", "iteration", "milestone"]),
    (TaskField::Parent, &["parent", "parent id"]),
    (TaskField::Assignee, &["assignee", "assigned to", "owner"]),
    (TaskField::Status, &["status", "state"]),
];

impl TaskField {
    /// Returns the field of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let plain = name.to_lowercase().replace(['_', '-', '.'], " ");
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        NAMES.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(field, _)| *field)
    }
}

/// A task whose fields are read one by one. All faults are kept.
pub(super) struct FieldsRead {
    task: NewTask,
    faults: Vec<String>,
}

impl FieldsRead {
    pub(super) fn new(usual: &FrameKind) -> Self {
        let task = NewTask {
            kind: usual.clone(),
            id: None,
            title: None,
            estimate_seconds: None,
            assignee: None,
            sprint: None,
            parent: None,
            status: TaskStatus::Todo,
            line: None,
        };
        Self { task, faults: Vec::new() }
    }

    pub(super) fn fault(&mut self, why: String) {
        self.faults.push(why);
    }

    /// Reads a field. An empty text is none.
    pub(super) fn take(&mut self, field: TaskField, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match field {
            TaskField::Kind => match text.parse() {
                Ok(kind) => self.task.kind = kind,
                Err(why) => self.fault(why),
            },
            TaskField::Id => self.task.id = Some(text.to_owned()),
            TaskField::Title => self.task.title = Some(text.to_owned()),
            TaskField::Estimate => self.estimate(text),
            TaskField::EstimateSeconds => match text.parse() {
                Ok(seconds) => self.task.estimate_seconds = Some(seconds),
                Err(_) => self.fault("its estimate is no number of seconds".to_owned()),
            },
            TaskField::Sprint => self.task.sprint = Some(text.to_owned()),
            TaskField::Parent => self.task.parent = Some(text.to_owned()),
            TaskField::Assignee => self.task.assignee = Some(text.to_owned()),
            TaskField::Status => match text.parse() {
                Ok(status) => self.task.status = status,
                Err(why) => self.fault(why),
            },
        }
    }

    fn estimate(&mut self, text: &str) {
        let read = if text.len() > ESTIMATE_BYTES {
            Err("it is too long".to_owned())
        } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
            Err(format!("'{text}' has no unit; write it such as {text}h or {text}m"))
        } else {
            input::duration(text)
        };
        match read {
            Ok(length) => self.task.estimate_seconds = Some(length.as_secs()),
            Err(why) => self.fault(format!("its estimate cannot be read: {why}")),
        }
    }

    /// Returns the task.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn finish(mut self) -> Result<NewTask, Vec<String>> {
        if self.task.id.is_none() && self.task.title.is_none() && self.faults.is_empty() {
            self.fault("it has no title and no id".to_owned());
        }
        if self.task.estimate_seconds == Some(0) {
            self.fault("its estimate is zero; leave it out".to_owned());
        }
        let id = self.task.id.as_deref().map(|id| expand_id(&self.task.kind, id));
        let checks = [
            ID.named("id").check_option(id.as_deref()),
            TITLE.check_option(self.task.title.as_deref()),
            ID.named("assignee").check_option(self.task.assignee.as_deref()),
            ID.named("id of the sprint").check_option(self.task.sprint.as_deref()),
            ID.named("id of the parent").check_option(self.task.parent.as_deref()),
        ];
        let unfit = id.as_deref().and_then(|id| unfit_id(&self.task.kind, id));
        self.faults.extend(unfit);
        self.faults.extend(checks.into_iter().filter_map(Result::err).map(|refusal| refusal.why));
        if self.faults.is_empty() { Ok(self.task) } else { Err(self.faults) }
    }
}
