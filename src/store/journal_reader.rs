//! Reads the events of the journal forwards, from a position on that an earlier reader has reached.

use memchr::memmem;

use super::disk::Open;
use super::error::StoreError;
use super::events::{OTHER_STORE, missing_until};
use super::files::Store;
use super::forward_lines::{self, ForwardLines};
use super::line;
use super::reverse_lines::ReverseLines;
use super::segment::{JournalPosition, SegmentName};

/// How far a reader of the journal has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalCursor {
    /// The id of the store.
    pub store_id: String,
    /// The last event that was read.
    pub seq: u64,
    /// The end of its line, or of the first line of a segment without events.
    pub at: JournalPosition,
}

/// One line of the journal.
#[derive(Debug, Clone, Copy)]
pub struct JournalLine<'a> {
    /// Its segment.
    pub segment: SegmentName,
    /// Where it begins, bytes.
    pub from: u64,
    /// Where it ends, bytes.
    pub end: u64,
    /// Its event.
    pub seq: u64,
    /// Its checksum.
    pub crc: &'a str,
    /// The line with its newline. Its checksum was checked.
    pub text: &'a [u8],
}

/// What became of reading on.
#[derive(Debug)]
pub enum ReadOn {
    /// The journal was read from the cursor to its end.
    ToTheEnd,
    /// The journal is not the one that the cursor has read, or was repaired since.
    DoesNotFit,
}

/// The segments of a journal, each with what its first line tells.
struct Segment {
    name: SegmentName,
    /// The event after which it begins; `None` if its first line cannot be read.
    begins: Option<u64>,
    /// The id of its store; `None` if its first line cannot be read.
    store_id: Option<String>,
    /// Whether a repair began it: earlier events may be lost since.
    is_repaired: bool,
}

/// How far a segment counts.
#[derive(Clone, Copy)]
struct SegmentReach {
    /// The last event; the greatest number if no segment follows.
    last: u64,
    /// Whether it must have that event.
    is_exact: bool,
}

/// A reader on its way.
struct Forwards<'a> {
    store: &'a Store,
    /// Where an earlier reader stopped.
    from: Option<&'a JournalPosition>,
    each: &'a mut dyn FnMut(JournalLine<'_>) -> bool,
    /// The id of the store, which the newest segment names.
    store_id: String,
    /// The last event that was read; zero before the first one.
    seq: u64,
    /// Its segment, the end of its line, and its checksum.
    last: Option<(SegmentName, u64, String)>,
    /// Whether events may be missing here: a repair has noted it.
    is_after_damage: bool,
    stopped: bool,
}

impl Store {
    /// Calls `each` with the lines after a cursor, in order, until it returns `false`, and moves the
    /// cursor over those that it took. Without a cursor, begins with the first line.
    ///
    /// Passes over damage of which a repair has kept a copy. Reads no line after the newest one that
    /// counts. If this fails, the cursor tells how far it came, and it can go on from there.
    ///
    /// # Errors
    /// [`StoreError`] if the journal cannot be read or has other damage.
    pub fn read_on(
        &self,
        cursor: &mut Option<JournalCursor>,
        each: &mut dyn FnMut(JournalLine<'_>) -> bool,
    ) -> Result<ReadOn, StoreError> {
        let names = self.segments()?;
        let first = match cursor {
            None => 0,
            Some(cursor) => {
                let is_it = |name: &SegmentName| name.to_string() == cursor.at.segment;
                match names.iter().position(is_it) {
                    Some(nth) if self.still_holds(names.get(nth), cursor)? => nth,
                    _ => return Ok(ReadOn::DoesNotFit),
                }
            }
        };
        let segments: Vec<Segment> = names
            .iter()
            .skip(first)
            .map(|name| self.segment_head(*name))
            .collect::<Result<_, _>>()?;
        let seq = cursor.as_ref().map_or(0, |cursor| cursor.seq);
        let later = segments.iter().skip(usize::from(cursor.is_some()));
        let is_other = |segment: &Segment| {
            segment.is_repaired || segment.begins.is_some_and(|begins| begins < seq)
        };
        if cursor.is_some() && later.clone().any(is_other) {
            return Ok(ReadOn::DoesNotFit);
        }
        let newest = segments.iter().rev().find_map(|segment| segment.store_id.clone());
        let store_id = match cursor {
            Some(cursor) => cursor.store_id.clone(),
            None => newest.unwrap_or_default(),
        };
        if cursor.is_none()
            && let Some(missing) = self.missing_start(&names)?
            && !missing.noted
        {
            let begins = segments.first().and_then(|segment| segment.begins);
            let cause = missing_until(begins.unwrap_or(0));
            return Err(StoreError::damaged(&missing.path, 0, cause));
        }
        let (from, is_after_damage) = (cursor.take(), cursor.is_none());
        let mut forwards = Forwards {
            store: self,
            from: from.as_ref().map(|cursor| &cursor.at),
            each,
            store_id,
            seq,
            last: None,
            is_after_damage,
            stopped: false,
        };
        let read = forwards.read_segments(&segments);
        let reached = forwards.reached();
        *cursor = reached.or(from);
        read.map(|()| ReadOn::ToTheEnd)
    }

    /// As [`Store::read_on`], but waits until nobody writes if something looks damaged. A writer must
    /// not call it.
    ///
    /// # Errors
    /// As [`Store::read_on`], or if a writer does not finish in time.
    pub fn read_on_patiently(
        &self,
        cursor: &mut Option<JournalCursor>,
        each: &mut dyn FnMut(JournalLine<'_>) -> bool,
    ) -> Result<ReadOn, StoreError> {
        match self.read_on(cursor, each) {
            Err(StoreError::Damaged { .. }) => {
                let _quiet = self.lock_shared()?;
                self.read_on(cursor, each)
            }
            read => read,
        }
    }

    /// Returns the id of the store that the journal belongs to; `None` if there is no journal.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read.
    pub fn journal_id(&self) -> Result<Option<String>, StoreError> {
        let newest = self.segments()?.pop();
        newest.map_or(Ok(None), |name| Ok(self.segment_head(name)?.store_id))
    }

    /// Reports whether the journal ends where a reader has stopped; without a cursor, whether there
    /// is no journal. Does not look into the lines.
    ///
    /// # Errors
    /// [`StoreError`] if the journal cannot be read.
    pub fn ends_at(&self, cursor: Option<&JournalCursor>) -> Result<bool, StoreError> {
        match (self.segments()?.last(), cursor) {
            (None, None) => Ok(true),
            (Some(newest), Some(cursor)) if newest.to_string() == cursor.at.segment => {
                let path = self.segment_path(*newest);
                let len = self.stat(&path)?.map_or(0, |stat| stat.len);
                Ok(len == cursor.at.offset && self.still_holds(Some(newest), cursor)?)
            }
            (Some(_), _) | (None, Some(_)) => Ok(false),
        }
    }

    /// Reports whether the line at which a reader has stopped is still in its segment.
    fn still_holds(
        &self,
        name: Option<&SegmentName>,
        cursor: &JournalCursor,
    ) -> Result<bool, StoreError> {
        let Some(name) = name else { return Ok(false) };
        let head = self.segment_head(*name)?;
        Ok(head.store_id.as_ref() == Some(&cursor.store_id) && self.is_line_end(&cursor.at)?)
    }

    /// Reports whether a line with its checksum ends at a position. The last line of the journal may
    /// lack its newline.
    pub(super) fn is_line_end(&self, at: &JournalPosition) -> Result<bool, StoreError> {
        let path = self.paths.history().join(&at.segment);
        let Some(file) = self.open(&path, Open::Read)? else { return Ok(false) };
        let line = ReverseLines::last_before(file.as_ref(), &path, at.offset)?.next()?;
        let line = line.and_then(|(_, text)| Some(line::mended(&text)?.into_owned()));
        Ok(line.is_some_and(|text| line::carried_crc(&text) == Some(&at.crc)))
    }

    fn segment_head(&self, name: SegmentName) -> Result<Segment, StoreError> {
        let path = self.segment_path(name);
        let nothing = Segment { name, begins: None, store_id: None, is_repaired: false };
        let Some(file) = self.open(&path, Open::Read)? else { return Ok(nothing) };
        let first = forward_lines::first_line(file.as_ref(), &path)?;
        let Some(head) = line::mended(&first).filter(|head| is_checkpoint(head)) else {
            return Ok(nothing);
        };
        let store_id = line::store_id(&head).map(ToOwned::to_owned);
        let begins = line::seq(&head);
        let is_repaired = memmem::find(&head, b"\"repaired\":true").is_some();
        Ok(Segment { name, begins, store_id, is_repaired })
    }
}

/// Reports whether a line is the first one of a segment. Other files name their store too.
fn is_checkpoint(text: &[u8]) -> bool {
    line::store_id(text).is_some() && memmem::find(text, b"\"checkpoint\":").is_some()
}

impl Forwards<'_> {
    fn read_segments(&mut self, segments: &[Segment]) -> Result<(), StoreError> {
        let mut rest = segments;
        while let Some((segment, after)) = rest.split_first().filter(|_| !self.stopped) {
            // What a later segment has again, or was never acknowledged, does not count.
            let last = after.iter().filter_map(|segment| segment.begins).min();
            let reach = SegmentReach {
                last: last.unwrap_or(u64::MAX),
                is_exact: after.first().is_some_and(|next| next.begins.is_some()),
            };
            self.read_segment(segment, reach)?;
            rest = after;
        }
        Ok(())
    }

    /// Returns how far it came; `None` if it read nothing.
    fn reached(&self) -> Option<JournalCursor> {
        let (segment, offset, crc) = self.last.clone()?;
        let at = JournalPosition { segment: segment.to_string(), offset, crc };
        Some(JournalCursor { store_id: self.store_id.clone(), seq: self.seq, at })
    }

    /// Reads the lines of a segment.
    fn read_segment(&mut self, segment: &Segment, reach: SegmentReach) -> Result<(), StoreError> {
        let last = reach.last;
        if self.seq >= last {
            return Ok(());
        }
        let Some((byte, cause)) = self.read_lines(segment, reach)? else { return Ok(()) };
        let path = self.store.segment_path(segment.name);
        if !self.store.is_quarantined(&path)? {
            return Err(StoreError::damaged(&path, byte, cause));
        }
        self.is_after_damage = true;
        let lines = self.store.whole_lines(segment.name)?;
        if lines.is_foreign(Some(&self.store_id)) {
            return Ok(());
        }
        for (seq, (text, end)) in lines.events {
            if seq > self.seq && seq <= last && !self.stopped {
                self.pass(segment.name, seq, &text, end.saturating_sub(line::length(&text)), end);
            }
        }
        Ok(())
    }

    /// Reads the lines of a segment. Returns the byte where it lacks something, and what.
    fn read_lines(
        &mut self,
        segment: &Segment,
        SegmentReach { last, is_exact }: SegmentReach,
    ) -> Result<Option<(u64, String)>, StoreError> {
        let path = self.store.segment_path(segment.name);
        let Some(file) = self.store.open(&path, Open::Read)? else { return Ok(None) };
        if segment.store_id.as_ref().is_some_and(|id| *id != self.store_id) {
            return Ok(Some((0, OTHER_STORE.to_owned())));
        }
        let is_here = |from: &&JournalPosition| from.segment == segment.name.to_string();
        let begins_at = self.from.filter(is_here).map_or(0, |from| from.offset);
        let mut lines = ForwardLines::new(file.as_ref(), &path, begins_at);
        let mut is_first = begins_at == 0;
        while let Some(found) = lines.next()? {
            let (from, end) = (found.from, found.end);
            let is_last_line = found.text.is_some_and(|text| !text.ends_with(b"\n"));
            let text = found.text.unwrap_or_default();
            let whole = line::mended(text);
            if std::mem::take(&mut is_first) {
                let Some(begins) = segment.begins.filter(|_| whole.is_some()) else {
                    return Ok(Some((from, "its first line cannot be read".to_owned())));
                };
                if begins > self.seq && !self.is_after_damage {
                    return Ok(Some((
                        from,
                        format!("event {} is missing before it", self.seq + 1),
                    )));
                }
                self.seq = self.seq.max(begins);
                self.is_after_damage = false;
                let is_beginning = self.from.is_none() && self.last.is_none();
                if let Some(head) = whole.filter(|_| segment.is_repaired || is_beginning) {
                    // There may be no event after what was lost, and none before.
                    let crc = line::carried_crc(&head).unwrap_or_default();
                    self.last = Some((segment.name, end, crc.to_owned()));
                }
                continue;
            }
            let Some(whole) = whole else {
                // Never acknowledged, or made void by the next segment.
                let is_newest = last == u64::MAX;
                if self.seq >= last
                    || (is_newest && (is_last_line || self.store.counts_until(segment.name, from)))
                {
                    return Ok(None);
                }
                let cause = line::check(text).err().unwrap_or(line::NO_EVENT);
                return Ok(Some((from, cause.to_owned())));
            };
            let seq = match line::seq(&whole) {
                Some(seq) if line::store_id(&whole).is_none() => seq,
                Some(_) => return Ok(Some((from, line::MISPLACED.to_owned()))),
                None => return Ok(Some((from, line::NO_EVENT.to_owned()))),
            };
            if seq > last || self.seq >= last {
                return Ok(None);
            }
            if seq <= self.seq {
                continue;
            }
            if seq != self.seq + 1 {
                return Ok(Some((from, format!("event {} is missing before it", self.seq + 1))));
            }
            let end = if is_last_line { end.saturating_add(1) } else { end };
            self.pass(segment.name, seq, &whole, from, end);
            if self.stopped {
                return Ok(None);
            }
        }
        if self.seq < last && is_exact {
            let cause = format!("event {} is missing at its end", self.seq + 1);
            return Ok(Some((begins_at, cause)));
        }
        Ok(None)
    }

    /// Passes on the line of an event.
    fn pass(&mut self, segment: SegmentName, seq: u64, text: &[u8], from: u64, end: u64) {
        let crc = line::carried_crc(text).unwrap_or_default();
        if !(self.each)(JournalLine { segment, from, end, seq, crc, text }) {
            self.stopped = true;
            return;
        }
        self.seq = seq;
        match &mut self.last {
            Some(last) => {
                (last.0, last.1) = (segment, end);
                crc.clone_into(&mut last.2);
            }
            last => *last = Some((segment, end, crc.to_owned())),
        }
    }
}
