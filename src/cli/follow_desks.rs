//! Prints the desks, then what changed of them, until nobody reads stdout any more.

use std::io;
use std::sync::mpsc::channel;

use super::args::DesksArgs;
use super::cli_session::CliSession;
use super::desks::NO_DESK;
use super::error::CliError;
use super::follow::say_when_unread;
use super::reply::{Output, Reply, pass_on, report, warning_lines};
use super::world::World;
use crate::contract::{self, DeskNow};
use crate::core::{DeskGlance, DeskName};
use crate::desk::Asked;
use crate::watcher::{self, DesksChange, WatchedDesks};

/// What may happen while the desks are followed.
enum DesksEvent {
    /// Desks may have changed.
    Changed(DesksChange),
    /// Nobody reads stdout any more.
    Unread,
}

impl CliSession<'_> {
    /// Prints the desks, and again whenever something changed. Returns when stdout has no reader.
    pub(super) fn follow_desks(
        &self,
        args: &DesksArgs,
        world: &mut World<'_>,
    ) -> Result<Reply, CliError> {
        let (hear, heard) = channel();
        say_when_unread(world.until_unread, hear.clone(), DesksEvent::Unread)?;
        let changed = Box::new(move |change| hear.send(DesksEvent::Changed(change)).is_ok());
        let paths = self.desk.paths().clone();
        watcher::watch_desks(paths, WatchedDesks::All, changed)?.pace(true);
        let (mut seen, mut warned) = (None, self.warnings.clone());
        report(world, &warning_lines(&warned));
        // The first event comes as soon as the desks are watched.
        while let Ok(DesksEvent::Changed(change)) = heard.recv() {
            if let DesksChange::Polling(why) = change {
                let what = "changes may be reported five seconds late";
                report(world, &warning_lines(&[format!("{what}: {why}")]));
                continue;
            }
            let desks = self.listed_desks(args)?;
            let new: Vec<_> =
                desks.warnings.iter().filter(|it| !warned.contains(it)).cloned().collect();
            report(world, &warning_lines(&new));
            if !pass_on(world, &self.changed_desks(seen.as_deref(), &desks, world)?)? {
                break;
            }
            (seen, warned) = (Some(desks.answer), desks.warnings);
        }
        Ok(Reply::done(Output::Lines(Vec::new())))
    }

    /// Returns what is printed after a look: in JSON the desks that changed and those that left the list,
    /// or else the whole list if there is one of them.
    fn changed_desks(
        &self,
        seen: Option<&[DeskGlance]>,
        asked: &Asked<Vec<DeskGlance>>,
        world: &World<'_>,
    ) -> io::Result<Output> {
        let (before, desks) = (seen.unwrap_or_default(), &asked.answer);
        let is_new = |desk: &&DeskGlance| {
            find(&desk.desk, before).is_none_or(|before| desk.changed_since(before))
        };
        let changed: Vec<_> = desks.iter().filter(is_new).collect();
        let left = before.iter().map(|old| &old.desk).filter(|desk| find(desk, desks).is_none());
        let left: Vec<_> = left.map(|desk| self.after_it_left(desk)).collect();
        if self.json {
            let left = left.iter().map(|desk| DeskNow { desk, listed: Some(false) });
            let changed = changed.into_iter().map(|desk| DeskNow { desk, listed: Some(true) });
            return Ok(Output::Json(contract::lines(left.chain(changed))?));
        }
        let blank = match seen {
            Some(_) if left.is_empty() && changed.is_empty() => {
                return Ok(Output::Lines(Vec::new()));
            }
            Some(_) => Some(String::new()),
            None => None,
        };
        let lines = self.desk_lines(asked, NO_DESK, world);
        let blank = blank.filter(|_| !lines.is_empty());
        Ok(Output::Lines(blank.into_iter().chain(lines).collect()))
    }

    /// Returns a desk as it is after it left the list: its session is over, or there is none.
    fn after_it_left(&self, desk: &DeskName) -> DeskGlance {
        let view = self.desk.look_into(desk);
        view.map_or_else(|_| DeskGlance::gone(desk.clone()), |view| view.glance)
    }
}

fn find<'a>(desk: &DeskName, all: &'a [DeskGlance]) -> Option<&'a DeskGlance> {
    all.iter().find(|other| other.desk == *desk)
}
