//! Reads what a request of the three services says, and names everything that is wrong with it at once.
//!
//! The faults have the form, the words and the order of the services, which check with pydantic.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::json_fault::json_fault;
use super::problem::Problem;
use crate::contract::BodyFault;
use crate::core::Bound;

/// What a request says. Each name is asked for once, those behind `?` first; then [`Self::check`].
pub struct BodyFields<'a> {
    call: &'a Call,
    body: Option<Map<String, Value>>,
    of_body: Option<BodyFault>,
    faults: Vec<BodyFault>,
}

impl<'a> BodyFields<'a> {
    /// Reads a request without a body.
    pub fn of_query(call: &'a Call) -> Self {
        Self { call, body: None, of_body: None, faults: Vec::new() }
    }

    /// Reads a request whose body is an object in JSON.
    ///
    /// # Errors
    /// The [`Problem`] if the body is no JSON at all; nothing else is checked then, as in the services.
    pub fn of(call: &'a Call) -> Result<Self, Problem> {
        let mut fields = Self::of_query(call);
        match body(call)? {
            None => {
                let missing = at(&["body"], "missing", "Field required", Value::Null);
                fields.of_body = Some(missing);
            }
            Some(Value::Object(body)) => fields.body = Some(body),
            Some(other) => {
                let msg = "Input should be a valid dictionary or object to extract fields from";
                fields.of_body = Some(at(&["body"], "model_attributes_type", msg, other));
            }
        }
        Ok(fields)
    }

    /// Returns a text behind `?`; `None` if it is not there.
    pub fn query_text(&mut self, name: &'static str, bound: Bound) -> Option<String> {
        let text = self.call.query(name)?.to_owned();
        self.bounded("query", name, text, bound)
    }

    /// Returns a flag behind `?`; it is off if it is not there.
    pub fn query_flag(&mut self, name: &'static str) -> bool {
        let Some(text) = self.call.query(name) else { return false };
        flag_word(text).unwrap_or_else(|| {
            self.faults.push(no_flag(&["query", name], text.into()));
            false
        })
    }

    /// Returns a whole number behind `?` that is at least 1; `usual` if it is not there.
    pub fn query_number(&mut self, name: &'static str, most: u32, usual: u32) -> u32 {
        let Some(text) = self.call.query(name) else { return usual };
        let loc = ["query", name];
        let fault = match text.trim().parse::<i64>() {
            Err(_) => {
                let msg = "Input should be a valid integer, unable to parse string as an integer";
                at(&loc, "int_parsing", msg, text.into())
            }
            Ok(number) if number < 1 => {
                let msg = "Input should be greater than or equal to 1";
                let ctx = Some(json!({ "ge": 1 }));
                BodyFault { ctx, ..at(&loc, "greater_than_equal", msg, text.into()) }
            }
            Ok(number) => match u32::try_from(number) {
                Ok(number) if number <= most => return number,
                _ => {
                    let msg = format!("Input should be less than or equal to {most}");
                    let ctx = Some(json!({ "le": most }));
                    BodyFault { ctx, ..at(&loc, "less_than_equal", &msg, text.into()) }
                }
            },
        };
        self.faults.push(fault);
        usual
    }

    /// Returns a text of the body; `None` if it is not there or null.
    pub fn text(&mut self, name: &'static str, bound: Bound) -> Option<String> {
        match self.body.as_ref()?.get(name)?.clone() {
            Value::Null => None,
            Value::String(text) => self.bounded("body", name, text, bound),
            other => self.is_no_text(name, other),
        }
    }

    /// Returns a text, a number or a flag of the body as a text; `None` if it is not there or null.
    pub fn scalar(&mut self, name: &'static str, bound: Bound) -> Option<String> {
        match self.body.as_ref()?.get(name)?.clone() {
            Value::Null => None,
            Value::String(text) => self.bounded("body", name, text, bound),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Number(number) => self.bounded("body", name, number.to_string(), bound),
            other => {
                let msg = "Input should be a valid string, number or boolean";
                self.faults.push(at(&["body", name], "string_type", msg, other));
                None
            }
        }
    }

    /// Returns a text of the body that must be there; an empty one if it is not, which is a fault.
    pub fn needed_text(&mut self, name: &'static str, bound: Bound) -> String {
        let Some(body) = &self.body else { return String::new() };
        match body.get(name).cloned() {
            None => {
                let input = Value::Object(body.clone());
                self.faults.push(at(&["body", name], "missing", "Field required", input));
                None
            }
            Some(Value::String(text)) => self.bounded("body", name, text, bound),
            Some(other) => self.is_no_text(name, other),
        }
        .unwrap_or_default()
    }

    /// Returns a flag of the body; `None` if it is not there.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let value = self.body.as_ref()?.get(name)?.clone();
        let loc = ["body", name];
        let read = match &value {
            Value::Bool(flag) => return Some(*flag),
            Value::String(text) => flag_word(text),
            Value::Number(number) => match number.as_f64() {
                Some(0.0) => Some(false),
                Some(1.0) => Some(true),
                Some(other) if other.fract() != 0.0 => {
                    let msg = "Input should be a valid boolean";
                    self.faults.push(at(&loc, "bool_type", msg, value));
                    return None;
                }
                _ => None,
            },
            Value::Null | Value::Array(_) | Value::Object(_) => {
                self.faults.push(at(&loc, "bool_type", "Input should be a valid boolean", value));
                return None;
            }
        };
        if read.is_none() {
            self.faults.push(no_flag(&loc, value));
        }
        read
    }

    /// Returns a whole number of the body that is not negative; `None` if it is not there or null.
    pub fn number(&mut self, name: &'static str) -> Option<u64> {
        let value = self.body.as_ref()?.get(name)?.clone();
        if value.is_null() {
            return None;
        }
        if let Some(number) = value.as_u64() {
            return Some(number);
        }
        let loc = ["body", name];
        let fault = if value.as_f64().is_some_and(|number| number < 0.0) {
            let msg = "Input should be greater than or equal to 0";
            let ctx = Some(json!({ "ge": 0 }));
            BodyFault { ctx, ..at(&loc, "greater_than_equal", msg, value) }
        } else {
            at(&loc, "int_type", "Input should be a valid integer", value)
        };
        self.faults.push(fault);
        None
    }

    /// Returns an object of the body; `None` if it is not there. One that is null is empty.
    pub fn object(&mut self, name: &'static str) -> Option<Map<String, Value>> {
        match self.body.as_ref()?.get(name)?.clone() {
            Value::Null => Some(Map::new()),
            Value::Object(object) => Some(object),
            other => {
                let msg = "Input should be a valid dictionary";
                self.faults.push(at(&["body", name], "dict_type", msg, other));
                None
            }
        }
    }

    /// Returns any value of the body; `None` if it is not there or null.
    pub fn any(&self, name: &str) -> Option<Value> {
        self.body.as_ref()?.get(name).filter(|value| !value.is_null()).cloned()
    }

    /// Adds a fault of a text of the body.
    pub fn refuse(&mut self, name: &'static str, kind: &'static str, msg: &str) {
        let input = self.any(name).unwrap_or_default();
        self.faults.push(at(&["body", name], kind, msg, input));
    }

    /// Adds a fault of a text behind `?`.
    pub fn refuse_query(&mut self, name: &'static str, kind: &'static str, msg: &str) {
        let input = self.call.query(name).unwrap_or_default().into();
        self.faults.push(at(&["query", name], kind, msg, input));
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// The [`Problem`] with everything that is wrong.
    pub fn check(self) -> Result<(), Problem> {
        let faults: Vec<BodyFault> = self.faults.into_iter().chain(self.of_body).collect();
        if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
    }

    fn bounded(
        &mut self,
        place: &'static str,
        name: &'static str,
        text: String,
        bound: Bound,
    ) -> Option<String> {
        if bound.check(&text).is_ok() {
            return Some(text);
        }
        let msg = format!("String should have at most {} characters", bound.max);
        let ctx = Some(json!({ "max_length": bound.max }));
        let fault = at(&[place, name], "string_too_long", &msg, text.into());
        self.faults.push(BodyFault { ctx, ..fault });
        None
    }

    fn is_no_text(&mut self, name: &'static str, value: Value) -> Option<String> {
        let msg = "Input should be a valid string";
        self.faults.push(at(&["body", name], "string_type", msg, value));
        None
    }
}

/// Reads a body; `None` if there is none.
fn body(call: &Call) -> Result<Option<Value>, Problem> {
    if call.body.is_empty() {
        return Ok(None);
    }
    let Ok(text) = str::from_utf8(&call.body) else { return Err(unreadable("it is no UTF-8")) };
    if !call.headers.is_json() {
        return Ok(Some(text.into()));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map(Some).map_err(|error| match json_fault(text) {
        Some(fault) => Problem::invalid(vec![BodyFault {
            kind: "json_invalid",
            loc: vec!["body".into(), fault.place.into()],
            msg: "JSON decode error".to_owned(),
            input: json!({}),
            ctx: Some(json!({ "error": fault.what })),
        }]),
        None => unreadable(&error.to_string()),
    })
}

fn unreadable(why: &str) -> Problem {
    let what = "There was an error parsing the body";
    Problem::new(StatusCode::BAD_REQUEST, what, why, "send JSON in UTF-8")
}

/// Returns what a word says that switches something on or off.
fn flag_word(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "on" => Some(true),
        "0" | "false" | "f" | "no" | "n" | "off" => Some(false),
        _ => None,
    }
}

fn no_flag(loc: &[&str], input: Value) -> BodyFault {
    let msg = "Input should be a valid boolean, unable to interpret input";
    at(loc, "bool_parsing", msg, input)
}

fn at(loc: &[&str], kind: &'static str, msg: &str, input: Value) -> BodyFault {
    let loc = loc.iter().map(|part| Value::from(*part)).collect();
    BodyFault { kind, loc, msg: msg.to_owned(), input, ctx: None }
}
