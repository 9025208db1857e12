//! The lines of a calendar (RFC 5545).
//!
//! The crates that write calendars fold lines at more than 75 bytes, and bring a clock and random
//! names of their own. Three rules are all that is needed.

use chrono::{DateTime, Utc};

use crate::safe_text::SafeText;

/// No line has more bytes, without its end.
const LINE_BYTES: usize = 75;

/// The text of a calendar in the making.
#[derive(Default)]
pub(super) struct CalendarText(pub(super) String);

impl CalendarText {
    /// Adds a line with a value that needs no escaping: words and times of our own.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for c in format!("{name}:{value}").chars() {
            if used + c.len_utf8() > LINE_BYTES {
                // The blank that continues a line counts too.
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(c);
            used += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Adds a line with text, which keeps its line breaks and acts on nothing.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.line(name, &escaped(text));
    }

    /// Adds a line with several texts.
    pub(super) fn list<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a str>) {
        self.line(name, &texts.map(escaped).collect::<Vec<_>>().join(","));
    }
}

/// Returns a text in which no sign separates it from others.
fn escaped(text: &str) -> String {
    let line = |line| {
        let safe = SafeText::new(line).into_string();
        safe.replace('\\', r"\\").replace(',', r"\,").replace(';', r"\;")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join(r"\n")
}

/// Returns a time in UTC.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_no_line_of_it_is_a_line_of_the_calendar() {
        let mut calendar = CalendarText::default();
        calendar.text("SUMMARY", "a\\n; b, c: \"d\"\nEND:VEVENT\r\nx");
        let line = "SUMMARY:a\\\\n\\; b\\, c: \"d\"\\nEND:VEVENT‹U+000D›\\nx\r\n";
        assert_eq!(calendar.0, line);
    }

    #[test]
    fn a_line_is_folded_at_75_bytes_within_no_character() {
        let mut calendar = CalendarText::default();
        calendar.line("X", &"ü".repeat(80));
        let lines: Vec<&str> = calendar.0.split_terminator("\r\n").collect();
        assert_eq!(lines.iter().map(|line| line.len()).collect::<Vec<_>>(), [74, 75, 15]);
        assert_eq!(calendar.0.replace("\r\n ", ""), format!("X:{}\r\n", "ü".repeat(80)));
    }
}
