//! The options of `status`: the forms of a line for a status bar or a prompt.

use clap::{ArgGroup, Args, ValueEnum};

use crate::bar::{BarForm, BarMarkup, Template};

/// The help below the options.
pub const HELP: &str = "\
Example:
  onwatch status | head -1
  onwatch status --format '[{glyph} {clock}](phase)( · {task})'

Exits 3 if no session is live, and still prints the rest. With --json it has every verb, and why it is
refused.

A TEMPLATE is one line for a bar or a prompt. Its fields are:
  {desk}     the profile or the run; empty for the default profile
  {glyph}    ● active, ‖ paused, ■ no session, ▲ the store needs attention
  {clock}    the active time, as in 1:05:09; {elapsed} is the same as 1h 05m
  {key}      the session, as in SESSION-014; {phase} is active, paused, idle or attention
  {band}     the letter of the band; {health} is the word; empty if nobody ever set it
  {drift}    what moved since the start, as in B→C green→red
  {task}     the innermost context; {notes} is the first line of the notes
  {target}   45m left, 10m over or reached
  {waits}    an open question of this desk, and how many other desks wait
  {today}    the active time of today in all profiles; {week} is that of this week
A group such as ( · {task}) vanishes if its fields are empty. [text](green bold) has a style; the
words phase, band and health are the colour of the state. \\n is a line break; \\( is a bracket.

The ready forms, such as --waybar, take a TEMPLATE for their text too.
If the store cannot be read, the line is `▲ the store needs attention`, and stderr has nothing.
--format and --line exit like the status: 0, 3 or 6. The ready forms always exit 0, because some
bars hide what fails.";

/// The options of `status`.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Status bars and prompts")]
#[command(group = ArgGroup::new("any_line").multiple(true).args([
    "format", "line", "waybar", "i3bar", "tmux", "starship", "polybar", "xbar",
]))]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub struct StatusArgs {
    /// Print one line after a template, such as '{key} {clock}'
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "json", group = "one_line")]
    pub format: Option<Template>,
    /// Print the one line that the panel shows in one row, as wide as the terminal
    #[arg(long, conflicts_with = "json", group = "one_line")]
    pub line: bool,
    /// Answer and exit as a plugin of a monitoring system; the limits are in [plugin] of the settings
    #[arg(long, conflicts_with_all = ["json", "any_line", "style"])]
    pub plugin: bool,
    /// What styles become: plain, ansi, tmux, zsh or bash [default: ansi with colours, else plain]
    #[arg(long, value_name = "STYLE", requires = "one_line", hide_possible_values = true)]
    pub style: Option<LineStyle>,
    /// Print a JSON object for a custom module of waybar
    #[arg(long, conflicts_with_all = ["json", "line", "style"], group = "ready_form")]
    pub waybar: bool,
    /// Print a JSON block for i3bar or swaybar; with --follow, speak the whole protocol
    #[arg(long, conflicts_with_all = ["json", "line", "style"], group = "ready_form")]
    pub i3bar: bool,
    /// Print a text with the styles of tmux
    #[arg(long, conflicts_with_all = ["json", "line", "style"], group = "ready_form")]
    pub tmux: bool,
    /// Print a plain text for a custom module of starship
    #[arg(long, conflicts_with_all = ["json", "line", "style"], group = "ready_form")]
    pub starship: bool,
    /// Print a text with the tags of polybar
    #[arg(long, conflicts_with_all = ["json", "line", "style"], group = "ready_form")]
    pub polybar: bool,
    /// Print a line and a menu for xbar
    #[arg(long, conflicts_with_all = ["json", "line", "style"], group = "ready_form")]
    pub xbar: bool,
    /// Add the active time of today and of this week, in all profiles
    #[arg(long, conflicts_with_all = ["any_line", "plugin"])]
    pub totals: bool,
    /// Ask every source once before, for two seconds at most, unless the panel or the daemon asks them
    #[arg(long, conflicts_with_all = ["any_line", "plugin"])]
    pub fresh: bool,
    /// Print the line again whenever it changes, at most once a second, until nobody reads it
    #[arg(short, long, requires = "any_line", conflicts_with = "quiet")]
    pub follow: bool,
}

impl StatusArgs {
    /// Returns the ready form that is asked for.
    #[must_use]
    pub fn form(&self) -> Option<BarForm> {
        let asked = |form| match form {
            BarForm::Waybar => self.waybar,
            BarForm::I3bar => self.i3bar,
            BarForm::Tmux => self.tmux,
            BarForm::Starship => self.starship,
            BarForm::Polybar => self.polybar,
            BarForm::Xbar => self.xbar,
        };
        BarForm::ALL.into_iter().find(|form| asked(*form))
    }
}

/// What the styles of a line become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LineStyle {
    /// Nothing.
    Plain,
    /// Escape sequences of a terminal.
    Ansi,
    /// Styles of tmux.
    Tmux,
    /// Escapes of a prompt of zsh.
    Zsh,
    /// Escape sequences for a prompt of bash.
    Bash,
}

impl From<LineStyle> for BarMarkup {
    fn from(style: LineStyle) -> Self {
        match style {
            LineStyle::Plain => Self::Plain,
            LineStyle::Ansi => Self::Ansi,
            LineStyle::Tmux => Self::Tmux,
            LineStyle::Zsh => Self::Zsh,
            LineStyle::Bash => Self::Bash,
        }
    }
}
