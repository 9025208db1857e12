//! Says when something may have happened on a desk. One thread watches the files of a desk, however many
//! streams ask.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::watch::{Receiver, Sender, channel};

use crate::core::DeskName;
use crate::paths::Paths;
use crate::watcher::{FileWatch, watch};

/// Says when something may have happened on desks.
#[derive(Default)]
pub struct Feeds {
    by_desk: Mutex<HashMap<DeskName, WeakFeed>>,
}

/// What the streams of one desk share, as long as one of them lives.
type WeakFeed = (Weak<Sender<u64>>, Weak<EndedWatch>);

/// Hears when something may have happened on one desk. The thread ends once nobody hears it.
pub struct Feed {
    changes: Receiver<u64>,
    // The order counts: the thread looks whether there is a sender when its end is asked for.
    sender: Arc<Sender<u64>>,
    end: Arc<EndedWatch>,
}

/// Ends the thread when it is dropped.
struct EndedWatch(FileWatch);

impl Drop for EndedWatch {
    fn drop(&mut self) {
        self.0.ask_listener();
    }
}

impl Feed {
    fn of((sender, end): (Arc<Sender<u64>>, Arc<EndedWatch>)) -> Self {
        Self { changes: sender.subscribe(), sender, end }
    }

    /// Waits until something may have happened since the last call.
    pub async fn changed(&mut self) {
        // The sender lives as long as this value.
        let _ = self.changes.changed().await;
    }
}

impl Feeds {
    /// Begins to hear of a desk.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn of(&self, paths: &Paths) -> io::Result<Feed> {
        let mut by_desk = self.by_desk.lock().unwrap_or_else(PoisonError::into_inner);
        by_desk.retain(|_, (sender, _)| sender.strong_count() > 0);
        let known = by_desk.get(&paths.desk);
        if let Some(known) =
            known.and_then(|(sender, end)| Some((sender.upgrade()?, end.upgrade()?)))
        {
            return Ok(Feed::of(known));
        }
        let sender = Arc::new(channel(0_u64).0);
        let told = Arc::downgrade(&sender);
        let watching = watch(
            paths.clone(),
            Box::new(move |_| {
                let Some(sender) = told.upgrade() else { return false };
                sender.send_modify(|count| *count = count.wrapping_add(1));
                true
            }),
        )?;
        let feed = Feed::of((sender, Arc::new(EndedWatch(watching))));
        let weak = (Arc::downgrade(&feed.sender), Arc::downgrade(&feed.end));
        by_desk.insert(paths.desk.clone(), weak);
        Ok(feed)
    }
}
