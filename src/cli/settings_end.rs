//! Changes the settings file, mostly by text at its end. What else is there stays, byte for byte.

use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::error::CliError;
use super::unfinished_file;
use crate::failure::Words;

/// The mode of a new file.
const MODE: u32 = 0o600;

/// A settings file as it was read, to which text is added.
#[derive(Debug)]
pub struct SettingsEnd {
    path: PathBuf,
    /// What is there; `None` if there is no file.
    text: Option<String>,
}

impl SettingsEnd {
    /// Reads the file.
    ///
    /// # Errors
    /// If it is there and cannot be read as text.
    pub fn read(path: &Path) -> Result<Self, CliError> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self { path: path.to_owned(), text: Some(text) }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Ok(Self { path: path.to_owned(), text: None })
            }
            Err(error) => Err(failed(path, &error)),
        }
    }

    /// Returns the path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns a text as it is added: after an empty line, with the line ends of the file.
    #[must_use]
    pub fn fitted(&self, text: &str) -> String {
        let old = self.text.as_deref().unwrap_or_default();
        let end = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
        let blank = if old.trim().is_empty() { "" } else { "\n" };
        let text = format!("{end}{blank}{text}");
        if old.contains("\r\n") { text.replace('\n', "\r\n") } else { text }
    }

    /// Returns the content with a text at its end.
    #[must_use]
    pub fn with(&self, text: &str) -> String {
        format!("{}{text}", self.text.as_deref().unwrap_or_default())
    }

    /// Adds a text. A reader finds the old content or the new one, never a part. A link stays a link, and the
    /// file keeps its mode.
    ///
    /// # Errors
    /// If the file cannot be written, or was changed since it was read.
    pub fn append(&self, text: &str) -> Result<(), CliError> {
        self.replace(&self.with(text))
    }

    /// Gives the file another content, as [`Self::append`] does.
    ///
    /// # Errors
    /// If the file cannot be written, or was changed since it was read.
    pub fn replace(&self, content: &str) -> Result<(), CliError> {
        self.try_to_replace(content).map_err(|error| failed(&self.path, &error))
    }

    fn try_to_replace(&self, content: &str) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let (real, mode) = if self.text.is_some() {
            let real = fs::canonicalize(&self.path)?;
            let mode = fs::metadata(&real)?.permissions().mode();
            (real, mode)
        } else {
            (self.path.clone(), MODE)
        };
        let folder = real.parent().unwrap_or(Path::new("/"));
        let mut file = unfinished_file::create(folder, MODE)?;
        file.write_all(content.as_bytes())?;
        file.as_file().set_permissions(fs::Permissions::from_mode(mode & 0o7777))?;
        file.as_file().sync_all()?;
        match &self.text {
            None => file.persist_noclobber(&real).map(drop).map_err(|error| error.error),
            Some(old) => {
                if fs::read(&real)? != old.as_bytes() {
                    return Err(io::Error::other("it was changed meanwhile; try again"));
                }
                file.persist(&real).map(drop).map_err(|error| error.error)
            }
        }
    }
}

fn failed(path: &Path, error: &io::Error) -> CliError {
    let told = error.to_string();
    // The name of the file in the making says nothing to its user.
    let cause = told.split(" at path ").next().unwrap_or_default();
    CliError::Settings(Words {
        what: "The settings were not changed".into(),
        why: format!("{}: {cause}", path.display()),
        next: "check the file and its directory, and try again".into(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn text_is_added_behind_what_is_there_with_its_line_ends() {
        for (old, new) in [
            (None, "a\nb\n"),
            (Some(""), "a\nb\n"),
            (Some("x\n"), "x\n\na\nb\n"),
            (Some("x"), "x\n\na\nb\n"),
            (Some("x\r\n"), "x\r\n\r\na\r\nb\r\n"),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("new/config.toml");
            if let Some(old) = old {
                fs::create_dir(dir.path().join("new")).unwrap();
                fs::write(&path, old).unwrap();
            }
            let end = SettingsEnd::read(&path).unwrap();
            end.append(&end.fitted("a\nb\n")).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), new, "{old:?}");
        }
    }

    #[test]
    fn a_link_stays_one_the_mode_stays_and_a_change_meanwhile_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("config.toml"));
        fs::write(&real, "x\n").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let end = SettingsEnd::read(&link).unwrap();
        end.append("y\n").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "x\ny\n");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o7777, 0o640);
        // It has another content now than what was read.
        assert!(end.append("z\n").is_err());
        assert_eq!(fs::read_to_string(&real).unwrap(), "x\ny\n");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }
}
