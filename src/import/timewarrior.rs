//! Timewarrior: its data files, one interval on a line, and the JSON of `timew export`.

use chrono::{DateTime, NaiveDateTime, Timelike, Utc};
use serde::Deserialize;

use super::json_items::JsonItems;
use super::record::SourceRecord;
use super::sift::{Sift, Unread};

/// How many characters its times have, as in `20260105T090000Z`.
const TIME_LENGTH: usize = 16;

pub(super) fn read(bytes: &[u8], sift: &mut Sift) {
    if bytes.trim_ascii_start().starts_with(b"[") {
        for (line, item) in JsonItems::new(bytes) {
            sift.take(line, item.map_err(Unread::OtherFormat).and_then(exported));
        }
        return;
    }
    for (nth, whole) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        if !whole.trim_ascii().is_empty() {
            sift.take(nth + 1, interval(whole));
        }
    }
}

/// An interval as `timew export` writes it.
#[derive(Deserialize)]
struct Exported {
    start: Option<String>,
    end: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    annotation: Option<String>,
}

fn exported(item: &[u8]) -> Result<SourceRecord, Unread> {
    let unknown = || Unread::OtherFormat("it is no interval as timew export writes it".to_owned());
    let read: Exported = serde_json::from_slice(item).map_err(|_| unknown())?;
    let start = read.start.as_deref();
    let record = record(start, read.end.as_deref(), read.tags, read.annotation);
    // Other programs write objects with a start too.
    let is_interval = start.is_some_and(|start| time(start).is_some());
    record.map_err(|why| if is_interval { why.into() } else { Unread::OtherFormat(why) })
}

/// Reads a line such as `inc 20260105T090000Z - 20260105T100000Z # tag "two words" # "note"`.
fn interval(line: &[u8]) -> Result<SourceRecord, Unread> {
    let first_word = line.trim_ascii().split(u8::is_ascii_whitespace).next();
    let is_interval = first_word == Some(b"inc");
    let unread = |why: &str| {
        if is_interval { why.into() } else { Unread::OtherFormat(why.to_owned()) }
    };
    if !line.ends_with(b"\n") {
        return Err(unread("the file ends in the middle of it: the end of its line is missing"));
    }
    let line = std::str::from_utf8(line).map_err(|_| unread("it is not UTF-8 text"))?;
    let unknown = || {
        unread(
            "it is not an interval of Timewarrior, such as inc 20260105T090000Z - \
             20260105T100000Z # tag",
        )
    };
    let words = words(line);
    let mut parts = words.split(|word| *word == LineWord::Separator);
    let head: Vec<&str> = parts.next().unwrap_or_default().iter().map(LineWord::text).collect();
    let (start, end) = match *head.as_slice() {
        ["inc"] => (None, None),
        ["inc", start] => (Some(start), None),
        ["inc", start, "-", end] => (Some(start), Some(end)),
        _ => return Err(unknown()),
    };
    let texts = |part: &[LineWord]| part.iter().map(|word| word.text().to_owned()).collect();
    let tags: Vec<String> = parts.next().map(texts).unwrap_or_default();
    // Older versions write the annotation without quotation marks.
    let rest: Vec<Vec<String>> = parts.map(texts).collect();
    let rest: Vec<String> = rest.iter().map(|words| words.join(" ")).collect();
    Ok(record(start, end, tags, Some(rest.join(" # ")))?)
}

fn record(
    start: Option<&str>,
    end: Option<&str>,
    mut tags: Vec<String>,
    annotation: Option<String>,
) -> Result<SourceRecord, String> {
    let start = start.ok_or("it has no start")?;
    let from_utc = time(start).ok_or("its start is not a time such as 20260105T090000Z")?;
    let end = end.ok_or("it is still open; stop it in Timewarrior and import the file again")?;
    let to_utc = time(end).ok_or("its end is not a time such as 20260105T090000Z")?;
    tags.retain(|tag| !tag.trim().is_empty());
    // Timewarrior has a set of tags and writes them in this order.
    tags.sort();
    tags.dedup();
    let notes = annotation.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(SourceRecord { from_utc, to_utc, notes, contexts: Vec::new(), tags })
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    let is_whole = text.len() == TIME_LENGTH && text.starts_with(|c: char| c.is_ascii_digit());
    let time = is_whole.then(|| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").ok())??;
    // No clock here shows leap seconds.
    (time.nanosecond() < 1_000_000_000).then(|| time.and_utc())
}

/// A word of a line.
#[derive(Debug, PartialEq, Eq)]
enum LineWord {
    /// `#` without quotation marks: tags follow, or the annotation.
    Separator,
    /// A word, or a text that was in quotation marks.
    Text(String),
}

impl LineWord {
    fn text(&self) -> &str {
        match self {
            Self::Separator => "#",
            Self::Text(text) => text,
        }
    }
}

fn words(line: &str) -> Vec<LineWord> {
    let mut words = Vec::new();
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        let quoted = matches!(first, '"' | '\'').then(|| unquoted(rest, first)).flatten();
        let (word, after) = quoted.unwrap_or_else(|| {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let word = if word == "#" { LineWord::Separator } else { LineWord::Text(word.into()) };
            (word, after)
        });
        words.push(word);
        rest = after.trim_start();
    }
    words
}

/// Reads a text in quotation marks, and what follows; `None` if it does not end.
fn unquoted(text: &str, quote: char) -> Option<(LineWord, &str)> {
    let (mut word, mut chars) = (String::new(), text.chars());
    chars.next()?;
    loop {
        match chars.next()? {
            '\\' => match chars.next()? {
                'n' => word.push('\n'),
                't' => word.push('\t'),
                'r' => word.push('\r'),
                'b' => word.push('\u{8}'),
                'f' => word.push('\u{c}'),
                'u' => {
                    let digits = chars.as_str().get(..4)?;
                    word.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
                    chars = chars.as_str().get(4..)?.chars();
                }
                other => word.push(other),
            },
            end if end == quote => return Some((LineWord::Text(word), chars.as_str())),
            other => word.push(other),
        }
    }
}
