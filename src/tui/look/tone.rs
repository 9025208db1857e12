//! Why somebody should look at a message: it decides colour and sign.

/// Why somebody should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It is done.
    Done,
    /// It was refused.
    Refused,
    /// It went well, and something beside it did not.
    Warning,
    /// Somebody else did it.
    Elsewhere,
}
