//! How much and how long the server waits for a client.

use std::time::Duration;

/// How much and how long the server waits for a client.
#[derive(Debug, Clone, Copy)]
pub struct ClientLimits {
    /// How long a client may take to send the head of a request, also of the first one and after an answer.
    pub head_time: Duration,
    /// How long a client may take to send the body.
    pub body_time: Duration,
    /// How long a client may read nothing of an answer that is being sent.
    pub write_time: Duration,
    /// How many connections there may be at a time.
    pub connections: usize,
}

impl Default for ClientLimits {
    fn default() -> Self {
        Self {
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(10),
            write_time: Duration::from_secs(30),
            connections: 512,
        }
    }
}

/// How many handlers run at a time.
pub const THREADS_MAX: usize = 8;
/// How many of them may carry out a command. A desk lets one command in at a time; the others wait.
pub const COMMANDS_MAX: usize = 4;
/// The most bytes of a body.
pub const BODY_MAX: usize = 64 * 1024;
/// The most bytes of the address of a request.
pub const URI_MAX: usize = 8 * 1024;
/// The most bytes of the headers of a request, with their names.
pub const HEADERS_MAX: usize = 16 * 1024;
/// How many headers a request may have.
pub const HEADER_COUNT_MAX: usize = 64;
/// How many bytes of a request are held before they are read. It is more than a head may have.
pub const BUFFER_MAX: usize = 32 * 1024;
