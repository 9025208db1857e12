//! The scripts that make a shell ask onwatch.

use super::super::args::Shell;

/// Returns the script for a shell.
#[must_use]
pub fn script(shell: Shell) -> String {
    let text = match shell {
        Shell::Bash => include_str!("../../../assets/completions/onwatch.bash"),
        Shell::Zsh => include_str!("../../../assets/completions/_onwatch"),
        Shell::Fish => include_str!("../../../assets/completions/onwatch.fish"),
        Shell::Elvish => include_str!("../../../assets/completions/onwatch.elv"),
        Shell::Powershell => include_str!("../../../assets/completions/onwatch.ps1"),
    };
    text.to_owned()
}
