//! The items of a JSON list, each with its line, also of a list that is cut off.

/// Finds the items of a list without parsing them, so that a bad item costs no other.
pub(super) struct JsonItems<'a> {
    rest: &'a [u8],
    line: usize,
    state: ListState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ListState {
    Before,
    First,
    Next,
    Over,
}

/// An item as its bytes, with the line on which it starts, or why there is none.
type FoundItem<'a> = (usize, Result<&'a [u8], String>);

impl<'a> JsonItems<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, line: 1, state: ListState::Before }
    }

    /// Goes over white space and returns the byte after it.
    fn next_byte(&mut self) -> Option<u8> {
        let blank = self.rest.iter().position(|byte| !byte.is_ascii_whitespace());
        self.advance(blank.unwrap_or(self.rest.len()));
        self.rest.first().copied()
    }

    /// Goes over some bytes and returns them.
    fn advance(&mut self, length: usize) -> &'a [u8] {
        let (passed, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.rest = rest;
        passed
    }

    fn stop(&mut self, why: &str) -> FoundItem<'a> {
        self.state = ListState::Over;
        (self.line, Err(why.to_owned()))
    }
}

impl<'a> Iterator for JsonItems<'a> {
    type Item = FoundItem<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == ListState::Over {
            return None;
        }
        let mut byte = self.next_byte();
        if self.state == ListState::Before {
            byte?;
            if byte != Some(b'[') {
                return Some(self.stop("it is no JSON list"));
            }
            self.advance(1);
            self.state = ListState::First;
            byte = self.next_byte();
        }
        if self.state == ListState::Next && byte == Some(b',') {
            self.advance(1);
            byte = self.next_byte();
        }
        self.state = ListState::Next;
        if byte == Some(b']') {
            self.advance(1);
            self.state = ListState::Over;
            return self.next_byte().map(|_| self.stop("it is after the end of the list"));
        }
        let line = self.line;
        match item_length(self.rest) {
            Some(length) => Some((line, Ok(self.advance(length).trim_ascii_end()))),
            None if byte.is_none() => {
                Some(self.stop("the file ends before its list does: a part is missing"))
            }
            None => Some(self.stop("the file ends in the middle of it")),
        }
    }
}

/// Returns how many bytes the first item has; `None` if its end is missing.
fn item_length(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        if in_text {
            (in_text, escaped) = (*byte != b'"' || escaped, *byte == b'\\' && !escaped);
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => depth += 1,
            b',' | b']' if depth == 0 => return Some(at),
            b']' | b'}' if depth <= 1 => return Some(at + 1),
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}
