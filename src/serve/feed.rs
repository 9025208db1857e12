//! Says when something may have happened on a desk. One thread watches the files of a desk, however many
//! streams ask.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::watch::{Receiver, Sender, channel};

use crate::core::DeskName;
use crate::paths::Paths;
use crate::watcher::watch;

/// Says when something may have happened on desks.
#[derive(Default)]
pub struct Feeds {
    by_desk: Mutex<HashMap<DeskName, Weak<Sender<u64>>>>,
}

/// Hears when something may have happened on one desk. The thread ends once nobody hears it.
pub struct Feed {
    changes: Receiver<u64>,
    /// Keeps the thread.
    _sender: Arc<Sender<u64>>,
}

impl Feed {
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
        by_desk.retain(|_, sender| sender.strong_count() > 0);
        if let Some(sender) = by_desk.get(&paths.desk).and_then(Weak::upgrade) {
            return Ok(Feed { changes: sender.subscribe(), _sender: sender });
        }
        let sender = Arc::new(channel(0_u64).0);
        let told = Arc::downgrade(&sender);
        watch(
            paths.clone(),
            Box::new(move |_| {
                let Some(sender) = told.upgrade() else { return false };
                sender.send_modify(|count| *count = count.wrapping_add(1));
                true
            }),
        )?;
        by_desk.insert(paths.desk.clone(), Arc::downgrade(&sender));
        Ok(Feed { changes: sender.subscribe(), _sender: sender })
    }
}
