//! The access log: one line for each request, written beside the answers.
//!
//! A thread writes; requests never wait for it. What it cannot take is counted, and the log says how much that
//! was. No line has a token, a header or a value from behind `?`.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::StatusCode;
use http::request::Parts;
use rustix::fs::OFlags;
use serde::Serialize;

use super::problem::Problem;
use super::who::Peer;
use crate::contract::{AccessLine, AccessLost};
use crate::safe_text::safe_json;

/// How many lines wait to be written.
const WAITING_MAX: usize = 1_024;
/// From how many bytes on a new file is begun.
const FILE_MAX: u64 = 8 * 1024 * 1024;
/// How many earlier files are kept.
const KEPT: usize = 3;
/// What a token begins with.
const TOKEN_BEGIN: &str = "owt_";
/// The most characters of a path in a line.
const PATH_MAX: usize = 256;
/// The most characters of a method in a line.
const METHOD_MAX: usize = 16;
/// How long the last lines may take once the server ends.
const LAST_LINES: Duration = Duration::from_millis(500);

/// What a request asks, as far as the log says it.
pub struct AskedLine {
    peer: &'static str,
    method: String,
    path: String,
}

/// What is known of a request once it was answered. The answer carries it to the log.
#[derive(Debug, Clone, Default)]
pub struct AccessFacts {
    /// What the caller is called; `None` if nobody looked.
    pub who: Option<String>,
    /// The path of the route.
    pub route: Option<&'static str>,
    /// The number of the event that was made.
    pub event: Option<u64>,
    /// Why it was refused.
    pub refused: Option<String>,
}

impl AskedLine {
    /// Returns what the head of a request asks.
    #[must_use]
    pub fn of(head: &Parts, peer: Peer) -> Self {
        let begin = |text: &str, most: usize| text.chars().take(most).collect();
        let peer = match peer {
            Peer::User(_) => "unix",
            Peer::Address { from, .. } if from.ip().to_canonical().is_loopback() => "loopback",
            Peer::Address { .. } => "remote",
        };
        let method = begin(head.method.as_str(), METHOD_MAX);
        Self { peer, method, path: begin(&masked(head.uri.path()), PATH_MAX) }
    }
}

impl AccessFacts {
    /// Returns what is known of a request that was refused before anybody looked who sent it.
    #[must_use]
    pub fn refused(problem: &Problem) -> Self {
        Self { refused: Some(problem.words.why.clone()), ..Self::default() }
    }
}

/// The access log of a server.
pub struct AccessLog {
    /// `None` once the server ends.
    lines: Option<SyncSender<AccessLine>>,
    lost: Arc<AtomicU64>,
    written: Mutex<Receiver<()>>,
}

impl AccessLog {
    /// Begins to write to a file.
    ///
    /// # Errors
    /// The error of the system if there is no thread for it.
    pub fn begin(path: PathBuf) -> io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING_MAX);
        let (done, written) = sync_channel(1);
        let lost = Arc::new(AtomicU64::new(0));
        let writer = AccessWriter { path, lost: Arc::clone(&lost), file: None };
        thread::Builder::new().name("access-log".to_owned()).spawn(move || {
            writer.write_all(&waiting);
            let _ = done.send(());
        })?;
        Ok(Self { lines: Some(lines), lost, written: Mutex::new(written) })
    }

    /// Records an answered request. It never waits: if too many lines wait already, one more is lost.
    pub fn record(
        &self,
        time: DateTime<Utc>,
        asked: AskedLine,
        recorded: AccessFacts,
        status: StatusCode,
        took: Duration,
    ) {
        let line = AccessLine {
            time,
            who: recorded.who.unwrap_or_else(|| "anonymous".to_owned()),
            peer: asked.peer,
            method: asked.method,
            route: recorded.route,
            path: asked.path,
            status: status.as_u16(),
            ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            event: recorded.event,
            refused: recorded.refused.as_deref().map(masked),
        };
        if self.lines.as_ref().is_none_or(|lines| lines.try_send(line).is_err()) {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for AccessLog {
    fn drop(&mut self) {
        self.lines = None;
        // A disk that hangs does not hold up the end.
        let written = self.written.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = written.recv_timeout(LAST_LINES);
    }
}

/// Writes the lines.
struct AccessWriter {
    path: PathBuf,
    lost: Arc<AtomicU64>,
    file: Option<(File, u64)>,
}

impl AccessWriter {
    fn write_all(mut self, waiting: &Receiver<AccessLine>) {
        while let Ok(first) = waiting.recv() {
            let lines: Vec<_> =
                [first].into_iter().chain(waiting.try_iter().take(WAITING_MAX)).collect();
            let count = u64::try_from(lines.len()).unwrap_or(u64::MAX);
            let lost = self.lost.swap(0, Ordering::Relaxed);
            let missing = lines.first().filter(|_| lost > 0);
            let missing = missing.map(|line| AccessLost { time: line.time, lost });
            let text: String = missing
                .iter()
                .filter_map(json_line)
                .chain(lines.iter().filter_map(json_line))
                .collect();
            if let Err(error) = self.write(text.as_bytes()) {
                // A full disk stops no answer. Once there is room, the log says what it lacks.
                if lost == 0 {
                    tracing::warn!("the access log cannot be written: {error}");
                }
                self.lost.fetch_add(lost.saturating_add(count), Ordering::Relaxed);
                self.file = None;
            }
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.file.as_ref().is_some_and(|(_, size)| *size >= FILE_MAX) {
            self.file = None;
            rotate(&self.path)?;
        }
        if self.file.is_none() {
            if let Some(folder) = self.path.parent() {
                DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            }
            let file = open(&self.path)?;
            let size = file.metadata()?.len();
            self.file = Some((file, size));
        }
        let Some((file, size)) = &mut self.file else { return Ok(()) };
        let before = *size;
        if let Err(error) = file.write_all(bytes) {
            // A part of a line would make the next one unreadable.
            let _ = file.set_len(before);
            return Err(error);
        }
        *size = before.saturating_add(u64::try_from(bytes.len()).unwrap_or_default());
        Ok(())
    }
}

fn json_line<T: Serialize>(line: &T) -> Option<String> {
    let json = serde_json::to_string(line).ok()?;
    Some(format!("{}\n", safe_json(&json)))
}

/// Returns a text without what looks like a token: one may stand where none belongs.
fn masked(text: &str) -> String {
    let mut parts = text.split(TOKEN_BEGIN);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |before, part| {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric());
        format!("{before}{TOKEN_BEGIN}…{rest}")
    })
}

fn open(path: &Path) -> io::Result<File> {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(flags).open(path)
}

/// Gives the file the name of the newest of the earlier ones, and forgets the oldest.
fn rotate(path: &Path) -> io::Result<()> {
    let earlier = |nth: usize| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{nth}"));
        PathBuf::from(name)
    };
    for nth in (1..KEPT).rev() {
        match fs::rename(earlier(nth), earlier(nth + 1)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(path, earlier(1))
}
