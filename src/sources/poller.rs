//! Asks the sources of a desk at their times, as soon as no other process does.
//!
//! One process of a desk asks: whoever has the lock. Each source has a thread of its own, so that one that
//! hangs delays no other. What they say is in the file of answers; what counts of it is recorded.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::answers_file::{private_dir, read_answers};
use super::bell::{Bell, Woken};
use super::host::{Polled, PollerHost, PollerNews, lock};
use super::lock::PollLock;
use super::pace::PollPace;
use super::polling::Polling;
use crate::config::{SourceSettings, SourceWay};
use crate::paths::Paths;
use crate::watcher::{Heeded, NamedFilesWatch, watch_named_files};

/// How long to wait before the lock is tried again, if there is none.
const NO_LOCK: Duration = Duration::from_secs(60);

/// Asks the sources of a desk until it is dropped. Then it records nothing more, ends its commands, and lets
/// another process ask. A process that ends calls `end`: it waits until the commands are gone.
pub struct Poller {
    bell: Arc<Bell>,
    following: Following,
    asking: Asking,
}

/// Whether this process has the lock, and a signal when it gives it back.
type Asking = Arc<(Mutex<bool>, Condvar)>;

/// The watch of the file of answers, while another process asks.
type Following = Arc<Mutex<Option<NamedFilesWatch>>>;

/// Whether a front end wants to know what is answered while another process asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhileWaiting {
    /// It shows the answers.
    Follow,
    /// It waits.
    Sleep,
}

impl Poller {
    /// Starts to wait for the lock, and then to ask.
    ///
    /// # Errors
    /// The error of the system if it cannot start a thread.
    pub fn spawn(
        paths: &Paths,
        sources: Vec<SourceSettings>,
        host: Arc<dyn PollerHost>,
        pace: Arc<dyn PollPace>,
        meanwhile: WhileWaiting,
    ) -> io::Result<Self> {
        let polled =
            Polled { answers: paths.sources(), lock: paths.sources_lock(), sources, host, pace };
        let lists = [paths.profiles(), paths.open_runs()];
        let (bell, following) = (Arc::new(Bell::default()), Following::default());
        let asking = Asking::default();
        let begun = Self {
            bell: Arc::clone(&bell),
            following: Arc::clone(&following),
            asking: Arc::clone(&asking),
        };
        named("sources").spawn(move || {
            make_lists(&lists);
            run(&Arc::new(polled), &bell, (&following, meanwhile), &asking);
        })?;
        Ok(begun)
    }
}

impl Poller {
    /// Ends it, and waits until another process can ask, at most for some time.
    pub fn end(self, most: Duration) {
        let asking = Arc::clone(&self.asking);
        drop(self);
        let (is_asking, changed) = &*asking;
        // Whatever it records just now takes its time.
        let _ = changed
            .wait_timeout_while(lock(is_asking), most, |is_asking| *is_asking)
            .unwrap_or_else(PoisonError::into_inner);
    }
}

impl Drop for Poller {
    fn drop(&mut self) {
        // A thread that waits for the lock gives it back as soon as it gets it.
        self.bell.end();
        unfollow(&self.following);
    }
}

/// Makes the directories that list the desks of this machine. Whoever watches desks watches the directory above
/// one that is missing. That has the file of answers, so each answer would wake them.
fn make_lists(lists: &[PathBuf]) {
    for list in lists {
        // Without it, they are woken.
        let _ = private_dir(list);
    }
}

fn run(
    polled: &Arc<Polled>,
    bell: &Arc<Bell>,
    (following, meanwhile): (&Following, WhileWaiting),
    asking: &Asking,
) {
    while !bell.is_over() {
        if meanwhile == WhileWaiting::Follow {
            follow(polled, bell, following);
        }
        match PollLock::wait(&polled.lock) {
            Ok(lock) => {
                unfollow(following);
                set(asking, true);
                // Given up while it waited, it gives the lock back at once.
                if bell.is_over() {
                    drop(lock);
                } else {
                    poll(polled, bell, lock);
                }
                set(asking, false);
            }
            Err(error) => {
                let shown = polled.lock.display();
                let why = format!("no source is asked: {shown} cannot be locked ({error})");
                polled.host.hear(PollerNews::Failed(why));
                bell.wait(Some(NO_LOCK));
            }
        }
    }
}

fn set(asking: &Asking, is_asking: bool) {
    *lock(&asking.0) = is_asking;
    asking.1.notify_all();
}

/// Asks until the poller is dropped or the lock is lost.
fn poll(polled: &Arc<Polled>, bell: &Arc<Bell>, lock: PollLock) {
    let polling = Arc::new(Polling::begin(Arc::clone(polled), lock, Arc::clone(bell)));
    polled.host.hear(PollerNews::Begun);
    polling.record_kept();
    let bells: Vec<Arc<Bell>> = polled.sources.iter().map(|_| Arc::default()).collect();
    // Before the first look, so that no change is missed.
    let watch = watch_sources(&polled.sources, &bells);
    for (source, own) in polled.sources.iter().zip(&bells) {
        let (polling, source, own) = (Arc::clone(&polling), source.clone(), Arc::clone(own));
        let name = format!("source {}", source.name.replace('\0', " "));
        if let Err(error) = named(&name).spawn(move || polling.ask(&source, &own)) {
            let why = format!("the system starts no thread to ask a source ({error})");
            polled.host.hear(PollerNews::Failed(why));
        }
    }
    // A ring says that the lock is lost.
    let _: Woken = bell.wait(None);
    drop(watch);
    for bell in &bells {
        bell.end();
    }
    polling.end();
}

/// Watches the files that are sources. If that is not possible, they are read at their times.
fn watch_sources(sources: &[SourceSettings], bells: &[Arc<Bell>]) -> Option<NamedFilesWatch> {
    let files = sources.iter().zip(bells).filter_map(|(source, bell)| match &source.way {
        SourceWay::File(path) => Some((path.clone(), Arc::clone(bell))),
        SourceWay::Command(_) | SourceWay::Http(_) => None,
    });
    let (files, bells): (Vec<PathBuf>, Vec<Arc<Bell>>) = files.unzip();
    if files.is_empty() {
        return None;
    }
    let ring = move |changed: usize| {
        if let Some(bell) = bells.get(changed) {
            bell.ring();
        }
    };
    watch_named_files(files, Heeded::Contents, ring).ok()
}

/// Tells what another process was answered, now and each time.
fn follow(polled: &Arc<Polled>, bell: &Bell, following: &Following) {
    let tell = |polled: &Polled| {
        let answers = &read_answers(&polled.answers);
        polled.host.hear(PollerNews::Answered { source: None, answers });
    };
    let told = Arc::clone(polled);
    let file: &Path = &polled.answers;
    let watch = watch_named_files(vec![file.to_owned()], Heeded::Renames, move |_| tell(&told));
    // Without a watch, ages are those of the beginning until this process asks.
    *lock(following) = watch.ok();
    tell(polled);
    if bell.is_over() {
        unfollow(following);
    }
}

fn unfollow(following: &Following) {
    *lock(following) = None;
}

fn named(name: &str) -> thread::Builder {
    thread::Builder::new().name(name.to_owned())
}
