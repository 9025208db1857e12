//! Values as the tables hold them: one word for each case, as in the journal, and signed numbers.

use rusqlite::types::{FromSqlError, Type};
use serde::Serialize;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

/// Returns the word of a case.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        // No case has another form.
        Ok(_) | Err(_) => String::new(),
    }
}

/// Returns the case of a word in a column.
///
/// # Errors
/// An error of the conversion if no case has that word.
pub fn case<T: DeserializeOwned>(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<T> {
    let word: String = row.get(column)?;
    let deserializer: StrDeserializer<'_, Error> = word.as_str().into_deserializer();
    T::deserialize(deserializer).map_err(|_| {
        let error = Box::new(FromSqlError::InvalidType);
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error)
    })
}

/// Returns a number as the tables hold it. None that occurs is larger.
pub fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Returns a place in a list as the tables hold it.
pub fn index(nth: usize) -> i64 {
    i64::try_from(nth).unwrap_or(i64::MAX)
}

/// Returns the number in a column; zero if it is negative.
///
/// # Errors
/// If the column holds no number.
pub fn uint(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}
