//! The tone of a message: it decides colour and sign.

/// The tone of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something was refused.
    Refused,
    /// Something needs attention.
    Warning,
    /// Another operator did something.
    Elsewhere,
}
