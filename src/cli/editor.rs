//! Opens an editor on the settings file.

use std::ffi::OsStr;
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::process::{Command, ExitStatus};

use super::error::CliError;
use super::world::World;
use crate::config::commented_out;
use crate::failure::Words;

/// Opens an editor on a file and waits until it is closed.
///
/// # Errors
/// The error of the system if the shell that starts the editor cannot be started.
pub fn open_editor(editor: &OsStr, file: &Path) -> io::Result<ExitStatus> {
    // VISUAL and EDITOR may have options and quotes, so a shell reads them.
    let mut words = editor.to_owned();
    words.push(OsStr::new(" \"$1\""));
    Command::new("sh").arg("-c").arg(words).arg("sh").arg(file).status()
}

/// Opens an editor on the settings file. A new file has all defaults, commented out.
///
/// # Errors
/// If no editor is named, or it fails.
pub fn edit(file: &Path, world: &World<'_>) -> Result<(), CliError> {
    let failed = |why: String, next: String| {
        CliError::Settings(Words { what: "The settings were not edited".into(), why, next })
    };
    let path = file.display();
    let set = |name: &str| (world.env)(name).filter(|value| !value.is_empty());
    let editor = set("VISUAL").or_else(|| set("EDITOR")).ok_or_else(|| {
        let next = format!("set one of them, or open {path} in your editor");
        failed("neither VISUAL nor EDITOR names an editor".into(), next)
    })?;
    begin(file).map_err(|error| {
        let next = "change its permissions, or set ONWATCH_HOME to your own directory";
        failed(format!("{path} could not be created ({error})"), next.into())
    })?;
    let name = editor.to_string_lossy();
    let why = match (world.edit)(&editor, file) {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => format!("`{name}` ended with {status}"),
        Err(error) => format!("`{name}` could not be started ({error})"),
    };
    Err(failed(why, format!("correct VISUAL or EDITOR; the file is {path}")))
}

/// Creates the file if there is none. It has all defaults, commented out.
fn begin(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Ok(mut fresh) => fresh.write_all(commented_out().as_bytes()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
