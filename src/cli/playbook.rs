//! Answers what the playbooks are, how far each is, and what its next step is.

use std::path::PathBuf;
use std::sync::Arc;

use super::alert_text::SpokenTime;
use super::cli_session::CliSession;
use super::error::CliError;
use super::playbook_lines::{self, PlaybookPlace};
use super::reply::{NOTHING_THERE, Reply, warning_lines};
use super::world::World;
use crate::contract::{PlaybookLeftOut, PlaybookShown, PlaybooksListed, StepShown};
use crate::core::{
    Argument, Directives, Hint, Moment, OpenPlaybook, Playbook, PlaybookStanding, SessionKey,
    StepStanding, StepState, Verb, Watch,
};

/// The exit code of an answer about a step that is blocked.
const BLOCKED: u8 = 4;
/// The exit code of an answer that lacks everything, because no file can be used.
const FAILED: u8 = 1;

/// What did not happen if there is no such playbook or step.
const NOT_SHOWN: &str = "Nothing was shown";

/// What is asked of the playbooks. Without a name, the main one is meant.
#[derive(Debug, Clone)]
pub enum PlaybookQuestion {
    /// All of them, or the steps of one.
    List {
        /// The name of one.
        playbook: Option<String>,
    },
    /// The next step.
    Next {
        /// The name of the playbook.
        playbook: Option<String>,
    },
    /// Everything about one, or about one step.
    Show {
        /// The name of the playbook.
        playbook: Option<String>,
        /// The step.
        step: Option<String>,
    },
    /// One to read or to share.
    Print {
        /// The name of the playbook.
        playbook: Option<String>,
        /// Whether it is a page of Markdown.
        markdown: bool,
    },
    /// What is wrong in a file.
    Check {
        /// The file.
        file: PathBuf,
    },
}

/// What the desk knows of its playbooks at a moment.
struct KnownPlaybooks {
    directives: Arc<Directives>,
    watch: Watch,
    now: Moment,
    warnings: Vec<String>,
}

impl KnownPlaybooks {
    fn standing(&self, playbook: &Playbook) -> PlaybookStanding {
        self.watch.playbook_standing(playbook, &self.now)
    }

    /// Returns the playbook of a name, and how it stands.
    fn meant(&self, name: Option<&str>) -> Result<(&Playbook, PlaybookStanding), CliError> {
        let playbook = self.directives.playbooks.meant(name, NOT_SHOWN)?;
        Ok((playbook, self.standing(playbook)))
    }

    /// Reports whether a playbook is meant without its name.
    fn is_main(&self, name: &str) -> bool {
        self.directives.playbooks.find(None).is_some_and(|playbook| playbook.name == name)
    }

    /// Returns the name of a playbook; `None` if it is meant without it.
    fn named<'a>(&self, playbook: &'a PlaybookStanding) -> Option<&'a str> {
        Some(&*playbook.name).filter(|name| !self.is_main(name))
    }

    /// Returns the hint to begin a playbook anew.
    fn reset(&self, playbook: &PlaybookStanding) -> Hint {
        let name = self.named(playbook).map(|name| (Argument::Playbook, name));
        Hint::give_all("to begin anew", Verb::PlaybookReset, name)
    }

    /// Returns the session that the progress of a playbook belongs to, if that is on the desk.
    fn session_of(&self, playbook: &PlaybookStanding) -> Option<SessionKey> {
        let id = playbook.session.as_ref()?;
        self.watch.session.as_ref().filter(|session| session.id == *id).map(|session| session.key)
    }
}

impl CliSession<'_> {
    /// Answers a question about the playbooks.
    pub(super) fn playbook(
        self,
        question: PlaybookQuestion,
        world: &World<'_>,
    ) -> Result<Reply, CliError> {
        match question {
            PlaybookQuestion::Check { file } => self.check_playbook(&file),
            PlaybookQuestion::Print { playbook, markdown } => {
                self.at_kept_run(world)?.print_playbook(playbook.as_deref(), markdown)
            }
            PlaybookQuestion::List { playbook } => {
                self.at_kept_run(world)?.list_playbooks(playbook.as_deref())
            }
            PlaybookQuestion::Next { playbook } => {
                self.at_kept_run(world)?.next_of_playbook(playbook.as_deref())
            }
            PlaybookQuestion::Show { playbook, step } => {
                self.at_kept_run(world)?.show_playbook(playbook.as_deref(), step.as_deref())
            }
        }
    }

    fn known_playbooks(&self) -> Result<KnownPlaybooks, CliError> {
        let view = self.desk.look()?;
        let now = view.moment(self.desk.moment());
        let warnings = [self.warnings.clone(), view.warnings].concat();
        Ok(KnownPlaybooks { directives: view.directives, watch: view.watch, now, warnings })
    }

    /// Returns what is open of the playbooks that are begun.
    pub(super) fn open_playbooks(&self, watch: &Watch, now: &Moment) -> Vec<OpenPlaybook> {
        let directives = self.desk.directives();
        let all = directives.playbooks.good.iter();
        let standing = all.map(|playbook| watch.last_standing(playbook, now));
        standing.filter_map(|standing| OpenPlaybook::of(&standing)).collect()
    }

    /// Lists all playbooks; if there is only one, its steps.
    fn list_playbooks(&self, name: Option<&str>) -> Result<Reply, CliError> {
        let known = self.known_playbooks()?;
        let all = &known.directives.playbooks;
        let (playbooks, broken) = match name {
            Some(_) => (vec![known.meant(name)?.1], Vec::new()),
            None => (
                all.good.iter().map(|playbook| known.standing(playbook)).collect(),
                all.broken.iter().map(PlaybookLeftOut::from).collect(),
            ),
        };
        let body = PlaybooksListed { playbooks, broken, warnings: known.warnings.clone() };
        let time = SpokenTime { now: known.now.utc, zone: self.zone };
        let answer = self.answer(&body, || match body.playbooks.as_slice() {
            [only] if body.broken.is_empty() => {
                let (anew, session) = (self.hint(&known.reset(only)), known.session_of(only));
                playbook_lines::steps(only, PlaybookPlace { time, anew: &anew, session })
            }
            _ => playbook_lines::all(&body),
        })?;
        let exit = if body.playbooks.is_empty() { FAILED } else { 0 };
        Ok(Reply { exit, notices: warning_lines(&body.warnings), ..Reply::done(answer) })
    }

    /// Shows a playbook, or one step of it, in full.
    fn show_playbook(&self, name: Option<&str>, step: Option<&str>) -> Result<Reply, CliError> {
        let known = self.known_playbooks()?;
        let time = SpokenTime { now: known.now.utc, zone: self.zone };
        let (playbook, standing) = known.meant(name)?;
        let (warnings, notices) = (known.warnings.clone(), warning_lines(&known.warnings));
        let (anew, session) = (self.hint(&known.reset(&standing)), known.session_of(&standing));
        let place = PlaybookPlace { time, anew: &anew, session };
        let answer = if let Some(step) = step {
            let (number, _) = playbook.meant_step(step, NOT_SHOWN)?;
            let step = standing.steps.iter().find(|step| step.number == number);
            let body = StepShown::of(&standing, step, warnings);
            let lines = |step| playbook_lines::step_in_full(&standing, step, place);
            self.answer(&body, || step.map(lines).unwrap_or_default())?
        } else {
            let body = PlaybookShown { standing, warnings };
            self.answer(&body, || playbook_lines::in_full(&body.standing, place))?
        };
        Ok(Reply { notices, ..Reply::done(answer) })
    }

    /// Says what the next step of a playbook is.
    fn next_of_playbook(&self, name: Option<&str>) -> Result<Reply, CliError> {
        let known = self.known_playbooks()?;
        let time = SpokenTime { now: known.now.utc, zone: self.zone };
        let (_, playbook) = known.meant(name)?;
        let step = playbook.next_step();
        let body = StepShown::of(&playbook, step, known.warnings.clone());
        let answer = self.answer(&body, || match step {
            Some(step) => {
                let command = self.hint(&done(known.named(&playbook), step));
                let (anew, session) =
                    (self.hint(&known.reset(&playbook)), known.session_of(&playbook));
                let place = PlaybookPlace { time, anew: &anew, session };
                playbook_lines::next(&playbook, (step, &command), place)
            }
            None => vec![playbook_lines::none_open(&playbook)],
        })?;
        let exit = match step.map(|step| step.state) {
            None => NOTHING_THERE,
            Some(StepState::Blocked) => BLOCKED,
            Some(StepState::Open | StepState::Done | StepState::Skipped) => 0,
        };
        Ok(Reply { exit, notices: warning_lines(&known.warnings), ..Reply::done(answer) })
    }
}

/// Returns the hint to say that a step is done; of a step that is blocked, although it is.
fn done(playbook: Option<&str>, step: &StepStanding) -> Hint {
    let name = playbook.map(|name| (Argument::Playbook, name));
    let id = (Argument::PlaybookStep, step.id.as_str());
    let value = step.answer.map(|_| (Argument::StepValue, "VALUE"));
    let reason = (!step.blocked.is_empty()).then_some((Argument::Override, "REASON"));
    let purpose = if step.blocked.is_empty() { "when it is done" } else { "to do it anyway" };
    let given = [id].into_iter().chain(value).chain(name).chain(reason);
    Hint::give_all(purpose, Verb::StepDone, given)
}
