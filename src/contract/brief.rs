//! What somebody needs to go on.

use serde::Serialize;

use super::document::Document;
use super::standup::StandupNow;
use crate::core::{
    Brief, BriefAbout, BriefCheck, BriefContext, BriefGovernance, BriefHead, BriefItem, BriefLast,
    BriefLeft, BriefNote, BriefQuestion, BriefStep, OpenPlaybook, SessionOverride, SessionStep,
    VerbNow,
};

/// What somebody needs to go on with the work of a desk. What is left out for a budget is in `left_out`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BriefNow {
    /// Who, where, and which session.
    #[serde(flatten)]
    pub head: BriefHead,
    /// What the session is about; null if nothing was said.
    pub about: Option<BriefAbout>,
    /// What waits for a person.
    pub questions: Vec<BriefQuestion>,
    /// The open contexts, or those that were open when the session ended, innermost first.
    pub stack: Vec<BriefContext>,
    /// The notes of the session, newest first.
    pub notes: Vec<BriefNote>,
    /// Whether the session has older notes than the newest, which are listed.
    pub has_older_notes: bool,
    /// What happened since a time; null if that was not asked for.
    pub since: Option<StandupNow>,
    /// The checks that fail now: of the current task, and of the session.
    pub checks: Vec<BriefCheck>,
    /// What to do next, the first step first.
    pub next: Vec<BriefStep>,
    /// What is open of the playbooks that are begun.
    pub playbooks: Vec<OpenPlaybook>,
    /// The steps of playbooks that were done or skipped in the session, newest first.
    pub playbook_steps: Vec<SessionStep>,
    /// What was done in the session against a policy or a playbook, newest first.
    pub overrides: Vec<SessionOverride>,
    /// Band and health.
    pub governance: Option<BriefGovernance>,
    /// The session before the live one, or the one that is over.
    pub last_session: Option<BriefLast>,
    /// The verbs that are allowed now.
    pub allowed: Vec<VerbNow>,
    /// The verbs that are refused now.
    pub refused: Vec<VerbNow>,
    /// What was left out, the most important first.
    pub left_out: Vec<BriefLeft>,
    /// Problems with the settings or the store that block nothing.
    pub warnings: Vec<String>,
}

impl Document for BriefNow {
    const SCHEMA: &'static str = "onwatch.brief/1";
}

impl BriefNow {
    /// Returns the first items of a brief, and what of the rest is said.
    #[must_use]
    pub fn of(brief: &Brief, shown: usize, left_out: Vec<BriefLeft>) -> Self {
        let mut now = Self {
            head: brief.head.clone(),
            about: None,
            questions: Vec::new(),
            stack: Vec::new(),
            notes: Vec::new(),
            has_older_notes: brief.has_older_notes,
            since: brief.head.since_utc.map(StandupNow::from),
            checks: Vec::new(),
            next: Vec::new(),
            playbooks: Vec::new(),
            playbook_steps: Vec::new(),
            overrides: Vec::new(),
            governance: None,
            last_session: None,
            allowed: Vec::new(),
            refused: Vec::new(),
            left_out,
            warnings: Vec::new(),
        };
        for item in brief.items.iter().take(shown).cloned() {
            match item {
                BriefItem::About(about) => now.about = Some(about),
                BriefItem::Question(question) => now.questions.push(question),
                BriefItem::Context(context) => now.stack.push(context),
                BriefItem::Note(note) => now.notes.push(note),
                BriefItem::Check(check) => now.checks.push(check),
                BriefItem::Next(step) => now.next.push(step),
                BriefItem::Since(item) => {
                    if let Some(since) = &mut now.since {
                        since.add(item);
                    }
                }
                BriefItem::Playbook(playbook) => now.playbooks.push(playbook),
                BriefItem::Step(step) => now.playbook_steps.push(step),
                BriefItem::Override(one) => now.overrides.push(one),
                BriefItem::Governance(governance) => now.governance = Some(governance),
                BriefItem::Last(last) => now.last_session = Some(last),
                BriefItem::Allowed(verb) => now.allowed.push(verb),
                BriefItem::Refused(verb) => now.refused.push(verb),
            }
        }
        now
    }
}
