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

/// Returns a list as JSON; `None` if it is empty.
pub fn some_list<T: Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| json(&list))
}

/// Returns the value of a column with JSON, or `None` if it is empty.
pub fn some_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let bad = |error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error)
    };
    let text = row.get_ref(column)?.as_str_or_null().map_err(|error| bad(error.into()))?;
    text.map(|text| serde_json::from_str(text).map_err(|error| bad(error.into()))).transpose()
}
