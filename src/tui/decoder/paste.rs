//! A paste that the terminal marks (DEC mode 2004): text until `ESC [ 201 ~`.
//!
//! Some terminals paste a mark that is in the text. So an end mark ends the paste only if nothing follows
//! at once; what does is text too, without its marks.

const BEGIN: &[u8] = b"\x1b[200~";
const END: &[u8] = b"\x1b[201~";
/// The longest text that is kept, bytes: far more than any field takes.
const KEPT: usize = 1 << 20;

/// A paste that has begun.
#[derive(Debug, Default)]
pub struct Paste {
    text: Vec<u8>,
    /// The bytes of a mark that is not complete.
    mark: Vec<u8>,
    /// Whether an end mark came, and no begin mark after it.
    is_ended: bool,
    /// Whether nothing came after the end mark.
    is_at_end: bool,
    /// Whether its beginning was reported already, or never came.
    is_rest: bool,
}

impl Paste {
    /// Begins a paste whose begin mark is missing.
    pub fn rest() -> Self {
        Self { is_rest: true, ..Self::default() }
    }

    /// Takes the next byte.
    pub fn take(&mut self, byte: u8) {
        self.is_at_end = false;
        self.mark.push(byte);
        if self.mark == END {
            self.mark.clear();
            self.is_ended = true;
            self.is_at_end = true;
        } else if self.is_ended && self.mark == BEGIN {
            self.mark.clear();
            self.is_ended = false;
        } else if !self.may_become_mark() {
            self.mark.pop();
            self.keep_mark();
            if byte == 0x1b {
                self.mark.push(byte);
            } else {
                self.keep(&[byte]);
            }
        }
    }

    /// Reports whether the mark may still become one that counts: a begin mark only after an end mark.
    fn may_become_mark(&self) -> bool {
        END.starts_with(&self.mark) || self.is_ended && BEGIN.starts_with(&self.mark)
    }

    /// Reports whether an escape came that may begin the end mark.
    pub fn is_at_escape(&self) -> bool {
        self.mark == b"\x1b"
    }

    /// Reports whether an end mark came: the paste is over unless more follows at once.
    pub fn is_ended(&self) -> bool {
        self.is_ended
    }

    /// Reports whether an end mark came last.
    pub fn is_at_end(&self) -> bool {
        self.is_at_end
    }

    /// Returns the text so far, and goes on with the rest; `None` if there is nothing to report.
    pub fn report(&mut self) -> Option<String> {
        if self.is_ended && self.mark.len() > 1 {
            self.keep_mark();
        }
        let is_rest = std::mem::replace(&mut self.is_rest, true);
        self.is_ended = false;
        let text = std::mem::take(&mut self.text);
        (!is_rest || !text.is_empty()).then(|| String::from_utf8_lossy(&text).into_owned())
    }

    fn keep_mark(&mut self) {
        let mark = std::mem::take(&mut self.mark);
        self.keep(&mark);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = KEPT.saturating_sub(self.text.len()).min(bytes.len());
        self.text.extend_from_slice(bytes.get(..room).unwrap_or_default());
    }
}

/// Reports whether bytes are text of a paste whose beginning is not among them: an end mark comes
/// without a begin mark, and not first.
pub fn ends_paste(bytes: &[u8]) -> bool {
    let begin = memchr::memmem::find(bytes, BEGIN).unwrap_or(bytes.len());
    let end = memchr::memmem::find(bytes, END);
    bytes.first() != Some(&0x1b) && end.is_some_and(|end| end < begin)
}
