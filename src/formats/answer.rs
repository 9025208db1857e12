//! An answer as it came.

/// An answer as it came from a file, a command or a server.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// How it ended.
    pub code: Code,
    /// The content type that a server gave.
    pub content_type: Option<&'a str>,
    /// The whole body, or what a command wrote to stdout.
    pub body: &'a [u8],
    /// What a command wrote to stderr.
    pub errors: &'a [u8],
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// It is a file.
    File,
    /// The status of an HTTP answer.
    Http(u16),
    /// The exit code of a command.
    Exit(i32),
    /// The signal that ended a command.
    Signal(i32),
}
