//! Where the health probably stands in a JSON answer.

use serde_json::Value;

use super::light_words::usual_light_word;
use super::values::lower;

/// How many objects deep it is looked for.
const DEPTH: usize = 4;
/// Names whose values are most likely a health.
const NAMES: [&str; 5] = ["status", "health", "state", "result", "level"];

/// Returns the JSON pointer to the value that is probably the health: a word that means one. A name such as `status`
/// goes before others, and what is less deep before what is deeper. `None` if no word means a health.
#[must_use]
pub fn likely_pointer(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let mut found = Vec::new();
    look(&body, "", DEPTH, &mut found);
    let is_named = |place: &str| {
        let name = place.rsplit('/').next().map(lower).unwrap_or_default();
        NAMES.contains(&name.as_str())
    };
    let rank = |place: &String| (!is_named(place), place.matches('/').count());
    found.into_iter().min_by_key(rank)
}

fn look(value: &Value, place: &str, depth: usize, found: &mut Vec<String>) {
    match value {
        Value::String(word) if usual_light_word(&lower(word)).is_some() => {
            found.push(place.to_owned());
        }
        Value::Object(object) if depth > 0 => {
            for (name, inner) in object {
                let name = name.replace('~', "~0").replace('/', "~1");
                look(inner, &format!("{place}/{name}"), depth - 1, found);
            }
        }
        Value::Object(_)
        | Value::Array(_)
        | Value::String(_)
        | Value::Number(_)
        | Value::Bool(_)
        | Value::Null => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_means_a_health_is_found_by_its_name_and_its_depth() {
        for (body, place) in [
            (r#"{"state": "up"}"#, Some("/state")),
            (r#"{"a": {"b": "down"}, "z": "ok"}"#, Some("/z")),
            (r#"{"a": "ok", "deep": {"status": "degraded"}}"#, Some("/deep/status")),
            (r#"{"a/b": {"~": "RED"}}"#, Some("/a~1b/~0")),
            (r#""green""#, Some("")),
            (r#"{"state": "sunny", "n": 7}"#, None),
            (r#"[{"state": "up"}]"#, None),
            ("no json", None),
        ] {
            assert_eq!(likely_pointer(body.as_bytes()).as_deref(), place, "{body}");
        }
    }
}
