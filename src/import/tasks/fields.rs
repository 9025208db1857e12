//! The fields of a task in a file, as texts.

use super::file::{FileTask, ReadTask, StatusSaid};
use crate::core::{FrameKind, ID, NewTask, TITLE, TaskStatus, estimate_fault, expand_id, unfit_id};
use crate::input;

/// The longest text that can be an estimate, bytes.
const ESTIMATE_BYTES: usize = 64;
/// How alike a name and that of a field are if the field is meant, from 0 to 1.
const ALIKE: f64 = 0.87;

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
        let plain = plain(name);
        NAMES.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(field, _)| *field)
    }
}

/// Returns the name of a field in small letters and with one space between words.
fn plain(name: &str) -> String {
    let plain = name.to_lowercase().replace(['_', '-', '.'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the field that somebody seems to mean by an unknown name, with the name of it.
pub(super) fn nearest(name: &str) -> Option<(TaskField, &'static str)> {
    let plain = plain(name);
    let all = NAMES.iter().flat_map(|(field, names)| names.iter().map(|name| (*field, *name)));
    let alike = all.map(|(field, name)| (strsim::jaro_winkler(&plain, name), field, name));
    let near = alike.filter(|(alike, ..)| *alike > ALIKE);
    let nearest = near.max_by(|one, other| one.0.total_cmp(&other.0));
    nearest.map(|(_, field, name)| (field, name))
}

/// A task whose fields are read one by one. All faults are kept.
pub(super) struct FieldsRead {
    task: NewTask,
    status: StatusSaid,
    /// Whether its title or its id is there, but could not be read.
    is_named: bool,
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
        Self { task, status: StatusSaid::Nothing, is_named: false, faults: Vec::new() }
    }

    pub(super) fn fault(&mut self, why: String) {
        self.faults.push(why);
    }

    /// Keeps a fault of a field that is there.
    pub(super) fn fault_in(&mut self, field: TaskField, why: String) {
        self.is_named |= matches!(field, TaskField::Id | TaskField::Title);
        self.fault(why);
    }

    /// Keeps a fault because of which it is not known which fields are there.
    pub(super) fn fault_in_all(&mut self, why: String) {
        self.is_named = true;
        self.fault(why);
    }

    /// Reads that it is not done.
    pub(super) fn is_not_done(&mut self) {
        self.status = StatusSaid::NotDone;
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
                Ok(status) => {
                    self.task.status = status;
                    self.status = StatusSaid::This;
                }
                Err(why) => self.fault(why),
            },
        }
    }

    fn estimate(&mut self, text: &str) {
        let read = if text.len() > ESTIMATE_BYTES {
            Err("it is too long".to_owned())
        } else {
            input::duration(text)
        };
        match read {
            Ok(length) => self.task.estimate_seconds = Some(length.as_secs()),
            Err(why) => self.fault(format!("its estimate cannot be read: {why}")),
        }
    }

    /// Returns the task, and everything that is wrong with it.
    pub(super) fn finish(mut self) -> ReadTask {
        if self.task.id.is_none() && self.task.title.is_none() && !self.is_named {
            self.fault("it has no title and no id".to_owned());
        }
        self.faults.extend(self.task.estimate_seconds.and_then(estimate_fault));
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
        // What is no id is no id of anything either.
        let is_fit = |id: &String| ID.check_option(Some(id)).is_ok();
        self.task.sprint = self.task.sprint.filter(is_fit);
        self.task.parent = self.task.parent.filter(is_fit);
        (FileTask { task: self.task, status: self.status }, self.faults)
    }
}
