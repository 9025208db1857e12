//! The layout of the state file: one field per line, and one line for each item of a list.
//!
//! What lies deeper is written on one line, without spaces. So people can read the file, and it stays small.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// How many levels are written over several lines: the state, and its fields.
const LEVELS: usize = 2;

/// Returns a value as JSON in the layout of the state file.
///
/// # Errors
/// The error of the serializer.
pub fn to_vec(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = Vec::new();
    let layout = Layout { depth: 0, is_empty: true };
    value.serialize(&mut Serializer::with_formatter(&mut bytes, layout))?;
    Ok(bytes)
}

struct Layout {
    /// How many lists and objects are open.
    depth: usize,
    /// Whether the innermost one has no content yet.
    is_empty: bool,
}

impl Layout {
    fn open<W: ?Sized + Write>(&mut self, sign: &[u8], to: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.is_empty = true;
        to.write_all(sign)
    }

    fn close<W: ?Sized + Write>(&mut self, sign: &[u8], to: &mut W) -> io::Result<()> {
        let is_broken = self.depth <= LEVELS && !self.is_empty;
        self.depth -= 1;
        self.is_empty = false;
        if is_broken {
            self.new_line(to)?;
        }
        to.write_all(sign)
    }

    fn next<W: ?Sized + Write>(&self, first: bool, to: &mut W) -> io::Result<()> {
        let is_broken = self.depth <= LEVELS;
        to.write_all(if first { b"" } else { b"," })?;
        if is_broken { self.new_line(to) } else { Ok(()) }
    }

    fn new_line<W: ?Sized + Write>(&self, to: &mut W) -> io::Result<()> {
        to.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| to.write_all(b"  "))
    }
}

impl Formatter for Layout {
    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(b"[", to)
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(b"]", to)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.next(first, to)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(b"{", to)
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(b"}", to)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.next(first, to)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(if self.depth <= LEVELS { b": " } else { b":" })
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn each_field_has_a_line_and_each_item_of_a_list() {
        let value = json!({
            "a": 1, "list": [{"b": [1, 2], "c": {}}, {"b": [], "c": {"d": "x"}}], "none": [],
            "object": {"e": null, "f": {"g": true}},
        });
        let text = r#"{
  "a": 1,
  "list": [
    {"b":[1,2],"c":{}},
    {"b":[],"c":{"d":"x"}}
  ],
  "none": [],
  "object": {
    "e": null,
    "f": {"g":true}
  }
}"#;
        assert_eq!(String::from_utf8(to_vec(&value).unwrap()).unwrap(), text);
    }
}
