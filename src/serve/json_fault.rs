//! What is wrong with a text that is no JSON, in the words of the JSON reader of the three services.
//!
//! Their clients get its message and the place in the 422 answer. This follows `json.loads` of Python 3.11,
//! and is asked only about a text that `serde_json` refuses.

/// The deepest nesting that is looked at. `serde_json` refuses more.
const LEVELS_MAX: usize = 128;

/// What is wrong, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonFault {
    /// The place: the number of the character, from 0.
    pub place: usize,
    /// What is wrong.
    pub what: &'static str,
}

/// Returns what is wrong with a text; `None` if that reader would take it, or it is nested too deep.
#[must_use]
pub fn json_fault(text: &str) -> Option<JsonFault> {
    let chars: Vec<char> = text.chars().collect();
    match (Scanner { chars: &chars }).document() {
        Ok(()) | Err(Stop::TooDeep) => None,
        Err(Stop::Fault(fault)) => Some(fault),
    }
}

enum Stop {
    Fault(JsonFault),
    TooDeep,
}

struct Scanner<'a> {
    chars: &'a [char],
}

/// Returns a fault at a place.
fn fault<T>(what: &'static str, place: usize) -> Result<T, Stop> {
    Err(Stop::Fault(JsonFault { place, what }))
}

const NO_VALUE: &str = "Expecting value";
const NO_NAME: &str = "Expecting property name enclosed in double quotes";

impl Scanner<'_> {
    fn document(&self) -> Result<(), Stop> {
        let end = self.value(self.spaces(0), 0)?;
        let end = self.spaces(end);
        if end == self.chars.len() { Ok(()) } else { fault("Extra data", end) }
    }

    fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied()
    }

    fn spaces(&self, mut place: usize) -> usize {
        while matches!(self.at(place), Some(' ' | '\t' | '\n' | '\r')) {
            place += 1;
        }
        place
    }

    /// Returns the place behind a value.
    fn value(&self, place: usize, level: usize) -> Result<usize, Stop> {
        if level > LEVELS_MAX {
            return Err(Stop::TooDeep);
        }
        match self.at(place) {
            Some('"') => self.text(place),
            Some('{') => self.object(place + 1, level + 1),
            Some('[') => self.array(place + 1, level + 1),
            _ => {
                for word in ["null", "true", "false", "NaN", "Infinity", "-Infinity"] {
                    let length = word.chars().count();
                    if word.chars().enumerate().all(|(nth, c)| self.at(place + nth) == Some(c)) {
                        return Ok(place + length);
                    }
                }
                self.number(place)
            }
        }
    }

    fn digits(&self, mut place: usize) -> usize {
        while self.at(place).is_some_and(|c| c.is_ascii_digit()) {
            place += 1;
        }
        place
    }

    fn number(&self, start: usize) -> Result<usize, Stop> {
        let first = if self.at(start) == Some('-') { start + 1 } else { start };
        let mut end = match self.at(first) {
            Some('0') => first + 1,
            Some('1'..='9') => self.digits(first),
            _ => return fault(NO_VALUE, start),
        };
        if self.at(end) == Some('.') && self.digits(end + 1) > end + 1 {
            end = self.digits(end + 1);
        }
        if matches!(self.at(end), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.at(end + 1), Some('+' | '-')));
            let first = end + 1 + sign;
            if self.digits(first) > first {
                end = self.digits(first);
            }
        }
        Ok(end)
    }

    fn text(&self, quote: usize) -> Result<usize, Stop> {
        let unterminated = || fault("Unterminated string starting at", quote);
        let mut place = quote + 1;
        loop {
            match self.at(place) {
                None => return unterminated(),
                Some('"') => return Ok(place + 1),
                Some('\\') => match self.at(place + 1) {
                    None => return unterminated(),
                    Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => place += 2,
                    Some('u') => {
                        let digits = place + 2..place + 6;
                        let is_hex = |c: char| c.is_ascii_hexdigit();
                        let is_whole = digits.end < self.chars.len()
                            && digits.clone().all(|one| self.at(one).is_some_and(is_hex));
                        if !is_whole {
                            return fault("Invalid \\uXXXX escape", place + 1);
                        }
                        place = digits.end;
                    }
                    Some(_) => return fault("Invalid \\escape", place),
                },
                Some(sign) if u32::from(sign) <= 0x1f => {
                    return fault("Invalid control character at", place);
                }
                Some(_) => place += 1,
            }
        }
    }

    fn object(&self, place: usize, level: usize) -> Result<usize, Stop> {
        let mut place = self.spaces(place);
        if self.at(place) == Some('}') {
            return Ok(place + 1);
        }
        loop {
            if self.at(place) != Some('"') {
                return fault(NO_NAME, place);
            }
            place = self.spaces(self.text(place)?);
            if self.at(place) != Some(':') {
                return fault("Expecting ':' delimiter", place);
            }
            place = self.spaces(self.value(self.spaces(place + 1), level)?);
            match self.at(place) {
                Some('}') => return Ok(place + 1),
                Some(',') => place = self.spaces(place + 1),
                _ => return fault("Expecting ',' delimiter", place),
            }
        }
    }

    fn array(&self, place: usize, level: usize) -> Result<usize, Stop> {
        let mut place = self.spaces(place);
        if self.at(place) == Some(']') {
            return Ok(place + 1);
        }
        loop {
            place = self.spaces(self.value(place, level)?);
            match self.at(place) {
                Some(']') => return Ok(place + 1),
                Some(',') => place = self.spaces(place + 1),
                _ => return fault("Expecting ',' delimiter", place),
            }
        }
    }
}
