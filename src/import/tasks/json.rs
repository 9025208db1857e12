//! Tasks as JSON: a list of objects, or an object on each line.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use super::fields::{FieldsRead, TaskField, nearest};
use super::file::{ReadTask, TaskFile};
use crate::core::FrameKind;
use crate::import::json_items::JsonItems;

pub(super) fn read(bytes: &[u8], usual: &FrameKind, file: &mut TaskFile) {
    if bytes.trim_ascii_start().first() == Some(&b'{') {
        return read_lines(bytes, usual, file);
    }
    for (line, item) in JsonItems::new(bytes) {
        match item {
            Ok(item) => match serde_json::from_slice(item) {
                Ok(Fields(fields)) => {
                    let task = task(&fields, usual, file);
                    file.take(line, task);
                }
                Err(why) => file.refuse(line, unreadable(&why)),
            },
            Err(why) => file.refuse(line, why),
        }
    }
}

/// Reads an object on each line. One object may also take several lines.
fn read_lines(bytes: &[u8], usual: &FrameKind, file: &mut TaskFile) {
    let objects_at = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        serde_json::Deserializer::from_slice(rest).into_iter::<Fields>()
    };
    let (mut start, mut objects) = (0, objects_at(0));
    loop {
        let from = start + objects.byte_offset();
        let rest = bytes.get(from..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let before = bytes.get(..from + blank).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        match objects.next() {
            None => return,
            Some(Ok(Fields(fields))) => {
                let task = task(&fields, usual, file);
                file.take(line, task);
            }
            // The next object is the next line that begins with one.
            Some(Err(why)) => {
                file.refuse(line, unreadable(&why));
                let next = memchr::memmem::find(rest.get(blank..).unwrap_or_default(), b"\n{");
                let Some(next) = next else { return };
                start = from + blank + next + 1;
                objects = objects_at(start);
            }
        }
    }
}

/// What a parser says of what is no JSON, and the same in plain words.
const NOT_JSON: [(&str, &str); 10] = [
    ("expected ident", "a word in it has no quotation marks"),
    ("expected value", "a value is missing, or has no quotation marks"),
    ("key must be a string", "the name of a field has no quotation marks"),
    ("trailing comma", "a comma stands before its end"),
    ("expected `,` or", "a comma or a bracket is missing"),
    ("expected `:`", "a colon is missing after the name of a field"),
    ("control character", "a text has a line break or a tab; write \\n or \\t"),
    ("escape", "a backslash in a text is wrong; write two of them"),
    ("number", "a number is wrong"),
    ("trailing characters", "something stands after its end"),
];

/// Returns why an object was not read. Its place is in the object, not in the file, so it is left out.
fn unreadable(why: &serde_json::Error) -> String {
    let text = why.to_string();
    let plain = NOT_JSON.iter().find(|(parser, _)| text.contains(parser));
    match (why.classify(), plain) {
        (Category::Data, _) => r#"it is not an object such as {"title": "Buy milk"}"#.to_owned(),
        (Category::Eof, _) => "it ends too early: a part is missing".to_owned(),
        (Category::Syntax | Category::Io, Some((_, plain))) => format!("it is not JSON: {plain}"),
        (Category::Syntax | Category::Io, None) => "it is not JSON".to_owned(),
    }
}

/// The fields of an object as they were written, each as often as it is there.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut all = Vec::new();
        while let Some(field) = map.next_entry()? {
            all.push(field);
        }
        Ok(Fields(all))
    }
}

fn task(fields: &[(String, Value)], usual: &FrameKind, file: &mut TaskFile) -> ReadTask {
    let mut read = FieldsRead::new(usual);
    let mut met: Vec<(TaskField, &str)> = Vec::new();
    for (nth, (name, value)) in fields.iter().enumerate() {
        if fields.iter().take(nth).any(|(other, _)| other == name) {
            if let Some(field) = TaskField::named(name) {
                read.fault_in(field, format!("its field '{name}' is there twice"));
            }
            continue;
        }
        let Some(field) = TaskField::named(name) else {
            let is_read =
                |field| fields.iter().any(|(name, _)| TaskField::named(name) == Some(field));
            if let Some((_, near)) = nearest(name).filter(|(field, _)| !is_read(*field)) {
                file.warn(format!("the field '{name}' is not read; did you mean '{near}'?"));
            }
            continue;
        };
        let Some(text) = text(field, value) else {
            read.fault_in(field, format!("its field '{name}' is no text"));
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        let first = met.iter().find(|(other, _)| *other == field).map(|(_, first)| *first);
        if let Some(first) = first {
            read.fault(format!("its fields '{first}' and '{name}' say the same"));
            continue;
        }
        met.push((field, name));
        read.take(field, &text);
    }
    read.finish()
}

/// Returns the text that a value is; `None` if it is none. A parent may be an object with an id.
fn text(field: TaskField, value: &Value) -> Option<String> {
    match (field, value) {
        (_, Value::Null) => Some(String::new()),
        (_, Value::String(text)) => Some(text.clone()),
        (
            TaskField::Id
            | TaskField::Sprint
            | TaskField::Parent
            | TaskField::Estimate
            | TaskField::EstimateSeconds,
            Value::Number(number),
        ) => Some(number.to_string()),
        (TaskField::Parent, Value::Object(parent)) => {
            parent.get("id").and_then(Value::as_str).map(str::to_owned)
        }
        (_, Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => None,
    }
}
