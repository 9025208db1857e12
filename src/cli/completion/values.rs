//! The values of each kind, as far as they are known at once.

use std::collections::HashSet;

use strum::VariantArray as _;

use super::candidate::Candidate;
use super::kinds::ValueKind;
use super::playbooks::{choices_of, governed_verbs, playbooks, steps_of};
use super::sessions::{Naming, meant};
use crate::bar::BarField;
use crate::cli::args::{BeforeCursor, GlobalOptions};
use crate::cli::chosen_desk::chosen_paths;
use crate::cli::world::World;
use crate::config::{Settings, SourceSettings, entries};
use crate::core::{
    Band, COMPLETED, ERROR, FrameKind, Glance, Light, SessionId, SessionType, StepStanding,
    TaskStatus, Watch, day_text,
};
use crate::desk::{Desk, KnownRun, KnownSession};
use crate::paths::Paths;

/// The most sessions that are offered.
const SESSIONS_MAX: u32 = 200;
/// The usual types of contexts.
const TYPES: [&str; 4] = ["project", "sprint", "task", "subtask"];
/// When something takes effect.
const MOMENTS: [(&str, &str); 3] = [
    ("now", "this moment"),
    ("last-activity", "the last activity of this session"),
    ("last-end", "the end of the last session"),
];
/// Words for a day.
const DAYS: [(&str, &str); 9] = [
    ("today", "the start of this day"),
    ("yesterday", "the day before"),
    ("monday", "the last one"),
    ("tuesday", "the last one"),
    ("wednesday", "the last one"),
    ("thursday", "the last one"),
    ("friday", "the last one"),
    ("saturday", "the last one"),
    ("sunday", "the last one"),
];

/// Where values come from.
pub struct Values<'a, 'w> {
    before: &'a BeforeCursor,
    world: &'a World<'w>,
}

impl<'a, 'w> Values<'a, 'w> {
    /// Returns the values for what stands before the cursor. Nothing is read yet.
    #[must_use]
    pub fn new(before: &'a BeforeCursor, world: &'a World<'w>) -> Self {
        Self { before, world }
    }

    /// Returns the values of a kind. A few more may be among them than those that begin as typed.
    #[must_use]
    pub fn of(&self, kind: ValueKind, begun: &str) -> Vec<Candidate> {
        match kind {
            ValueKind::Session => self.sessions(begun),
            ValueKind::Gap => self.gaps(),
            ValueKind::Profile => self.profiles(),
            ValueKind::Run => self.runs(true),
            ValueKind::OpenRun => self.runs(false),
            ValueKind::Desk => self.profiles().into_iter().chain(self.runs(true)).collect(),
            ValueKind::Agent => self.agents(),
            ValueKind::Workflow => self.workflows(),
            ValueKind::RunStatus => self.statuses(),
            ValueKind::SessionType => self.session_types(),
            ValueKind::ContextType => self.types(begun),
            ValueKind::ContextId => self.ids(self.before.placed.first().map_or("", String::as_str)),
            ValueKind::OpenContextType => self.open_types(),
            ValueKind::Project => self.ids("project"),
            ValueKind::Sprint => self.ids("sprint"),
            ValueKind::Task => self.ids("task"),
            ValueKind::KnownTask => self.known_tasks(FrameKind::is_of_tasks),
            ValueKind::KnownSprint => self.known_tasks(FrameKind::is_of_sprints),
            ValueKind::TaskStatus => {
                let all = TaskStatus::VARIANTS.iter();
                all.filter_map(|status| Candidate::new(status.word(), "")).collect()
            }
            ValueKind::Assignee => self.assignees(),
            ValueKind::Context => self.contexts(),
            ValueKind::Band => words(Band::ALL.map(|band| (band.letter(), band.meaning()))),
            ValueKind::Health => words(Light::ALL.map(|light| (light.word(), light.meaning()))),
            ValueKind::Source => self.sources(),
            ValueKind::Playbook => playbooks(self.desk().as_ref()),
            ValueKind::StepValue => self.choices(),
            ValueKind::Step => self.steps(|_| true),
            ValueKind::OpenStep => self.steps(StepStanding::is_open),
            ValueKind::MarkedStep => self.steps(|step| !step.is_open()),
            ValueKind::GovernedVerb => governed_verbs(),
            ValueKind::GovernedValue => self.governed_values(),
            ValueKind::Moment => words(MOMENTS),
            ValueKind::PastTime => words(DAYS),
            ValueKind::Template => template(begun),
            ValueKind::File | ValueKind::Directory | ValueKind::Listed | ValueKind::Free => {
                Vec::new()
            }
        }
    }

    /// Returns the desk that the line is for.
    fn desk(&self) -> Option<Desk> {
        self.desk_of(&self.before.options)
    }

    /// Returns the desk that options choose.
    fn desk_of(&self, options: &GlobalOptions) -> Option<Desk> {
        let paths = Paths::find(None, self.world.env).ok()?;
        let read = Settings::load(&paths.settings(), paths.home());
        let paths = chosen_paths(&paths, &read, options, self.world).ok()?;
        Some(Desk::new(paths, self.world.clock.clone()))
    }

    /// Returns the desk without a profile, which knows the others too.
    fn machine(&self) -> Option<Desk> {
        let paths = Paths::find(None, self.world.env).ok()?;
        Some(Desk::new(paths, self.world.clock.clone()))
    }

    fn settings(&self) -> Option<Settings> {
        let paths = Paths::find(None, self.world.env).ok()?;
        Settings::load(&paths.settings(), paths.home()).ok().map(|loaded| loaded.settings)
    }

    fn sources(&self) -> Vec<Candidate> {
        let sources = self.settings().map(|settings| settings.sources).unwrap_or_default();
        let offered = |source: &SourceSettings| Candidate::new(&source.name, source.way.word());
        sources.iter().filter_map(offered).collect()
    }

    /// Returns the steps of the playbook that was chosen, or of the main one.
    fn steps(&self, is_wanted: impl Fn(&StepStanding) -> bool) -> Vec<Candidate> {
        steps_of(self.desk().as_ref(), self.before.playbook.as_deref(), is_wanted)
    }

    /// Returns the choices of the step that is named before the cursor.
    fn choices(&self) -> Vec<Candidate> {
        let Some(step) = self.before.placed.first() else { return Vec::new() };
        choices_of(self.desk().as_ref(), self.before.playbook.as_deref(), step)
    }

    /// Returns what `policy check` may be asked about a verb.
    fn governed_values(&self) -> Vec<Candidate> {
        let placed: Vec<&str> = self.before.placed.iter().map(String::as_str).collect();
        match placed.as_slice() {
            ["push"] => self.types("x"),
            ["push", kind] => self.ids(kind),
            ["playbook"] => words([("done", ""), ("skip", "")]),
            ["playbook", "done" | "skip"] => self.steps(StepStanding::is_open),
            _ => Vec::new(),
        }
    }

    fn sessions(&self, begun: &str) -> Vec<Candidate> {
        let Some((naming, keys)) = meant(begun) else { return Vec::new() };
        let id = if naming == Naming::Id { begun } else { "" };
        let known = self.desk().map(|desk| desk.known_sessions((&keys, id), SESSIONS_MAX));
        let of = |session: KnownSession| {
            let name = match naming {
                Naming::Key => session.key.to_string(),
                Naming::LowerKey => session.key.to_string().to_lowercase(),
                Naming::Number => session.key.0.to_string(),
                Naming::Id => session.id.as_ref()?.to_string(),
            };
            Candidate::new(&name, &self.about(&session))
        };
        known.unwrap_or_default().into_iter().filter_map(of).collect()
    }

    /// Returns what tells a session from others: its day and its notes.
    fn about(&self, session: &KnownSession) -> String {
        let day = session.started_at_utc.map(|at| day_text(self.world.zone.local(at)));
        let cancelled = session.is_cancelled.then(|| "cancelled".to_owned());
        let notes = session.notes.clone().filter(|notes| !notes.trim().is_empty());
        let parts = [day, cancelled, notes];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn gaps(&self) -> Vec<Candidate> {
        let desk = self.desk();
        let watch = desk.as_ref().and_then(Desk::peek);
        let glance = desk.zip(watch).map(|(desk, watch)| Glance::of(&watch, &desk.moment()));
        let open = glance.iter().flat_map(|glance| &glance.gaps);
        open.filter_map(|gap| {
            let local = |at| self.world.zone.local(at).format("%H:%M").to_string();
            let about = format!("{} to {}", local(gap.from_utc), local(gap.until_utc));
            Candidate::new(&gap.id.to_string(), &about)
        })
        .collect()
    }

    fn profiles(&self) -> Vec<Candidate> {
        let known = self.machine().map(|desk| desk.known_profiles()).unwrap_or_default();
        let mut all: Vec<Candidate> = known
            .iter()
            .filter_map(|(name, watch)| Candidate::new(name.as_str(), &on_desk(watch.as_ref())))
            .collect();
        // Those that the settings bind to directories, and that were not used yet.
        let named = self.named_in_settings("profiles");
        all.extend(named.iter().filter_map(|name| Candidate::new(name, "")));
        distinct(all)
    }

    fn runs(&self, also_over: bool) -> Vec<Candidate> {
        let known = self.machine().map(|desk| desk.known_runs(also_over)).unwrap_or_default();
        let ids = known.iter().filter_map(|run| {
            Candidate::new(run.id.as_str(), &about_run(run, run.name.as_deref()))
        });
        let names = known.iter().filter_map(|run| {
            let name = run.name.as_deref()?;
            // A word that has the form of an id is read as one.
            let is_id = SessionId::parse(name).is_some();
            Candidate::new(name, &about_run(run, None)).filter(|_| !is_id)
        });
        distinct(names.chain(ids).collect())
    }

    fn agents(&self) -> Vec<Candidate> {
        let known = self.settings().and_then(|settings| settings.workflows.known_agents);
        let seen = self.desk().map(|desk| desk.known_owners()).unwrap_or_default();
        let seen = seen.into_iter().filter_map(|(agent, _)| agent);
        let all = known.into_iter().flatten().chain(seen);
        distinct(all.filter_map(|name| Candidate::new(&name, "")).collect())
    }

    /// Returns the types of sessions that are known so far, and `work`.
    fn session_types(&self) -> Vec<Candidate> {
        let known = self.desk().map(|desk| desk.known_session_types()).unwrap_or_default();
        let special = known.iter().filter_map(SessionType::special);
        let special = special.filter_map(|word| Candidate::new(word.as_str(), ""));
        let work = Candidate::new(SessionType::WORK, "the type if none is named");
        distinct(special.chain(work).collect())
    }

    fn workflows(&self) -> Vec<Candidate> {
        let known = self.settings().map(|settings| settings.workflows.statuses).unwrap_or_default();
        let seen = self.desk().map(|desk| desk.known_owners()).unwrap_or_default();
        let seen = seen.into_iter().filter_map(|(_, workflow)| workflow);
        let all = known.into_keys().chain(self.named_in_settings("workflow")).chain(seen);
        distinct(all.filter_map(|name| Candidate::new(&name, "")).collect())
    }

    /// Returns the statuses of the workflow of the run, or of all workflows.
    fn statuses(&self) -> Vec<Candidate> {
        let known = self.settings().map(|settings| settings.workflows.statuses).unwrap_or_default();
        let run = self.before.placed.first().cloned();
        let run_is_given = run.is_some();
        let options = GlobalOptions { run, ..self.before.options.clone() };
        let desk = self.desk_of(&options).filter(|_| options.run.is_some());
        let session = desk.and_then(|desk| desk.peek()).and_then(|watch| watch.session);
        let workflow = session.and_then(|session| session.workflow_id);
        let of_all = || known.values().flatten().collect::<Vec<_>>();
        let own =
            workflow.map_or_else(of_all, |name| known.get(&name).into_iter().flatten().collect());
        let own = own.into_iter().filter_map(|status| Candidate::new(&status.0, ""));
        // Without a run, any status that a run has may be asked for.
        let machine = if run_is_given { None } else { self.machine() };
        let met = machine.map(|desk| desk.known_runs(true)).unwrap_or_default();
        let met = met.iter().filter_map(|run| Candidate::new(&run.status.0, ""));
        let ends = words([(COMPLETED, "it ended well"), (ERROR, "it failed")]);
        distinct(own.chain(ends).chain(met).collect())
    }

    fn types(&self, begun: &str) -> Vec<Candidate> {
        let known = self.desk().map(|desk| desk.known_contexts()).unwrap_or_default();
        let own = known.iter().filter_map(|(frame, _)| Candidate::new(frame.kind.as_str(), ""));
        let all = words(TYPES.map(|word| (word, ""))).into_iter().chain(own);
        let mut all = distinct(all.collect());
        // A known id, such as `TASK-7` or `T-01`.
        if !begun.is_empty() {
            all.extend(
                known.iter().filter_map(|(frame, title)| titled(&frame.id, title.as_deref())),
            );
        }
        all
    }

    fn ids(&self, kind: &str) -> Vec<Candidate> {
        let known = self.desk().map(|desk| desk.known_contexts()).unwrap_or_default();
        let kind = kind.to_lowercase();
        let own = known.iter().filter(|(frame, _)| frame.kind.as_str() == kind);
        distinct(own.filter_map(|(frame, title)| titled(&frame.id, title.as_deref())).collect())
    }

    /// Returns the tasks or sprints that are known.
    fn known_tasks(&self, is_wanted: fn(&FrameKind) -> bool) -> Vec<Candidate> {
        let known = self.desk().map(|desk| desk.known_contexts()).unwrap_or_default();
        let wanted = known.iter().filter(|(frame, _)| is_wanted(&frame.kind));
        distinct(wanted.filter_map(|(frame, title)| titled(&frame.id, title.as_deref())).collect())
    }

    /// Returns who does tasks.
    fn assignees(&self) -> Vec<Candidate> {
        let known = self.desk().map(|desk| desk.known_assignees()).unwrap_or_default();
        known.iter().filter_map(|name| Candidate::new(name, "")).collect()
    }

    fn contexts(&self) -> Vec<Candidate> {
        let known = self.desk().map(|desk| desk.known_contexts()).unwrap_or_default();
        let named = known.iter().filter_map(|(frame, title)| {
            titled(&format!("{}:{}", frame.kind, frame.id), title.as_deref())
        });
        distinct(named.collect())
    }

    fn open_types(&self) -> Vec<Candidate> {
        let open = self.desk().map(|desk| desk.open_contexts()).unwrap_or_default();
        let types = open.iter().filter_map(|(frame, title)| {
            let about = [Some(frame.id.as_str()), title.as_deref()];
            let about: Vec<&str> = about.into_iter().flatten().collect();
            Candidate::new(frame.kind.as_str(), &about.join(" "))
        });
        distinct(types.collect())
    }

    /// Returns the names of the parts of a table of the settings: `atlas` for `[profiles.atlas]`.
    fn named_in_settings(&self, table: &str) -> Vec<String> {
        let paths = Paths::find(None, self.world.env).ok();
        let all = paths
            .and_then(|paths| entries(&paths.settings(), paths.home()).ok())
            .unwrap_or_default();
        let names = all.iter().filter_map(|setting| {
            let (name, _) =
                setting.name.strip_prefix(table)?.strip_prefix('.')?.rsplit_once('.')?;
            // A name in quotes has signs that no profile has, and is known by the settings otherwise.
            (!name.starts_with(['"', '\''])).then(|| name.to_owned())
        });
        names.collect()
    }
}

/// Returns a template with one more field: the one that was begun, or any.
fn template(begun: &str) -> Vec<Candidate> {
    let open =
        begun.rfind('{').filter(|at| begun.get(*at..).is_some_and(|rest| !rest.contains('}')));
    let before = open.and_then(|at| begun.get(..at)).unwrap_or(begun);
    let all = BarField::ALL.iter();
    all.filter_map(|field| Candidate::new(&format!("{before}{{{}}}", field.name()), "")).collect()
}

fn words<const N: usize>(words: [(&str, &str); N]) -> Vec<Candidate> {
    words.iter().filter_map(|(word, about)| Candidate::new(word, about)).collect()
}

fn titled(id: &str, title: Option<&str>) -> Option<Candidate> {
    Candidate::new(id, title.unwrap_or_default())
}

/// Returns each word once: the first of its kind.
fn distinct(mut all: Vec<Candidate>) -> Vec<Candidate> {
    let mut met = HashSet::new();
    all.retain(|candidate| met.insert(candidate.value.clone()));
    all
}

/// Returns what goes on at a desk.
fn on_desk(watch: Option<&Watch>) -> String {
    let Some(session) = watch.and_then(Watch::live) else { return "no live session".to_owned() };
    let notes = session.notes().map(|notes| format!(", {notes}")).unwrap_or_default();
    format!("{} {}{notes}", session.key, session.phase.word())
}

/// Returns where a run stands, its name and its notes.
fn about_run(run: &KnownRun, name: Option<&str>) -> String {
    let parts = [Some(run.status.0.as_str()), name, run.notes.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
