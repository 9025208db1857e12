//! Tasks as comma-separated values. The first line names the columns, in any order.

use csv::{ByteRecord, ReaderBuilder};

use super::fields::{FieldsRead, TaskField, nearest};
use super::file::{ReadTask, TaskFile};
use crate::core::FrameKind;
use crate::import::csv::{delimiter, place};

pub(super) fn read(bytes: &[u8], usual: &FrameKind, file: &mut TaskFile) {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut columns: Option<Vec<Option<TaskField>>> = None;
    let mut record = ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(why) => return file.refuse(1, format!("the file cannot be read: {why}")),
        }
        // Programs for tables also write the rows that nobody filled in.
        if record.iter().all(|field| field.trim_ascii().is_empty()) {
            continue;
        }
        let (line, rest) = place(bytes, &record);
        let Some(columns) = &columns else {
            match columns_of(&record) {
                Ok(read) => {
                    warn_of_unread(&record, &read, file);
                    columns = Some(read);
                }
                Err(why) => return file.refuse(line, why),
            }
            continue;
        };
        let is_last = reader.is_done() || reader.position().byte() >= bytes.len() as u64;
        let is_open = is_last && memchr::memchr_iter(b'"', rest).count() % 2 == 1;
        if is_open {
            file.refuse(line, "a quotation mark in it is never closed");
            continue;
        }
        file.take(line, row(&record, columns, usual));
    }
}

fn columns_of(names: &ByteRecord) -> Result<Vec<Option<TaskField>>, String> {
    let names: Vec<String> =
        names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let fields: Vec<Option<TaskField>> = names.iter().map(|name| TaskField::named(name)).collect();
    for (nth, field) in fields.iter().enumerate() {
        let first = fields.iter().position(|other| other == field && field.is_some());
        if let Some(first) = first.filter(|first| *first < nth) {
            let name = |nth: usize| names.get(nth).map_or("", String::as_str);
            let (one, other) = (name(first), name(nth));
            return Err(format!("the columns '{one}' and '{other}' say the same; take one away"));
        }
    }
    let has = |wanted: TaskField| fields.contains(&Some(wanted));
    if has(TaskField::Title) || has(TaskField::Id) {
        return Ok(fields);
    }
    Err("no column has the title or the id; the first line must name the columns, such as \
         id,title,estimate,sprint"
        .to_owned())
}

/// How many columns are named that are not read.
const UNREAD_SHOWN: usize = 5;

/// Warns of columns that are not read; of each that seems to be meant as another one.
fn warn_of_unread(names: &ByteRecord, columns: &[Option<TaskField>], file: &mut TaskFile) {
    let unread = names
        .iter()
        .zip(columns)
        .filter(|(name, field)| field.is_none() && !name.trim_ascii().is_empty());
    let mut others = Vec::new();
    for (name, _) in unread {
        let name = String::from_utf8_lossy(name).trim().to_owned();
        match nearest(&name).filter(|(field, _)| !columns.contains(&Some(*field))) {
            Some((_, near)) => {
                file.warn(format!("the column '{name}' is not read; did you mean '{near}'?"));
            }
            None => others.push(name),
        }
    }
    let (count, more) = (others.len(), others.len().saturating_sub(UNREAD_SHOWN));
    others.truncate(UNREAD_SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    match count {
        0 => {}
        1 => file.warn(format!("the column {} is not read", others.concat())),
        _ => file.warn(format!("these columns are not read: {}{more}", others.join(", "))),
    }
}

fn row(record: &ByteRecord, columns: &[Option<TaskField>], usual: &FrameKind) -> ReadTask {
    let (has, needs) = (record.len(), columns.len());
    let mut read = FieldsRead::new(usual);
    if has != needs {
        read.fault_in_all(format!("it has {has} fields and the first line has {needs}"));
    }
    let mut is_text = true;
    for (value, column) in record.iter().zip(columns) {
        match (std::str::from_utf8(value), column) {
            // A comma too many or too few usually stands after the id.
            (Ok(value), Some(field)) if has == needs || *field == TaskField::Id => {
                read.take(*field, value);
            }
            (Ok(_), _) => {}
            (Err(_), _) => is_text = false,
        }
    }
    if !is_text {
        read.fault_in_all("it is not UTF-8 text; save the file as UTF-8".to_owned());
    }
    read.finish()
}
