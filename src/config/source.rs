//! The tables `[[source]]`: where band and health come from, and how they are read.

use std::fmt;
use std::path::PathBuf;

use ureq::http::Uri;

use crate::core::SettleTimes;
use crate::formats::FormatRules;

/// A source of band and health.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSettings {
    /// Its name; no other source has it.
    pub name: String,
    /// The line of its table in the settings, from 1.
    pub line: usize,
    /// What it says.
    pub provides: Provides,
    /// How it is asked.
    pub way: SourceWay,
    /// The time from one look to the next, milliseconds.
    pub interval_ms: u64,
    /// The longest time that one look takes, milliseconds.
    pub timeout_ms: u64,
    /// The age from which what it said is stale, milliseconds.
    pub stale_after_ms: u64,
    /// How long a change must last before it counts.
    pub settle: SettleTimes,
    /// The most bytes of an answer.
    pub max_bytes: u64,
    /// How an answer is read.
    pub rules: FormatRules,
}

/// What a source says: at least one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provides {
    /// Whether it says the band.
    pub cone: bool,
    /// Whether it says the health.
    pub health: bool,
}

/// How a source is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceWay {
    /// A file is read.
    File(PathBuf),
    /// A command is run: the program and its arguments. No shell sees them.
    Command(Vec<String>),
    /// A server is asked.
    Http(Box<HttpSource>),
}

impl SourceWay {
    /// Returns the word of `kind`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::File(_) => "file",
            Self::Command(_) => "command",
            Self::Http(_) => "http",
        }
    }
}

/// What a server is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSource {
    /// The address, without a user and a password.
    pub url: Uri,
    /// The method.
    pub method: HttpMethod,
    /// The file whose content is sent.
    pub body_file: Option<PathBuf>,
    /// Headers, and where their values are.
    pub headers: Vec<(String, SecretFrom)>,
    /// The login, if any.
    pub login: Option<HttpLogin>,
    /// The certificates that are trusted, instead of those of the system.
    pub ca_file: Option<PathBuf>,
    /// The certificate of this client, and its key.
    pub client: Option<ClientFiles>,
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpMethod {
    /// Asks only.
    Get,
    /// Sends a body.
    Post,
}

/// The login of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpLogin {
    /// A user and a password.
    Basic(String, SecretFrom),
    /// A token.
    Bearer(SecretFrom),
}

/// The files of a client's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFiles {
    /// The certificate, and those between it and its root.
    pub cert: PathBuf,
    /// Its key. May be the same file.
    pub key: PathBuf,
}

/// Where a secret is. It is never in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretFrom {
    /// In an environment variable.
    Env(String),
    /// In a file that only its owner reads.
    File(PathBuf),
}

/// A source that is not used, because its table has a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLeftOut {
    /// Its name, if that can be read.
    pub name: Option<String>,
    /// The line of the fault, from 1.
    pub line: usize,
    /// What is wrong, and which values are accepted.
    pub why: String,
}

impl fmt::Display for SourceLeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "the source '{name}' is left out: {}", self.why),
            None => write!(f, "a source is left out: {}", self.why),
        }
    }
}
