//! The integrations in the real programs. Each test needs one of them: see docs/testing.md.
//!
//! With `ONWATCH_TEST_KEEP=1`, the pictures of docs/bars.md are drawn anew.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use tempfile::TempDir;

use crate::common::pty::{ONWATCH, Terminal, home, settings, shell};
use crate::gallery::svg;

/// What a prompt or a bar would run, expand or take as a style.
const HOSTILE: [&str; 8] = [
    "!$(touch acted)",
    "$(touch acted)",
    "`touch acted`",
    "#(touch acted)",
    "${HOME} \\w \\[x\\] %n %{x%} !!",
    "#{pane_pid} #[fg=red] ##[x] #h",
    "%F{red} %(?.a.b) $((1+1))",
    "%{F#f00} <b>&amp;</b> \" '",
];

fn integration(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/integrations").join(name)
}

/// Returns `PATH=…`, with the program that is tested before all others.
fn path() -> String {
    let own = Path::new(ONWATCH).parent().unwrap();
    format!("PATH={}:{}", own.display(), std::env::var("PATH").unwrap())
}

/// Makes a home whose live session has these notes.
fn home_with(notes: &str) -> TempDir {
    let home = home();
    shell(home.path(), &["start", "--ago", "62m", "-n", notes]);
    home
}

/// Checks that no text acted: every command of it would have made this file.
#[track_caller]
fn assert_nothing_acted(home: &TempDir, text: &str) {
    assert!(!home.path().join("acted").exists(), "{text} acted");
}

/// Runs a program at 100 columns, in its home.
fn run(home: &TempDir, rows: u16, words: &[&str]) -> Terminal {
    let (path, inside) = (path(), format!("--chdir={}", home.path().display()));
    let words: Vec<&str> =
        ["env", &inside, &path, "LANG=C.UTF-8"].iter().chain(words).copied().collect();
    Terminal::sized(&words, home.path(), 100, rows)
}

mod tmux {
    use super::*;

    fn tmux(home: &TempDir, rows: u16, settings: &str) -> Terminal {
        let sockets = format!("TMUX_TMPDIR={}", home.path().display());
        let own = home.path().join("tmux.conf");
        let integration = integration("tmux.conf");
        let plain = "set -g status-right ''\nset -g default-command \"PS1='$ ' exec sh\"\n";
        let source = format!("{plain}{settings}\nsource-file {}\n", integration.display());
        fs::write(&own, source).unwrap();
        run(
            home,
            rows,
            &["env", &sockets, "tmux", "-f", own.to_str().unwrap(), "new", "-n", "edit"],
        )
    }

    #[test]
    #[ignore = "needs tmux: see docs/testing.md"]
    fn the_picture_of_tmux() {
        let home = home_with("Import: find why the queue grows");
        shell(home.path(), &["push", "task", "318", "Fix the import"]);
        shell(home.path(), &["health", "green"]);
        let mut tmux = tmux(&home, 4, "set -g status-left ''");
        tmux.wait("● 1h 02m").send("onwatch band C only fixes go out\r").wait("C · green");
        keep("tmux.svg", &tmux);
        tmux.send("tmux kill-server\r").wait_all();
    }

    #[test]
    #[ignore = "needs tmux: see docs/testing.md"]
    fn the_session_keeps_the_background_of_the_terminal_on_every_status_line() {
        let lines = [("", 2), ("bg=black,fg=white", 0), ("bg=white,fg=black", 7), ("reverse", 15)];
        for (style, of_the_line) in lines {
            let home = home_with("deploy");
            shell(home.path(), &["band", "D"]);
            shell(home.path(), &["health", "red"]);
            let set = if style.is_empty() { "" } else { "set -g status-style " };
            let mut tmux = tmux(&home, 6, &format!("{set}{style}\nset -g status-left 'left'"));
            tmux.wait("● 1h 02m · D · red");
            let (line, session) = tmux.read(|screen| {
                let (rows, columns) = screen.size();
                let row = rows.get() - 1;
                let cell = |column| screen.cell(row, column).unwrap();
                let first = (0..columns.get()).find(|&at| cell(at).contents() == "●").unwrap();
                let session: Vec<_> = (first..columns.get())
                    .map(|at| (cell(at).bgcolor(), cell(at).inverse()))
                    .collect();
                ((cell(0).bgcolor(), cell(0).inverse()), session)
            });
            let expected = if of_the_line == 15 {
                (vt100::Color::Default, true)
            } else {
                (vt100::Color::Idx(of_the_line), false)
            };
            assert_eq!(line, expected, "{style}");
            let count = "● 1h 02m · D · red".chars().count();
            assert!(session.len() >= count, "{style}: {session:?}");
            let own = (vt100::Color::Default, false);
            assert!(session[..count].iter().all(|cell| *cell == own), "{style}: {session:?}");
            tmux.send("tmux kill-server\r").wait_all();
        }
    }

    #[test]
    #[ignore = "needs tmux: see docs/testing.md"]
    fn tmux_shows_a_template_of_ones_own_and_says_why_one_is_not_understood() {
        let home = home_with("deploy");
        let own = "set -g @onwatch_format '[{glyph}](phase) 50%d | $HOME ; # \"( · {notes})'";
        let mut tmux = tmux(&home, 6, own);
        tmux.wait("● 50%d | $HOME ; # \" · deploy");
        tmux.send("clear; tmux set -g @onwatch_format '{glif}'\r").wait("the fields are desk");
        tmux.send("clear; tmux set -gu @onwatch_format\r").wait("● 1h 02m");
        tmux.send("tmux kill-server\r").wait_all();
    }

    #[test]
    #[ignore = "needs tmux: see docs/testing.md"]
    fn tmux_shows_the_session_and_what_changes() {
        let home = home_with("deploy");
        let mut tmux = tmux(&home, 6, "");
        tmux.wait("● 1h 02m").send("onwatch pause -q\r").wait("‖ 1h 02m");
        tmux.send("onwatch end -q\r").wait_gone("1h 02m").send("tmux kill-server\r").wait_all();
    }

    #[test]
    #[ignore = "needs tmux: see docs/testing.md"]
    fn tmux_runs_and_expands_nothing_of_a_text() {
        for text in HOSTILE {
            let home = home_with(text);
            let line = "set -g status-left-length 90\nset -g status-left \
                '#(onwatch status --format \"{phase} {notes}\" --style tmux --follow)'";
            let mut tmux = tmux(&home, 6, line);
            tmux.wait(&format!("active {text}"));
            tmux.send("onwatch pause -q\r").wait(&format!("paused {text}"));
            tmux.send("tmux set -g status-left '#(echo la''ter)'\r").wait("later");
            tmux.send("tmux kill-server\r").wait_all();
            assert_nothing_acted(&home, text);
        }
    }

    #[test]
    #[ignore = "needs tmux: see docs/testing.md"]
    fn a_second_reading_of_the_settings_adds_nothing() {
        let home = home_with("deploy");
        let mut tmux = tmux(&home, 6, "");
        tmux.wait("● 1h 02m");
        tmux.send(&format!("tmux source-file {}\r", integration("tmux.conf").display()));
        tmux.send("echo count=$(tmux show -gv status-right | grep -o 'onwatch status' | wc -l)\r");
        tmux.wait("count=1");
        tmux.send("tmux kill-server\r").wait_all();
    }
}

mod zsh {
    use super::*;

    #[test]
    #[ignore = "needs zsh: see docs/testing.md"]
    fn the_picture_of_a_prompt() {
        let home = home_with("deploy");
        // A short answer to each command, without what to do next.
        settings(
            home.path(),
            "hints = false\n[checks]\ncontexts_open = 'off'\nactivities_few = 'off'\n",
        );
        shell(home.path(), &["push", "task", "318", "Fix the import"]);
        let mut zsh = zsh(&home, "PROMPT='%F{blue}~/atlas%f ❯ '; RPROMPT=");
        zsh.wait("TASK-318").send("onwatch pause coffee\r").wait("active\n~/atlas ❯   ");
        zsh.send("onwatch resume\r").wait("s\n~/atlas ❯   ");
        zsh.send("onwatch band D only what keeps it alive\r").wait("D Survival\n~/atlas ❯   ");
        zsh.send("onwatch end\r").wait("in 1 break\n~/atlas ❯");
        keep("prompt.svg", &zsh);
        zsh.send("exit\r").wait_all();
    }

    /// Opens a shell whose own prompts are `mine>` and `right`.
    fn zsh(home: &TempDir, settings: &str) -> Terminal {
        let file = integration("prompt.zsh");
        let own =
            format!("PROMPT='mine> '\nRPROMPT=right\n{settings}\nsource {}\n", file.display());
        fs::write(home.path().join(".zshrc"), own).unwrap();
        run(home, 9, &["zsh", "-i"])
    }

    #[test]
    #[ignore = "needs zsh: see docs/testing.md"]
    fn zsh_shows_the_session_and_leaves_the_prompt_as_it_was() {
        for option in ["setopt prompt_subst", "unsetopt prompt_subst"] {
            let home = home_with("deploy");
            let mut zsh = zsh(&home, option);
            zsh.wait("● 1h 02m").wait("right").send("onwatch pause -q\r").wait("‖ 1h 02m");
            zsh.send("onwatch end -q; clear\r").wait_gone("1h 02m").wait("right");
            zsh.send("clear; print -r \"<$PROMPT$RPROMPT>\"\r").wait("<mine> ");
            zsh.send("exit\r").wait_all();
        }
    }

    #[test]
    #[ignore = "needs zsh: see docs/testing.md"]
    fn zsh_shows_no_session_where_a_prompt_has_no_percent_signs() {
        let home = home_with("50% done");
        let mut zsh = zsh(&home, "ONWATCH_PROMPT='<{notes}>'");
        zsh.wait("<50% done>").send("unsetopt prompt_percent\r").send("clear\r");
        zsh.wait_gone("50").wait("right").send("setopt prompt_percent\r").wait("<50% done>");
        zsh.send("exit\r").wait_all();
    }

    #[test]
    #[ignore = "needs zsh: see docs/testing.md"]
    fn a_shell_that_ends_at_an_error_goes_on_without_a_session() {
        let home = home();
        let mut zsh = zsh(&home, "setopt err_exit no_unset warn_create_global");
        zsh.wait("mine>").send("echo do''ne\r").wait("done\nmine>");
        zsh.send("exit\r").wait_all();
    }

    #[test]
    #[ignore = "needs zsh: see docs/testing.md"]
    fn zsh_shows_the_session_once_in_a_prompt_that_others_change() {
        let home = home_with("deploy");
        let mut zsh = zsh(&home, "");
        zsh.wait("1h 02m").send("RPROMPT=\"(venv) $RPROMPT\"; clear\r").wait("(venv) right");
        zsh.send("onwatch pause -q; clear\r").wait("‖ 1h 02m");
        assert_eq!(zsh.screen().matches("1h 02m").count(), 1, "{}", zsh.screen());
        zsh.send("exit\r").wait_all();
    }

    #[test]
    #[ignore = "needs zsh: see docs/testing.md"]
    fn zsh_says_once_why_a_template_is_not_understood() {
        let home = home_with("deploy");
        let mut zsh = zsh(&home, "ONWATCH_PROMPT='{glif}'");
        zsh.wait("there is no field {glif}").wait("right");
        zsh.send("clear\r").wait_gone("glif").send("echo do''ne\r").wait("done\nmine>");
        assert!(!zsh.screen().contains("glif"), "{}", zsh.screen());
        zsh.send("clear; ONWATCH_PROMPT='<{glyph}>'\r").wait("<●> | right");
        zsh.send("exit\r").wait_all();
    }

    #[test]
    #[ignore = "needs zsh: see docs/testing.md"]
    fn zsh_runs_and_expands_nothing_of_a_text() {
        for option in ["setopt prompt_subst", "unsetopt prompt_subst"] {
            for text in HOSTILE {
                let home = home_with(text);
                let mut zsh = zsh(&home, &format!("{option}\nONWATCH_PROMPT='<{{notes}}>'"));
                zsh.wait(&format!("<{}>", text.replace('`', "'")))
                    .send("echo do''ne\r")
                    .wait("done");
                zsh.send("exit\r").wait_all();
                assert_nothing_acted(&home, text);
            }
        }
    }
}

mod bash {
    use super::*;

    /// Opens a shell whose own prompt is `mine>`.
    fn bash(home: &TempDir, settings: &str) -> Terminal {
        let (file, rc) = (integration("prompt.bash"), home.path().join("bashrc"));
        fs::write(&rc, format!("PS1='mine> '\n{settings}\nsource {}\n", file.display())).unwrap();
        run(home, 12, &["bash", "--rcfile", rc.to_str().unwrap(), "-i"])
    }

    #[test]
    #[ignore = "needs bash: see docs/testing.md"]
    fn bash_shows_the_session_and_leaves_the_prompt_as_it_was() {
        for option in ["", "set -o posix", "set -u"] {
            let home = home_with("deploy");
            let mut bash = bash(&home, option);
            bash.wait("● 1h 02m").wait("| mine>").send("onwatch pause -q\r").wait("‖ 1h 02m");
            bash.send("shopt -u promptvars; set +o posix; clear\r").wait_gone("1h 02m");
            bash.wait("mine>").send("shopt -s promptvars\r").wait("‖ 1h 02m");
            bash.send("onwatch end -q; clear\r").wait_gone("1h 02m").wait("mine>");
            bash.send("false\r").send("echo $?\r").wait("\n1\n");
            bash.send("clear; echo \"<$PS1>\"\r").wait("<mine> >");
            bash.send("exit\r").wait_all();
        }
    }

    #[test]
    #[ignore = "needs bash: see docs/testing.md"]
    fn a_shell_that_ends_at_an_error_goes_on_without_a_session() {
        let home = home();
        let mut bash = bash(&home, "set -e");
        bash.wait("mine>").send("! true\r").send("echo do''ne\r").wait("done\nmine>");
        bash.send("exit\r").wait_all();
    }

    #[test]
    #[ignore = "needs bash: see docs/testing.md"]
    fn bash_shows_the_session_once_in_a_prompt_that_others_change() {
        let home = home_with("deploy");
        let mut bash = bash(&home, "");
        bash.wait("1h 02m").send("PS1=\"(venv) $PS1\"; clear\r").wait("(venv) ").wait("| mine>");
        bash.send("onwatch pause -q; clear\r").wait("‖ 1h 02m");
        assert_eq!(bash.screen().matches("1h 02m").count(), 1, "{}", bash.screen());
        bash.send("onwatch end -q; clear; echo \"<$PS1>\"\r").wait_gone("1h 02m");
        bash.send("clear; echo \"<$PS1>\"\r").wait("<(venv) mine> >");
        bash.send("exit\r").wait_all();
    }

    #[test]
    #[ignore = "needs bash: see docs/testing.md"]
    fn bash_says_once_why_a_template_is_not_understood() {
        let home = home_with("deploy");
        let mut bash = bash(&home, "ONWATCH_PROMPT='{glif}'");
        bash.wait("there is no field {glif}").wait("mine>");
        bash.send("clear\r").wait_gone("glif").send("echo do''ne\r").wait("done\nmine>");
        assert!(!bash.screen().contains("glif"), "{}", bash.screen());
        bash.send("clear; ONWATCH_PROMPT='<{glyph}>'\r").wait("<●> | mine>");
        bash.send("exit\r").wait_all();
    }

    #[test]
    #[ignore = "needs bash: see docs/testing.md"]
    fn bash_runs_and_expands_nothing_of_a_text() {
        for option in ["", "set -o posix", "set -a"] {
            for text in HOSTILE {
                let home = home_with(text);
                let mut bash = bash(&home, &format!("{option}\nONWATCH_PROMPT='<{{notes}}>'"));
                // No mark can part a backtick from a command, so a prompt has another sign.
                let shown = text.replace('`', "'").replace('!', "ǃ");
                bash.wait(&format!("<{shown}>")).send("echo do''ne\r").wait("done");
                bash.send("exit\r").wait_all();
                assert_nothing_acted(&home, text);
            }
        }
    }

    #[test]
    #[ignore = "needs bash: see docs/testing.md"]
    fn no_change_of_an_option_and_no_child_runs_a_text() {
        let options = ["shopt -u promptvars", "shopt -u promptvars\nset -o posix", ""];
        for option in options {
            for text in HOSTILE {
                let home = home_with(text);
                let mut bash = bash(
                    &home,
                    &format!("{option}\nexport PS1\nONWATCH_PROMPT='!{{notes}} {{notes}}'"),
                );
                bash.send("set -o posix; shopt -u promptvars\r").send("shopt -s promptvars\r");
                bash.send("set +o posix\r").send("echo fi''rst\r").wait("first");
                for child in ["bash --norc", "bash --norc --posix", "sh"] {
                    bash.send(&format!("{child}\r")).send("true\r").send("echo chi''ld\r");
                    bash.wait("child").send("exit\r").send("clear\r").wait_gone("child");
                }
                bash.send("exit\r").wait_all();
                assert_nothing_acted(&home, text);
            }
        }
    }
}

mod systemd {
    use super::*;

    #[test]
    #[ignore = "needs systemd-analyze: see docs/testing.md"]
    fn systemd_accepts_the_units() {
        let home = home();
        fs::create_dir_all(home.path().join(".cargo/bin")).unwrap();
        std::os::unix::fs::symlink(ONWATCH, home.path().join(".cargo/bin/onwatch")).unwrap();
        let units = ["onwatch-metrics.service", "onwatch-metrics.timer", "onwatch-daemon.service"]
            .map(integration);
        let mut command = std::process::Command::new("systemd-analyze");
        command.args(["--user", "verify"]).args(units).env("HOME", home.path());
        command.env("XDG_RUNTIME_DIR", home.path());
        let said = command.output().unwrap();
        assert!(said.status.success() && said.stderr.is_empty(), "{said:?}");
    }
}

/// Draws what a terminal shows into `docs/pictures`, if that is asked for.
fn keep(name: &str, terminal: &Terminal) {
    if std::env::var_os("ONWATCH_TEST_KEEP").is_some() {
        let picture = svg::of(&terminal.read(buffer), &svg::DARK);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), picture).unwrap();
    }
}

/// Returns what a terminal shows, for a picture.
fn buffer(screen: &vt100::Screen) -> Buffer {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        let cell = screen.cell(row, column).unwrap();
        let marks = [
            (cell.bold(), Modifier::BOLD),
            (cell.dim(), Modifier::DIM),
            (cell.inverse(), Modifier::REVERSED),
        ];
        let marks = marks.iter().filter(|(has, _)| *has).map(|(_, mark)| *mark);
        let style = Style::new()
            .fg(colour(cell.fgcolor()))
            .bg(colour(cell.bgcolor()))
            .add_modifier(marks.collect());
        let shown = if cell.has_contents() { cell.contents() } else { " " };
        buffer[(column, row)].set_symbol(shown).set_style(style);
    }
    buffer
}

fn colour(colour: vt100::Color) -> Color {
    const SIXTEEN: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match colour {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(nth) => SIXTEEN.get(usize::from(nth)).copied().unwrap_or(Color::Reset),
        vt100::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}
