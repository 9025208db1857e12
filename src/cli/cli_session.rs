//! One run of the command line at a desk: who gives the commands, and how they are answered.

use std::ffi::OsString;
use std::io;

use super::args::GlobalOptions;
use super::chosen_desk::{BrokenSettings, chosen_paths, no_run, usable};
use super::hint;
use super::markup::composed;
use super::progress;
use super::reply::{Output, failed_lines, report_to, warning_lines};
use super::world::{Look, World};
use crate::config::{Settings, SourceSettings};
use crate::contract::{self, Document, Status};
use crate::core::{By, Glance, Hint, Interface, PolicyGlance};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::identity;
use crate::paths::Paths;
use crate::sources::RunningCommands;
use crate::zone::Zone;

/// One run of the command line at a desk.
pub struct CliSession<'a> {
    /// The desk.
    pub desk: Desk,
    /// The settings in force.
    pub settings: Settings,
    /// The local time zone.
    pub zone: &'a dyn Zone,
    /// Whether to answer in JSON.
    pub json: bool,
    /// Whether a person sees what to do next.
    pub hints: bool,
    /// Warnings about the settings.
    pub warnings: Vec<String>,
    pub(super) interface: Interface,
    /// The operator that the options name.
    pub(super) operator: Option<String>,
    pub(super) env: &'a dyn Fn(&str) -> Option<OsString>,
    /// Returns the commands of sources that run, which end with this process.
    pub(super) running: &'a dyn Fn(&[SourceSettings]) -> RunningCommands,
}

impl<'a> CliSession<'a> {
    /// Finds the files and the settings.
    ///
    /// # Errors
    /// If the directories cannot be determined, or the settings are broken and must not be.
    pub fn begin(
        interface: Interface,
        options: &GlobalOptions,
        world: &World<'a>,
        broken: BrokenSettings,
    ) -> Result<Self, Failure> {
        let paths = Paths::find(None, world.env)?;
        let read = Settings::load(&paths.settings(), paths.home());
        let paths = chosen_paths(&paths, &read, options, world)?;
        let (settings, warnings) = usable(read, broken)?;
        world.choose_signs(settings.panel.glyphs);
        let mut desk = Desk::new(paths, world.clock.clone())
            .with_thresholds(settings.thresholds)
            .with_workflows(settings.workflows.clone())
            .with_checks(settings.checks.clone())
            .with_sources(&settings.sources);
        // The panel has the whole screen, and stays.
        if interface == Interface::Cli && !options.quiet {
            desk = desk.say_progress(progress::on_stderr(world.written_to.err));
        }
        Ok(Self {
            desk,
            hints: settings.hints && world.written_to.err && !options.json && !options.quiet,
            settings,
            zone: world.zone,
            json: options.json,
            warnings,
            interface,
            operator: options.operator.clone(),
            env: world.env,
            running: world.running,
        })
    }

    /// Returns who gives the commands. A question does not ask for it: the system may have to look for the
    /// name of the user.
    pub fn by(&self) -> By {
        let named = self.operator.as_deref();
        identity::by(self.interface, named, self.settings.operator.as_deref(), self.env)
    }

    /// Returns this, unless it is at the desk of a run that has not begun or was deleted: then a question
    /// has no answer.
    ///
    /// # Errors
    /// A refusal, or if the store cannot be read.
    pub fn at_kept_run(self, world: &World<'_>) -> Result<Self, Failure> {
        match self.must_be_kept() {
            Ok(()) => Ok(self),
            Err(failure) => {
                if matches!(failure, Failure::Refused(_)) {
                    world.spoke_to.take();
                }
                Err(failure)
            }
        }
    }

    /// Returns whether this is no desk of a run that has not begun or was deleted.
    ///
    /// # Errors
    /// As [`Self::at_kept_run`].
    pub fn must_be_kept(&self) -> Result<(), Failure> {
        let desk = self.desk.name();
        if desk.run().is_none() {
            return Ok(());
        }
        let view = self.desk.look()?;
        let is_kept = view.watch.session.as_ref().is_some_and(|run| run.kept_run().is_some());
        if is_kept || view.read_only.is_some() {
            return Ok(());
        }
        Err(no_run(desk.as_str()).into())
    }

    /// Returns what the desk shows now.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn look(&self) -> Result<Status, Failure> {
        let view = self.desk.look()?;
        let now = view.moment(self.desk.moment());
        Ok(Status {
            glance: Glance::of(&view.watch, &now),
            policy: PolicyGlance::of(&view.watch, &now, &view.directives),
            playbooks: self.open_playbooks(&view.watch, &now),
            read_only: view
                .read_only
                .map(|error| Failure::from(error).words(&|next| self.hint(next))),
            warnings: [self.warnings.clone(), view.warnings].concat(),
            open_tasks: Vec::new(),
            allowed: Vec::new(),
            notes: Vec::new(),
            has_more_notes: false,
            totals: None,
            sources_asked: None,
        })
    }

    /// Returns a hint in words, with commands for this desk.
    pub fn hint(&self, hint: &Hint) -> String {
        hint::text(hint, &self.desk.name(), self.zone)
    }

    /// Returns the problems of the desk, as lines beside an answer about the past.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn notices(&self) -> Result<Vec<String>, Failure> {
        let view = self.desk.look()?;
        let mut lines = warning_lines(&[self.warnings.clone(), view.warnings].concat());
        let failure =
            view.read_only.map(|error| Failure::from(error).words(&|next| self.hint(next)));
        lines.extend(failure.iter().flat_map(failed_lines));
        Ok(lines)
    }

    /// Returns one answer, as JSON or as lines.
    ///
    /// # Errors
    /// If the body cannot be written as JSON.
    pub fn answer<T: Document>(
        &self,
        body: &T,
        lines: impl FnOnce() -> Vec<String>,
    ) -> io::Result<Output> {
        Ok(if self.json {
            Output::Json(vec![contract::line(body)?])
        } else {
            Output::Lines(lines())
        })
    }
}

/// Says on stderr that another program is writing.
pub fn say_waiting(holder: Option<&str>) {
    let holder =
        holder.map_or("another program".to_owned(), |name| format!("another onwatch ({name})"));
    let line = format!("onwatch: waiting for {}, which is writing", composed(&holder));
    report_to(&mut io::stderr(), &[line], Look::default());
}
