//! The shells whose Tab key onwatch can answer.

use clap::ValueEnum;

/// What the help says beside the shells.
pub(super) const HELP: &str = "\
Example:
  source <(onwatch completions bash)

The script asks onwatch at each Tab, so it knows your sessions, contexts, profiles and runs. A new \
version needs no new script.

Setup:
  bash        source <(onwatch completions bash), in ~/.bashrc
  zsh         source <(onwatch completions zsh), in ~/.zshrc after compinit
  fish        onwatch completions fish | source, in ~/.config/fish/config.fish
  elvish      eval (onwatch completions elvish | slurp), in ~/.config/elvish/rc.elv
  powershell  onwatch completions powershell | Out-String | Invoke-Expression, in $PROFILE";

/// A shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// The shell of the GNU project.
    #[value(help = None)]
    Bash,
    /// The Z shell.
    #[value(help = None)]
    Zsh,
    /// The friendly interactive shell.
    #[value(help = None)]
    Fish,
    /// Elvish.
    #[value(help = None)]
    Elvish,
    /// `PowerShell`, from version 5 on.
    #[value(help = None, alias = "pwsh")]
    Powershell,
}
