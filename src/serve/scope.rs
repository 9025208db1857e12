//! What a token may do.

/// What a token must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenScope {
    /// Nothing: everybody may ask.
    Open,
    /// To read.
    Read,
    /// To give commands. It includes to read.
    Operate,
    /// Everything.
    Admin,
}

impl TokenScope {
    /// Returns its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Read => "read",
            Self::Operate => "operate",
            Self::Admin => "admin",
        }
    }
}
