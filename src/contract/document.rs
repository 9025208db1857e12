//! One JSON object on one line, headed by the name and version of its form.

use serde::Serialize;

use crate::safe_text::safe_json;

/// A JSON object that names its own form.
pub trait Document: Serialize {
    /// The name and version of the form, such as `onwatch.status/1`.
    const SCHEMA: &'static str;
}

#[derive(Serialize)]
struct Headed<'a, T> {
    schema: &'static str,
    #[serde(flatten)]
    body: &'a T,
}

/// Returns a document on one line. No character in it can act on a terminal.
///
/// # Errors
/// If the serializer fails; it does so for no document of this program.
pub fn line<T: Document>(body: &T) -> serde_json::Result<String> {
    let json = serde_json::to_string(&Headed { schema: T::SCHEMA, body })?;
    Ok(safe_json(&json).into_owned())
}

/// Returns values as the items of a JSON list that is written piece by piece: with the comma before
/// them, unless they are the first ones. No character in them can act on a terminal.
///
/// # Errors
/// As [`line()`].
pub fn items<T: Serialize>(values: &[T], are_first: bool) -> serde_json::Result<String> {
    let json = serde_json::to_string(values)?;
    let inside = json.strip_prefix('[').and_then(|json| json.strip_suffix(']')).unwrap_or(&json);
    let comma = if are_first || values.is_empty() { "" } else { "," };
    Ok(format!("{comma}{}", safe_json(inside)))
}

/// Returns several documents, one on each line.
///
/// # Errors
/// As [`line()`].
pub fn lines<T: Document>(bodies: impl Iterator<Item = T>) -> serde_json::Result<Vec<String>> {
    bodies.map(|body| line(&body)).collect()
}
