//! A record of a file, and the session that it becomes.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use strum::{Display, IntoStaticStr};

use crate::core::{Bound, FrameKind, FrameRef, ID, NOTE, NewFrame, expand_id};

/// The types of context that a record can name, outermost first.
const KINDS: [&str; 5] = ["client", "project", "sprint", "task", "subtask"];

/// How many bytes of the hash are kept: enough for all records of a life.
const HASH_BYTES: usize = 16;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum ImportFormat {
    /// A data file of Timewarrior, or what `timew export` writes.
    Timewarrior,
    /// The `frames` file of Watson, or what `watson log --json` writes.
    Watson,
    /// Comma-separated values. The first line names the columns.
    Csv,
}

/// A past session as a file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The line of the file on which it starts; the first line is 1.
    pub line: usize,
    /// When it started, UTC.
    pub from_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub to_utc: DateTime<Utc>,
    /// What it was about.
    pub notes: Option<String>,
    /// Its contexts, outermost first. Each type occurs at most once.
    pub contexts: Vec<NewFrame>,
    /// Its tags, as the file has them.
    pub tags: Vec<String>,
    /// The hash of the record. The same record always has the same hash.
    pub hash: String,
}

/// A record that cannot become a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The line of the file on which it starts; the first line is 1.
    pub line: usize,
    /// Why, as a clause such as `it is still open`.
    pub why: String,
}

/// What a record says, in the words of its file.
#[derive(Debug, Clone, Default)]
pub(super) struct SourceRecord {
    /// When it started, UTC.
    pub(super) from_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub(super) to_utc: DateTime<Utc>,
    /// What it was about.
    pub(super) notes: Option<String>,
    /// Contexts with their types.
    pub(super) contexts: Vec<(&'static str, String)>,
    /// Words without a type.
    pub(super) tags: Vec<String>,
}

impl SourceRecord {
    /// Returns the session that it becomes. A tag that is the name of a context, such as `TASK-7`,
    /// becomes that context. In Timewarrior, which has no projects, the first other tag is the
    /// project. The rest goes to the notes.
    ///
    /// # Errors
    /// The text that is too long.
    pub(super) fn session(self, line: usize, format: ImportFormat) -> Result<Imported, String> {
        let hash = self.hash(format);
        let mut contexts = Contexts::default();
        for (kind, id) in &self.contexts {
            let kind: FrameKind = kind.parse()?;
            within(ID, kind.as_str(), &expand_id(&kind, id))?;
            contexts.set(kind, id.clone());
        }
        let named = |tag: &String| {
            FrameRef::of_one_word(tag)
                .filter(|name| is_known(&name.kind) && is_id(&name.kind, &name.id))
        };
        let mut others: Vec<&str> = Vec::new();
        for tag in &self.tags {
            match named(tag) {
                Some(name) if !contexts.has(&name.kind) => contexts.set(name.kind, name.id),
                Some(_) | None => others.push(tag),
            }
        }
        let project: FrameKind = "project".parse()?;
        if format == ImportFormat::Timewarrior
            && !contexts.has(&project)
            && let Some(first) = others.iter().position(|tag| is_id(&project, tag))
        {
            contexts.set(project, others.remove(first).to_owned());
        }
        let notes = with_tags(self.notes.as_deref(), &others);
        within(NOTE, "notes", notes.as_deref().unwrap_or_default())?;
        let (from_utc, to_utc) = (self.from_utc, self.to_utc);
        let contexts = contexts.in_order();
        Ok(Imported { line, from_utc, to_utc, notes, contexts, tags: self.tags, hash })
    }

    /// Returns the hash of what the record says. It does not depend on how that is written.
    fn hash(&self, format: ImportFormat) -> String {
        let (from, to) = (self.from_utc.timestamp_millis(), self.to_utc.timestamp_millis());
        let said = (format.to_string(), from, to, &self.notes, &self.contexts, &self.tags);
        let digest = Sha256::digest(serde_json::to_vec(&said).unwrap_or_default());
        HEXLOWER.encode(digest.get(..HASH_BYTES).unwrap_or_default())
    }
}

/// The contexts of a session, at most one of each type.
#[derive(Default)]
struct Contexts(Vec<(FrameKind, String)>);

impl Contexts {
    fn has(&self, kind: &FrameKind) -> bool {
        self.0.iter().any(|(other, _)| other == kind)
    }

    fn set(&mut self, kind: FrameKind, id: String) {
        self.0.push((kind, id));
    }

    fn in_order(mut self) -> Vec<NewFrame> {
        let depth = |kind: &FrameKind| KINDS.iter().position(|word| *word == kind.as_str());
        self.0.sort_by_key(|(kind, _)| depth(kind));
        let frame = |(kind, id)| NewFrame::new(kind, id);
        self.0.into_iter().map(frame).collect()
    }
}

fn is_known(kind: &FrameKind) -> bool {
    KINDS.contains(&kind.as_str())
}

/// Reports whether a text is short enough for the id of a context.
fn is_id(kind: &FrameKind, id: &str) -> bool {
    ID.check_some(&expand_id(kind, id)).is_ok()
}

/// Returns notes with the tags after them, as in `Write the plan [urgent, review]`.
fn with_tags(notes: Option<&str>, tags: &[&str]) -> Option<String> {
    let tags = tags.join(", ");
    match notes {
        Some(notes) if tags.is_empty() => Some(notes.to_owned()),
        Some(notes) => Some(format!("{notes} [{tags}]")),
        None => (!tags.is_empty()).then_some(tags),
    }
}

fn within(bound: Bound, name: &str, text: &str) -> Result<(), String> {
    let length = text.chars().count();
    if length <= bound.max {
        return Ok(());
    }
    let has = if name.ends_with('s') { "have" } else { "has" };
    Err(format!("its {name} {has} {length} characters and may have {}", bound.max))
}
