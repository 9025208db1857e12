//! Columns that hold JSON: lists that are seldom long, and seldom there.

use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Returns a value as JSON.
pub fn json(value: &impl Serialize) -> String {
    // None of the values has a form that JSON lacks.
    serde_json::to_string(value).unwrap_or_default()
}

/// Returns the value of a column with JSON, or `None` if it is empty.
pub fn some_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let Some(text) = row.get::<_, Option<String>>(column)? else { return Ok(None) };
    let value = serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })?;
    Ok(Some(value))
}
