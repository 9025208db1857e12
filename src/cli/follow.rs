//! Prints the activities as they happen, until nobody reads stdout any more.

use std::io;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::cli_session::CliSession;
use super::error::CliError;
use super::log;
use super::reply::{Output, Reply, pass_on, report, warning_lines};
use super::world::World;
use crate::contract::{self, LoggedActivity};
use crate::core::{Activity, SessionName};
use crate::watcher::{self, FileChange};

/// The width of a key, so that lines that are printed one by one form columns.
const KEY_WIDTH: usize = "SESSION-001".len();

/// What may happen while the activities are followed.
pub enum FollowEvent {
    /// The files may have changed.
    Changed(FileChange),
    /// Nobody reads stdout any more.
    Unread,
}

impl CliSession<'_> {
    /// Prints the newest activities, then each new one. Returns when stdout has no reader.
    pub(super) fn follow(
        &self,
        count: usize,
        name: Option<&SessionName>,
        world: &mut World<'_>,
    ) -> Result<Reply, CliError> {
        report(world, &warning_lines(&self.warnings));
        let (hear, heard) = channel::<FollowEvent>();
        self.listen(world.until_unread, hear)?;
        let mut seq = self.desk.look()?.watch.seq;
        let mut news = match name {
            Some(name) => self.desk.log_of(name, count)?.answer,
            None => self.desk.log(count)?,
        };
        // An activity that came between the two looks is reported in the next round.
        news.retain(|activity| activity.seq <= seq);
        while pass_on(world, &self.news(&news)?)? {
            match heard.recv() {
                // If only the settings changed, the look finds nothing new.
                Ok(FollowEvent::Changed(FileChange::Files | FileChange::Settings)) => {}
                Ok(FollowEvent::Changed(FileChange::Polling(why))) => {
                    let what = "new activities may be reported two seconds late".to_owned();
                    report(world, &warning_lines(&[format!("{what}: {why}")]));
                }
                Ok(FollowEvent::Unread) | Err(_) => break,
            }
            (seq, news) = self.desk.log_after(seq, name)?;
        }
        Ok(Reply::done(Output::Lines(Vec::new())))
    }

    /// Sends an event for each change, and one when nobody reads stdout any more.
    ///
    /// # Errors
    /// If no thread can be started.
    pub(super) fn listen<News: From<FollowEvent> + Send + 'static>(
        &self,
        until_unread: fn(),
        hear: Sender<News>,
    ) -> io::Result<()> {
        let of_change = hear.clone();
        let paths = self.desk.paths().clone();
        watcher::watch(
            paths,
            Box::new(move |change| of_change.send(FollowEvent::Changed(change).into()).is_ok()),
        )?;
        say_when_unread(until_unread, hear, FollowEvent::Unread.into())
    }

    fn news(&self, activities: &[Activity]) -> io::Result<Output> {
        Ok(if self.json {
            Output::Json(contract::lines(activities.iter().rev().map(LoggedActivity::from))?)
        } else if activities.is_empty() {
            Output::Lines(Vec::new())
        } else {
            Output::Lines(log::lines(activities, KEY_WIDTH, self.zone))
        })
    }
}

/// Sends an event when nobody reads stdout any more.
///
/// # Errors
/// If no thread can be started.
pub fn say_when_unread<News: Send + 'static>(
    until_unread: fn(),
    hear: Sender<News>,
    unread: News,
) -> io::Result<()> {
    thread::Builder::new().name("reader".into()).spawn(move || {
        until_unread();
        // The receiver may have ended already.
        drop(hear.send(unread));
    })?;
    Ok(())
}
