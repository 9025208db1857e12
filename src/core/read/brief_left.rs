//! What belongs to which part of a brief, and what was left out.

use serde::Serialize;

/// What an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BriefPart {
    /// What the session is about.
    About,
    /// What waits for a person.
    Questions,
    /// The contexts.
    Stack,
    /// The notes of the session.
    Notes,
    /// A task that was completed since a time.
    Done,
    /// A task that is blocked.
    Blocked,
    /// A task that is in progress.
    Doing,
    /// A task that became known since a time.
    Added,
    /// A task that was dropped since a time.
    Dropped,
    /// A note since a time, on any desk.
    NotesSince,
    /// A session since a time.
    Sessions,
    /// A change of band or health since a time.
    Readings,
    /// A check that fails.
    Checks,
    /// What to do next.
    Next,
    /// A playbook that is begun and not complete.
    Playbooks,
    /// A step of a playbook that was done in the session.
    Steps,
    /// What was done in the session against a rule.
    Overrides,
    /// Band and health.
    Governance,
    /// The session before.
    LastSession,
    /// What is allowed now.
    Allowed,
    /// What is refused now.
    Refused,
    /// Several of these.
    Rest,
}

/// What was left out of a brief for its budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefLeft {
    /// What it belongs to.
    pub part: BriefPart,
    /// How many items.
    pub count: usize,
    /// Whether there are more than that: they were not counted.
    pub has_more: bool,
    /// The command that shows it.
    pub command: String,
}

impl BriefPart {
    /// Every part, in the order in which they are shown.
    pub const ALL: [Self; 21] = [
        Self::About,
        Self::Questions,
        Self::Stack,
        Self::Checks,
        Self::Next,
        Self::Playbooks,
        Self::Steps,
        Self::Overrides,
        Self::Done,
        Self::Blocked,
        Self::Doing,
        Self::Added,
        Self::Dropped,
        Self::NotesSince,
        Self::Sessions,
        Self::Readings,
        Self::Notes,
        Self::Governance,
        Self::LastSession,
        Self::Allowed,
        Self::Refused,
    ];

    /// Returns its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::About => "About",
            Self::Questions => "Open questions",
            Self::Stack => "Context",
            Self::Notes => "Notes",
            Self::Done => "Done since then",
            Self::Blocked => "Blocked now",
            Self::Doing => "In progress now",
            Self::Added => "Added since then",
            Self::Dropped => "Dropped since then",
            Self::NotesSince => "Notes since then",
            Self::Sessions => "Sessions since then",
            Self::Readings => "Band and health since then",
            Self::Checks => "Open checks",
            Self::Next => "Next",
            Self::Playbooks => "Open playbooks",
            Self::Steps => "Steps in this session",
            Self::Overrides => "Against a rule",
            Self::Governance => "Band and health",
            Self::LastSession => "Last session",
            Self::Allowed => "Allowed now",
            Self::Refused => "Refused now",
            Self::Rest => "More",
        }
    }

    /// Returns what `count` items of it are called.
    fn counted(self, count: usize) -> String {
        let (one, many) = match self {
            Self::About => ("line about the session", "lines about the session"),
            Self::Questions => ("question", "questions"),
            Self::Stack => ("context", "contexts"),
            Self::Notes => ("note", "notes"),
            Self::Done => ("completed task", "completed tasks"),
            Self::Blocked => ("blocked task", "blocked tasks"),
            Self::Doing => ("task in progress", "tasks in progress"),
            Self::Added => ("added task", "added tasks"),
            Self::Dropped => ("dropped task", "dropped tasks"),
            Self::NotesSince => ("note since then", "notes since then"),
            Self::Sessions => ("session since then", "sessions since then"),
            Self::Readings => ("change of band or health", "changes of band or health"),
            Self::Checks => ("open check", "open checks"),
            Self::Next => ("step to do next", "steps to do next"),
            Self::Playbooks => ("open playbook", "open playbooks"),
            Self::Steps => ("step of a playbook", "steps of playbooks"),
            Self::Overrides => ("act against a rule", "acts against a rule"),
            Self::Governance => ("line about band and health", "lines about band and health"),
            Self::LastSession => ("session before", "sessions before"),
            Self::Allowed => ("allowed command", "allowed commands"),
            Self::Refused => ("refused command", "refused commands"),
            Self::Rest => ("more", "more"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}

impl BriefLeft {
    /// Returns what was left out, in words.
    #[must_use]
    pub fn counted(&self) -> String {
        match (self.count, self.has_more) {
            (0, true) => "older notes".to_owned(),
            (count, true) => format!("{}, and older notes", self.part.counted(count)),
            (count, false) => self.part.counted(count),
        }
    }
}
