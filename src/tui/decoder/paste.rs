//! A paste that the terminal marks (DEC mode 2004): text until `ESC [ 201 ~`.

const BEGIN: &[u8] = b"\x1b[200~";
const END: &[u8] = b"\x1b[201~";
/// The longest text that is kept, bytes: far more than any field takes.
const KEPT: usize = 1 << 20;

/// A paste that has begun.
#[derive(Debug, Default)]
pub struct Paste {
    text: Vec<u8>,
    /// How many bytes of the end mark have come.
    matched: usize,
}

impl Paste {
    /// Takes the next byte; reports whether it completes an end mark. `rest` follows in the same read:
    /// if another end mark is in it, this one is text, which some terminals do not remove.
    pub fn take(&mut self, byte: u8, rest: &[u8]) -> bool {
        if END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            if self.matched < END.len() {
                return false;
            }
            self.matched = 0;
            return !ends_later(rest);
        }
        self.keep_matched();
        if byte == 0x1b {
            self.matched = 1;
        } else {
            self.keep(&[byte]);
        }
        false
    }

    /// Reports whether an escape came that may begin the end mark.
    pub fn is_at_escape(&self) -> bool {
        self.matched == 1
    }

    /// Returns its text.
    pub fn into_text(mut self) -> String {
        if self.matched > 1 {
            self.keep_matched();
        }
        String::from_utf8_lossy(&self.text).into_owned()
    }

    fn keep_matched(&mut self) {
        let matched = std::mem::take(&mut self.matched);
        self.keep(END.get(..matched).unwrap_or_default());
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = KEPT.saturating_sub(self.text.len()).min(bytes.len());
        self.text.extend_from_slice(bytes.get(..room).unwrap_or_default());
    }
}

/// Reports whether an end mark comes before the next begin mark.
fn ends_later(rest: &[u8]) -> bool {
    let end = memchr::memmem::find(rest, END);
    let begin = memchr::memmem::find(rest, BEGIN).unwrap_or(rest.len());
    end.is_some_and(|end| end < begin)
}
