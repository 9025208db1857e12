//! Comma-separated values. The first line names the columns, in any order.

use chrono::{DateTime, TimeDelta, Utc};
use csv::{ByteRecord, ReaderBuilder};

use super::columns::{ColumnRole, FileColumns};
use super::record::SourceRecord;
use super::sift::{Sift, Unread};
use crate::input;
use crate::zone::Zone;

/// The longest text that can be a time or a duration, bytes.
const TIME_BYTES: usize = 64;

pub(super) fn read(bytes: &[u8], now: DateTime<Utc>, zone: &dyn Zone, sift: &mut Sift) {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut columns: Option<FileColumns> = None;
    let mut fields = ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut fields) {
            Ok(true) => {}
            Ok(false) => return,
            Err(why) => return sift.take(1, Err(format!("it cannot be read: {why}").into())),
        }
        // Programs for tables also write the rows that nobody filled in.
        if fields.iter().all(|field| field.trim_ascii().is_empty()) {
            continue;
        }
        let (line, record) = place(bytes, &fields);
        if let Some(columns) = &columns {
            let is_last = reader.is_done() || reader.position().byte() >= length(bytes);
            let whole = if is_last { is_whole(record) } else { Ok(()) };
            let row = CsvRow { fields: &fields, columns, now, zone };
            sift.take(line, whole.and_then(|()| row.record()).map_err(Unread::from));
            continue;
        }
        match FileColumns::read(fields.iter()) {
            Ok(read) => columns = Some(read),
            Err(why) => return sift.take(line, Err(Unread::OtherFormat(why))),
        }
    }
}

/// Returns the sign between fields: the one that the first line has most of.
pub(super) fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let count = |sign: u8| memchr::memchr_iter(sign, first.unwrap_or_default()).count();
    let (comma, semicolon, tab) = (count(b','), count(b';'), count(b'\t'));
    if tab > comma && tab > semicolon {
        b'\t'
    } else if semicolon > comma {
        b';'
    } else {
        b','
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Returns the line on which a record starts, and the bytes of the file from there. The reader
/// counts the empty lines before a record to it.
pub(super) fn place<'a>(bytes: &'a [u8], fields: &ByteRecord) -> (usize, &'a [u8]) {
    let (byte, line) = fields.position().map_or((0, 1), |at| (at.byte(), at.line()));
    let from = usize::try_from(byte).ok().and_then(|byte| bytes.get(byte..)).unwrap_or_default();
    let blank = from.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
    let (skipped, record) = from.split_at_checked(blank).unwrap_or_default();
    let lines = memchr::memchr_iter(b'\n', skipped).count();
    (usize::try_from(line).unwrap_or(usize::MAX).saturating_add(lines), record)
}

/// Checks that the last record of a file ends: it may be all that is left of a longer one.
fn is_whole(record: &[u8]) -> Result<(), String> {
    if memchr::memchr_iter(b'"', record).count() % 2 == 1 {
        return Err("a quotation mark in it is never closed".to_owned());
    }
    if record.ends_with(b"\n") || record.ends_with(b"\r") {
        return Ok(());
    }
    Err("the file ends without the end of this line, so it may be cut off; if it is whole, add a \
         line break and import the file again"
        .to_owned())
}

struct CsvRow<'a> {
    fields: &'a ByteRecord,
    columns: &'a FileColumns,
    now: DateTime<Utc>,
    zone: &'a dyn Zone,
}

impl CsvRow<'_> {
    fn record(&self) -> Result<SourceRecord, String> {
        let (has, needs) = (self.fields.len(), self.columns.count());
        if has != needs {
            return Err(format!("it has {has} fields and the first line has {needs}"));
        }
        if self.fields.iter().any(|field| std::str::from_utf8(field).is_err()) {
            return Err("it is not UTF-8 text; save the file as UTF-8".to_owned());
        }
        let date = self.text(ColumnRole::Date);
        let start_date = self.text(ColumnRole::StartDate).or(date);
        let end_date = self.text(ColumnRole::EndDate).or(start_date);
        let start = self.text(ColumnRole::Start).ok_or("it has no start")?;
        let from_utc = self.time("start", start_date, start)?;
        let end = self.text(ColumnRole::End).map(|end| self.time("end", end_date, end));
        let after = || self.text(ColumnRole::Duration).map(|length| later(from_utc, length));
        let to_utc = end.or_else(after).unwrap_or_else(|| {
            Err("it has no end, so it may still be open; end it and import it again".to_owned())
        })?;
        let has_end_date = self.text(ColumnRole::EndDate).is_some();
        if to_utc < from_utc && start_date.is_some() && !has_end_date {
            // Whether it went over midnight or is wrong is not guessed.
            let next = "if it ended on the next day, add a column 'end date'";
            return Err(format!("it ends before it starts; {next}"));
        }
        let context = |(nth, kind)| self.field(nth).map(|id| (kind, id.to_owned()));
        let contexts = self.columns.contexts().filter_map(context).collect();
        let tags = self.text(ColumnRole::Tags).unwrap_or_default().split([',', ';']);
        let tags = tags.map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        let notes = self.text(ColumnRole::Notes).map(str::to_owned);
        Ok(SourceRecord { from_utc, to_utc, notes, contexts, tags })
    }

    /// Returns a field without the white space around it; `None` if it is empty.
    fn field(&self, nth: usize) -> Option<&str> {
        let text = std::str::from_utf8(self.fields.get(nth)?).ok()?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn text(&self, role: ColumnRole) -> Option<&str> {
        self.columns.place(role).and_then(|nth| self.field(nth))
    }

    /// Reads a time, which may have its date in another column.
    fn time(&self, name: &str, date: Option<&str>, time: &str) -> Result<DateTime<Utc>, String> {
        let whole = date.map_or_else(|| time.to_owned(), |date| format!("{date} {time}"));
        if whole.len() > TIME_BYTES {
            return Err(format!("its {name} is not a time"));
        }
        let read = |text| input::dated(text, self.now, self.zone);
        let read = read(&whole)
            .or_else(|why| if date.is_some() { read(time).map_err(|_| why) } else { Err(why) });
        read.map_err(|why| format!("its {name} cannot be read: {why}"))
    }
}

/// Returns the end of a session with a duration.
fn later(from: DateTime<Utc>, length: &str) -> Result<DateTime<Utc>, String> {
    if length.len() > TIME_BYTES {
        return Err("its duration is not one".to_owned());
    }
    let length =
        input::duration(length).map_err(|why| format!("its duration cannot be read: {why}"))?;
    let end = TimeDelta::from_std(length).ok().and_then(|length| from.checked_add_signed(length));
    end.ok_or_else(|| "its duration is too long".to_owned())
}
