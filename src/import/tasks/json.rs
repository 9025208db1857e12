//! Tasks as JSON: a list of objects, or an object on each line.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use super::fields::{FieldsRead, TaskField};
use super::file::TaskFile;
use crate::core::{FrameKind, NewTask};
use crate::import::json_items::JsonItems;

pub(super) fn read(bytes: &[u8], usual: &FrameKind, file: &mut TaskFile) {
    if bytes.trim_ascii_start().first() == Some(&b'{') {
        return read_lines(bytes, usual, file);
    }
    for (line, item) in JsonItems::new(bytes) {
        match item {
            Ok(item) => file.take(line, object(item, usual)),
            Err(why) => file.refuse(line, why),
        }
    }
}

/// Reads an object on each line. One object may also take several lines.
fn read_lines(bytes: &[u8], usual: &FrameKind, file: &mut TaskFile) {
    let mut objects = serde_json::Deserializer::from_slice(bytes).into_iter::<Fields>();
    loop {
        let from = objects.byte_offset();
        let rest = bytes.get(from..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let before = bytes.get(..from + blank).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        match objects.next() {
            None => return,
            Some(Ok(Fields(fields))) => file.take(line, task(&fields, usual)),
            // What follows cannot be told from what is broken.
            Some(Err(why)) => return file.refuse(line, unreadable(&why)),
        }
    }
}

fn object(item: &[u8], usual: &FrameKind) -> Result<NewTask, Vec<String>> {
    let Fields(fields) = serde_json::from_slice(item).map_err(|why| vec![unreadable(&why)])?;
    task(&fields, usual)
}

/// Returns why an object was not read. Its place is in the object, not in the file, so it is left out.
fn unreadable(why: &serde_json::Error) -> String {
    let text = why.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    match why.classify() {
        Category::Data => format!("it is not an object: {text}"),
        Category::Eof => "it ends too early: a part is missing".to_owned(),
        Category::Syntax | Category::Io => format!("it is not JSON: {text}"),
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

fn task(fields: &[(String, Value)], usual: &FrameKind) -> Result<NewTask, Vec<String>> {
    let mut read = FieldsRead::new(usual);
    let mut met: Vec<(TaskField, &str)> = Vec::new();
    for (nth, (name, value)) in fields.iter().enumerate() {
        if fields.iter().take(nth).any(|(other, _)| other == name) {
            if TaskField::named(name).is_some() {
                read.fault(format!("its field '{name}' is there twice"));
            }
            continue;
        }
        let Some(field) = TaskField::named(name) else { continue };
        let Some(text) = text(field, value) else {
            read.fault(format!("its field '{name}' is no text"));
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
