//! Secrets: from an environment variable, or from a file that only its owner reads.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::OFlags;

use super::outcome::NoAnswer;
use crate::config::SecretFrom;

/// The most bytes of a secret.
const MOST: u64 = 64 * 1_024;

/// Variables of the program that a command may know. All others that begin so are kept from it.
const KNOWN: [&str; 3] = ["ONWATCH_HOME", "ONWATCH_PROFILE", "ONWATCH_OPERATOR"];

/// A question to the environment.
type AskEnv = dyn Fn(&str) -> Option<OsString> + Send + Sync;

/// Where secrets are found.
#[derive(Clone)]
pub struct Secrets {
    env: Arc<AskEnv>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// Returns those of an environment.
    pub fn of(env: impl Fn(&str) -> Option<OsString> + Send + Sync + 'static) -> Self {
        Self { env: Arc::new(env) }
    }

    /// Returns those of the environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::of(|name| std::env::var_os(name))
    }

    /// Returns the directory in which commands run: the home directory, or the root.
    pub(super) fn directory(&self) -> PathBuf {
        let home = (self.env)("HOME").map(PathBuf::from);
        let home = home.filter(|home| home.is_absolute() && home.is_dir());
        home.unwrap_or_else(|| PathBuf::from("/"))
    }

    /// Reports whether a variable is kept from commands.
    pub(super) fn is_kept_back(name: &str) -> bool {
        name.starts_with("ONWATCH_") && !KNOWN.contains(&name)
    }

    /// Returns a secret for a field.
    pub(super) fn read(&self, field: &str, from: &SecretFrom) -> Result<Secret, NoAnswer> {
        let bytes = match from {
            SecretFrom::Env(name) => {
                let value = (self.env)(name).filter(|value| !value.is_empty());
                let value = value.ok_or_else(|| {
                    let cause = format!("the variable {name} of `{field}` is not set");
                    NoAnswer::new(cause, format!("export {name}, or use a file"))
                })?;
                value.into_encoded_bytes()
            }
            SecretFrom::File(path) => private_file(field, path)?,
        };
        let secret = without_line_end(&bytes);
        if secret.is_empty() {
            let next = format!("write the value of `{field}`, or leave the field out");
            return Err(NoAnswer::new(format!("the secret of `{field}` is empty"), next));
        }
        if secret.iter().any(|byte| *byte < b' ' || *byte == 0x7f) {
            let cause = format!("the secret of `{field}` has a line break or a control character");
            return Err(NoAnswer::new(cause, "write it in one line"));
        }
        Ok(Secret(secret.to_vec()))
    }
}

/// A secret. It cannot be shown.
pub(super) struct Secret(Vec<u8>);

impl Secret {
    /// Returns it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Returns the content of a file with a secret. Others must not be able to read it.
pub(super) fn private_file(field: &str, path: &Path) -> Result<Vec<u8>, NoAnswer> {
    let shown = path.display();
    let unread = |error: &std::io::Error| {
        let cause = format!("the file {shown} of `{field}` cannot be read ({})", error.kind());
        NoAnswer::new(cause, format!("change `{field}`"))
    };
    let refused = |why: &str, next: String| {
        Err(NoAnswer::new(format!("the file {shown} of `{field}` is not used: {why}"), next))
    };
    if !fs::metadata(path).map_err(|error| unread(&error))?.is_file() {
        return refused("it is no ordinary file", format!("change `{field}`"));
    }
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path);
    let file = file.map_err(|error| unread(&error))?;
    let known = file.metadata().map_err(|error| unread(&error))?;
    if !known.is_file() {
        return refused("it is no ordinary file", format!("change `{field}`"));
    }
    if known.uid() != rustix::process::geteuid().as_raw() {
        return refused("it belongs to another user", format!("chown it, then chmod 600 {shown}"));
    }
    let mode = known.mode() & 0o7777;
    if mode != 0o600 && mode != 0o400 {
        let why = format!("its mode is {mode:04o}, and only its owner may read it");
        return refused(&why, format!("chmod 600 {shown}"));
    }
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(|error| unread(&error))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST) {
        return refused("it has more than 65536 bytes", format!("change `{field}`"));
    }
    Ok(bytes)
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}
