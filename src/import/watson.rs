//! Watson: its `frames` file, and the JSON of `watson log`.

use chrono::{DateTime, Timelike, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::json_items::JsonItems;
use super::record::SourceRecord;
use super::sift::{Sift, Unread};

pub(super) fn read(bytes: &[u8], sift: &mut Sift) {
    for (line, item) in JsonItems::new(bytes) {
        sift.take(line, item.map_err(Unread::OtherFormat).and_then(frame));
    }
}

/// A frame as `watson log --json` writes it.
#[derive(Deserialize)]
struct LoggedFrame {
    id: Option<String>,
    start: String,
    stop: String,
    project: String,
    #[serde(default)]
    tags: Vec<String>,
}

fn frame(item: &[u8]) -> Result<SourceRecord, Unread> {
    let unknown = |why: &str| Unread::OtherFormat(why.to_owned());
    if item.starts_with(b"{") {
        let frame: LoggedFrame = serde_json::from_slice(item)
            .map_err(|_| unknown("it is no frame as watson log --json writes it"))?;
        // What is running now has this id, and its end is the time of the log.
        if frame.id.as_deref() == Some("current") {
            return Err("it is still open; stop it in Watson and import the file again".into());
        }
        let from_utc = time(&frame.start).ok_or("its start is not a time with its offset")?;
        let to_utc = time(&frame.stop).ok_or("its end is not a time with its offset")?;
        return Ok(record(from_utc, to_utc, &frame.project, frame.tags, None));
    }
    let fields: Vec<Value> = serde_json::from_slice(item).unwrap_or_default();
    let [start, stop, Value::String(project), Value::String(_), rest @ ..] = fields.as_slice()
    else {
        return Err(unknown("it is no frame of Watson: [start, stop, project, id, tags, time]"));
    };
    let from_utc = seconds(start).ok_or("its start is not a time in whole seconds")?;
    let to_utc = seconds(stop).ok_or("its end is not a time in whole seconds")?;
    // The first versions had no tags, and QWatson adds a message.
    let (tags, message) = match rest {
        [Value::Array(tags), _, Value::String(message), ..] => (tags.as_slice(), Some(message)),
        [Value::Array(tags), ..] => (tags.as_slice(), None),
        _ => (Default::default(), None),
    };
    let tags: Option<Vec<String>> =
        tags.iter().map(|tag| tag.as_str().map(str::to_owned)).collect();
    let tags = tags.ok_or("its tags are not texts")?;
    Ok(record(from_utc, to_utc, project, tags, message.cloned()))
}

fn record(
    from_utc: DateTime<Utc>,
    to_utc: DateTime<Utc>,
    project: &str,
    mut tags: Vec<String>,
    message: Option<String>,
) -> SourceRecord {
    tags.retain(|tag| !tag.trim().is_empty());
    let notes = message.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let project = project.trim().to_owned();
    let contexts = if project.is_empty() { Vec::new() } else { vec![("project", project)] };
    SourceRecord { from_utc, to_utc, notes, contexts, tags }
}

fn seconds(value: &Value) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(value.as_i64()?, 0)
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    // No clock here shows leap seconds.
    (time.nanosecond() < 1_000_000_000).then(|| time.with_timezone(&Utc))
}
