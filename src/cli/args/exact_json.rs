//! JSON that is kept as it was written.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// From this size on, a 64-bit float does not hold every whole number.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

/// A JSON value of which nothing was lost: no field is given twice, and no whole number is rounded.
pub struct ExactJson(pub Value);

struct ExactVisitor;

impl<'de> Deserialize<'de> for ExactJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExactVisitor).map(Self)
    }
}

impl<'de> Visitor<'de> for ExactVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.abs() >= EXACT_BELOW {
            return Err(E::custom(
                "a number is too large to be kept exactly, so write it as a text",
            ));
        }
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(ExactJson(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, ExactJson(value))) = fields.next_entry::<String, ExactJson>()? {
            if object.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format!("the field '{name}' is given twice")));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_would_be_changed_is_refused() {
        for text in [
            "123456789012345678901234567890",
            "-1e300",
            r#"{"k":1,"k":2}"#,
            r#"[{"a":{"k":1,"k":1}}]"#,
            "1e400",
            "{",
        ] {
            assert!(serde_json::from_str::<ExactJson>(text).is_err(), "{text}");
        }
        for text in
            ["18446744073709551615", "-9223372036854775808", "0.25", "null", r#"{"a":[true,"b"]}"#]
        {
            let ExactJson(value) = serde_json::from_str(text).unwrap();
            assert_eq!(value.to_string(), text);
        }
    }
}
