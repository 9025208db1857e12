//! The desk in one line, for status bars and prompts.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::follow::{following_to, next};
use crate::shell::{Said, Shell, program};

const READY: [&str; 6] = ["waybar", "i3bar", "tmux", "starship", "polybar", "xbar"];

/// Returns a shell with a session that has everything a line can show.
fn busy() -> Shell {
    let shell = Shell::after(&["health green", "band B"]);
    shell.give(&["start", "--target", "2h", "--type", "review", "Night watch"]);
    shell.good("push task 7 Fix the importer");
    shell.pass(64);
    shell.clock.advance(9);
    shell.good("band C");
    shell.good("health red");
    shell
}

fn format(shell: &Shell, template: &str) -> Said {
    shell.give(&["status", "--format", template])
}

/// Returns the line of a template, without its line break.
fn line(shell: &Shell, template: &str) -> String {
    let said = format(shell, template);
    assert_eq!(said.err, "", "{template}");
    said.out.strip_suffix('\n').unwrap().to_owned()
}

/// Returns what a command says that has to leave stderr alone.
fn quiet(shell: &Shell, words: &str) -> (u8, String) {
    let said = shell.say(words);
    assert_eq!(said.err, "", "{words}");
    (said.exit, said.out)
}

/// Returns the file of the newest events.
fn journal(shell: &Shell) -> PathBuf {
    let history = shell.home.path().join("data/history");
    let files = std::fs::read_dir(history).unwrap().map(|entry| entry.unwrap().path());
    let mut segments: Vec<_> = files.filter(|path| path.extension().is_some()).collect();
    segments.sort();
    segments.pop().unwrap()
}

#[test]
fn each_field_says_what_it_is_named_after() {
    let (busy, idle) = (busy(), Shell::new());
    for (template, of_busy, of_idle) in [
        ("{glyph}", "●", "■"),
        ("{clock}", "1:04:09", ""),
        ("{elapsed}", "1h 04m", ""),
        ("{key}", "SESSION-001", ""),
        ("{phase}", "active", "idle"),
        ("{desk}", "", ""),
        ("{band}", "C", ""),
        ("{health}", "red", ""),
        ("{drift}", "B→C green→red", ""),
        ("{task}", "TASK-7", ""),
        ("{notes}", "Night watch", ""),
        ("{type}", "review", ""),
        ("{target}", "56m left", ""),
        ("{waits}", "", ""),
        ("{today}", "1h 04m", ""),
        ("{week}", "1h 04m", ""),
    ] {
        assert_eq!(line(&busy, template), of_busy, "{template}");
        assert_eq!(line(&idle, template), of_idle, "{template}");
    }
    busy.good("pause");
    assert_eq!(line(&busy, "{glyph} {phase}"), "‖ paused");
    busy.settings("[panel]\nclock = \"minutes\"\nglyphs = \"ascii\"");
    assert_eq!(line(&busy, "{glyph} {clock} {drift} ●"), "= 1:04 B>C green>red ●");
}

#[test]
fn the_target_is_left_reached_or_over() {
    let shell = Shell::after(&["start --target 1h"]);
    for (minutes, expected) in [(14, "46m left"), (46, "reached"), (10, "10m over")] {
        shell.pass(minutes);
        assert_eq!(line(&shell, "{target}"), expected);
    }
}

#[test]
fn long_notes_are_cut_to_one_line() {
    let shell = Shell::new();
    shell.give(&["start", "one two three four five six seven eight nine\nten"]);
    assert_eq!(line(&shell, "{notes}"), "one two three four five six seven eight…");
}

#[test]
fn a_long_context_is_cut_as_notes_are() {
    let shell = Shell::after(&["start"]);
    shell.give(&["push", "task", &"x".repeat(60)]);
    assert_eq!(line(&shell, "{task}"), format!("{}…", "x".repeat(40)));
}

#[test]
fn band_and_health_are_shown_only_if_somebody_set_them() {
    let shell = Shell::after(&["start"]);
    assert_eq!(quiet(&shell, "status --starship").1, "● 0s\n");
    shell.good("health unknown");
    assert_eq!(quiet(&shell, "status --starship").1, "● 0s · unknown\n");
    shell.good("band B");
    assert_eq!(quiet(&shell, "status --starship").1, "● 0s · B · unknown\n");
    let waybar: Value = serde_json::from_str(&quiet(&shell, "status --waybar").1).unwrap();
    assert_eq!(waybar["class"], json!(["active", "band-b", "health-unknown"]));
}

#[test]
fn a_line_names_its_desk_unless_it_is_the_default_one() {
    let shell = Shell::after(&["start", "start --profile night"]);
    assert_eq!(line(&shell, "({desk}: ){glyph}"), "●");
    let night = quiet(&shell, "status --profile night --format ({desk}:){glyph}").1;
    assert_eq!(night, "night:●\n");
    assert_eq!(quiet(&shell, "status --profile night --starship").1, "night ● 0s\n");
    assert_eq!(quiet(&shell, "status --starship").1, "● 0s\n");
    let run = shell.good("run start --agent importer");
    let words = format!("status --format {{desk}} --run {}", run.trim());
    assert_eq!(quiet(&shell, &words).1, run);
}

#[test]
fn the_totals_are_those_of_the_reports() {
    let shell = Shell::after(&["start"]);
    shell.pass(30);
    shell.good("end");
    // On the day before, and in another profile.
    shell.give(&["add", "--from", "yesterday 9:00", "--to", "11:00"]);
    shell.good("start --profile night");
    shell.pass(10);
    for (template, report) in [("{today}", "today"), ("{week}", "report week")] {
        let seconds = shell.object(report)["active_seconds"].as_u64().unwrap();
        let expected = onwatch::core::seconds_text(seconds);
        assert_eq!(line(&shell, template), expected, "{report}");
    }
    assert_eq!(line(&shell, "{today} of {week}"), "40m of 2h 40m");
}

#[test]
fn only_the_totals_open_the_index() {
    let shell = busy();
    // A push looks up what is known of the task.
    let index = shell.home.path().join("data/index.db");
    std::fs::remove_file(&index).unwrap();
    let fields = "{glyph}{clock}{elapsed}{key}{phase}{band}{health}{drift}{task}{notes}{type}{target}{waits}";
    line(&shell, fields);
    quiet(&shell, "status --line");
    for form in READY {
        quiet(&shell, &format!("status --{form}"));
    }
    assert!(!index.exists());
    line(&shell, "{today}");
    assert!(index.exists());
}

#[test]
fn only_what_waits_reads_other_desks() {
    let shell = Shell::after(&["start", "start --profile night", "start --profile day"]);
    let night = shell.home.path().join("data/profiles/night/history");
    assert_eq!(line(&shell, "{waits}"), "");
    for entry in std::fs::read_dir(&night).unwrap() {
        std::fs::write(entry.unwrap().path(), "no journal\n").unwrap();
    }
    // It would be the first one to wait if it were read.
    assert_eq!(line(&shell, "{glyph}{phase}"), "●active");
    assert_eq!(quiet(&shell, "status --starship").1, "● 0s\n");
    assert_eq!(line(&shell, "{glyph}( {waits})"), "● 1 waits");
    shell.good("health red --profile day");
    assert_eq!(line(&shell, "{waits}"), "2 wait");
    // A desk does not wait for itself.
    assert_eq!(quiet(&shell, "status --profile day --format {waits}").1, "1 waits\n");
}

#[test]
fn an_open_question_waits() {
    let shell = Shell::after(&["start"]);
    shell.pass(11 * 60);
    assert_eq!(line(&shell, "{waits}"), "▲ forgotten");
    assert_eq!(
        quiet(&shell, "status --line").1,
        "● 11:00:00 SESSION-001 ▲ forgotten B · unknown\n"
    );
}

#[test]
fn the_one_line_gives_way_as_the_panel_does() {
    let mut shell = busy();
    for (columns, expected) in [
        ("80", "● 1:04:09 SESSION-001 B→ ▲ C new · green→ ■ RED new · TASK-7"),
        ("42", "● 1:04:09 B→ ▲ C · green→ ■ RED · TASK-7"),
        ("40", "● 1:04:09 #001 ▲C ■RED TASK-7"),
        ("30", "● 1:04:09 #001 ▲C ■RED TASK-7"),
        ("12", "● 1:04:09 ▲…"),
    ] {
        shell.env.insert("COLUMNS", columns.into());
        assert_eq!(quiet(&shell, "status --line"), (0, format!("{expected}\n")), "{columns}");
    }
    shell.env.remove("COLUMNS");
    shell.columns = || Some(30);
    assert_eq!(quiet(&shell, "status --line").1, "● 1:04:09 #001 ▲C ■RED TASK-7\n");
    shell.columns = || None;
    let styled = quiet(&shell, "status --line --style tmux").1;
    assert!(styled.starts_with("#[fg=green,bold]● 1:04:09#[default]"), "{styled}");
    assert!(styled.contains("#[fg=white,bg=red] ■ RED new #[default]"), "{styled}");
    let idle = quiet(&Shell::new(), "status --line");
    assert_eq!(idle, (3, "■ no session   B · unknown\n".to_owned()));
}

#[test]
fn a_known_bar_gets_what_it_reads() {
    let shell = busy();
    let text = "● 1h 04m · TASK-7 · C · red";
    assert_eq!(quiet(&shell, "status --starship"), (0, format!("{text}\n")));
    assert_eq!(
        quiet(&shell, "status --tmux").1,
        "#[fg=green,bold]● 1h 04m#[default] · TASK-7 · #[fg=yellow]C#[default] · #[fg=red]red#[default]\n"
    );
    assert_eq!(
        quiet(&shell, "status --polybar").1,
        "%{F#3fb950}● 1h 04m%{F-} · TASK-7 · %{F#d29922}C%{F-} · %{F#f85149}red%{F-}\n"
    );
    let waybar: Value = serde_json::from_str(&quiet(&shell, "status --waybar").1).unwrap();
    assert_eq!(waybar["alt"], "active");
    assert_eq!(waybar["class"], json!(["active", "band-c", "health-red"]));
    assert_eq!(waybar["percentage"], 53);
    assert!(waybar["text"].as_str().unwrap().starts_with("<span foreground="), "{waybar}");
    let status = shell.good("status");
    assert_eq!(waybar["tooltip"].as_str().unwrap().replace("&#39;", "'"), status.trim_end());
    let i3bar: Value = serde_json::from_str(&quiet(&shell, "status --i3bar").1).unwrap();
    let expected = json!({
        "name": "onwatch", "full_text": text, "short_text": "● 1h 04m", "color": "#f85149",
        "urgent": true,
    });
    assert_eq!(i3bar, expected);
    let xbar = quiet(&shell, "status --xbar").1;
    let lines: Vec<&str> = xbar.lines().collect();
    assert_eq!(lines[..2], [&format!("{text} | emojize=false ansi=false color=#f85149"), "---"]);
    assert_eq!(xbar.matches("\n---\n").count(), 2, "{xbar}");
    for (name, words) in
        [("Pause", " param1=\"pause\""), ("End", " param1=\"end\""), ("Open the panel", "")]
    {
        let line =
            lines.iter().find(|line| line.starts_with(&format!("{name} | shell=\""))).unwrap();
        assert!(line.contains(&format!("\"{words} terminal=")), "{line}");
    }
    let night = quiet(&shell, "status --xbar --profile night").1;
    assert!(night.starts_with("night ■ · 1 waits | "), "{night}");
    let start = "param1=\"--profile\" param2=\"night\" param3=\"start\" terminal=false";
    assert!(night.contains(start), "{night}");
}

#[test]
fn a_known_bar_takes_a_template_for_its_text() {
    let shell = busy();
    for (form, expected) in
        [("tmux", "#[bold]TASK-7#[default]"), ("starship", "TASK-7"), ("polybar", "TASK-7")]
    {
        let said = shell.give(&["status", &format!("--{form}"), "--format", "[{task}](bold)"]);
        assert_eq!(said.out, format!("{expected}\n"), "{form}");
    }
    let said = shell.give(&["status", "--waybar", "--format", "[{task}](bold)"]);
    let waybar: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(waybar["text"], "<span weight=\"bold\">TASK-7</span>");
}

#[test]
fn waybar_is_told_what_waits_and_that_the_target_is_over() {
    let shell =
        Shell::after(&["start --target 1h", "start --profile night", "health red --profile night"]);
    shell.pass(180);
    let waybar: Value = serde_json::from_str(&quiet(&shell, "status --waybar").1).unwrap();
    assert_eq!(waybar["class"], json!(["active", "waits", "over"]));
    assert_eq!(waybar["percentage"], 100);
    let idle: Value = serde_json::from_str(&quiet(&Shell::new(), "status --waybar").1).unwrap();
    assert_eq!(idle["class"], json!(["idle"]));
    assert_eq!(idle.get("percentage"), None);
}

#[test]
fn a_line_exits_as_the_status_does_and_a_known_bar_always_with_0() {
    let shell = Shell::new();
    let check = |exit: u8, text: &str| {
        for words in ["status --format {glyph}", "status --line"] {
            let (found, out) = quiet(&shell, words);
            assert_eq!((found, out.lines().count()), (exit, 1), "{words}: {out}");
            assert!(out.starts_with(text), "{words}: {out}");
        }
        for form in READY {
            let (found, out) = quiet(&shell, &format!("status --{form}"));
            assert_eq!(found, 0, "{form}");
            assert!(out.contains(text), "{form}: {out}");
            let lines = out.lines().count();
            assert!(lines == 1 || form == "xbar", "{form}: {out}");
        }
    };
    check(3, "■");
    shell.good("start");
    check(0, "●");
    let journal = journal(&shell);
    let whole = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, "no journal\n").unwrap();
    check(6, "▲ the store needs attention");
    let newer = String::from_utf8(whole.clone()).unwrap().replace("\"v\":", "\"v\":9");
    std::fs::write(&journal, newer).unwrap();
    check(6, "▲ the store needs attention");
    std::fs::write(&journal, whole).unwrap();
    check(0, "●");
    // The settings are broken, and the defaults are used.
    shell.settings("panel = 3");
    check(0, "●");
}

#[test]
fn a_desk_that_cannot_be_named_or_found_is_a_short_line_too() {
    let mut shell = Shell::new();
    shell.dir = Some(shell.home.path().to_owned());
    shell.settings("[profiles.atlas\ndirs = 3");
    assert_eq!(
        quiet(&shell, "status --format {glyph}"),
        (1, "▲ the settings need attention\n".to_owned())
    );
    let red = |text: &str| (0, format!("#[fg=red,bold]{text}#[default]\n"));
    assert_eq!(quiet(&shell, "status --tmux"), red("▲ the settings need attention"));
    assert_eq!(quiet(&shell, "status --line --run sess_none"), (3, "■ no such run\n".to_owned()));
    assert_eq!(
        quiet(&shell, "status --starship --run sess_none"),
        (0, "■ no such run\n".to_owned())
    );
    let said = shell.say("status --line --profile ../x");
    assert_eq!((said.exit, said.out.as_str()), (2, "▲ the profile name is not valid\n"));
    shell.env.insert("ONWATCH_HOME", "here".into());
    assert_eq!(quiet(&shell, "status --tmux"), red("▲ a path is not absolute"));
}

#[test]
fn a_desk_that_cannot_be_read_is_red_wherever_there_are_colours() {
    let shell = Shell::after(&["start"]);
    std::fs::write(journal(&shell), "no journal\n").unwrap();
    let text = "▲ the store needs attention";
    for (words, expected) in [
        ("--format {task} --style tmux", format!("#[fg=red,bold]{text}#[default]")),
        ("--format {task} --style zsh", format!("%B%F{{red}}{text}%f%b")),
        (
            "--format {task} --style bash",
            format!("\u{1}\u{1b}[1m\u{1b}[31m\u{2}{text}\u{1}\u{1b}[0m\u{2}"),
        ),
        ("--format {task} --style ansi", format!("\u{1b}[1m\u{1b}[31m{text}\u{1b}[0m")),
        ("--format {task} --style plain", text.to_owned()),
        ("--line --style tmux", format!("#[fg=white,bg=red]{text}#[default]")),
        ("--tmux", format!("#[fg=red,bold]{text}#[default]")),
        ("--polybar", format!("%{{F#f85149}}{text}%{{F-}}")),
        ("--starship", text.to_owned()),
    ] {
        assert_eq!(quiet(&shell, &format!("status {words}")).1, format!("{expected}\n"), "{words}");
    }
    let object = |words: &str| -> Value { serde_json::from_str(&quiet(&shell, words).1).unwrap() };
    let span = format!("<span foreground=\"#f85149\" weight=\"bold\">{text}</span>");
    assert_eq!(object("status --waybar")["text"], span);
    assert_eq!(object("status --i3bar")["color"], "#f85149");
    let xbar = quiet(&shell, "status --xbar").1;
    assert!(
        xbar.starts_with(&format!("{text} | emojize=false ansi=false color=#f85149\n")),
        "{xbar}"
    );
}

#[test]
fn a_line_is_of_the_desk_that_is_named() {
    let shell = Shell::after(&["start", "start --profile night"]);
    shell.good("note --profile night hi");
    shell.good("push --profile night task 9");
    assert_eq!(quiet(&shell, "status --profile night --format {task}").1, "TASK-9\n");
    let run = shell.good("run start --agent importer");
    shell.good(&format!("push --run {} task 4", run.trim()));
    assert_eq!(
        quiet(&shell, &format!("status --format {{task}} --run {}", run.trim())).1,
        "TASK-4\n"
    );
}

#[test]
fn a_wrong_template_is_a_mistake_of_usage_in_every_form() {
    let shell = Shell::new();
    for form in [&[][..], &["--waybar"], &["--style", "zsh"], &["--follow"]] {
        let words = [&["status", "--format", "{clok}"][..], form].concat();
        let said = shell.give(&words);
        assert_eq!((said.exit, said.out.as_str()), (2, ""), "{words:?}");
        let meant = "character 1: there is no field {clok} (did you mean `{clock}`";
        assert!(said.err.contains(meant), "{words:?}: {}", said.err);
    }
}

#[test]
fn a_mistake_in_a_long_template_is_a_short_sentence() {
    for template in [format!("{{{}}}", "x".repeat(100_000)), "x ".repeat(50_000) + "{TASK}"] {
        let said = Shell::new().give(&["status", "--format", &template]);
        assert_eq!(said.exit, 2);
        assert!(said.err.len() < 2_000 && said.err.contains("there is no field {"), "{said:?}");
    }
}

#[test]
fn two_forms_of_one_line_exclude_each_other() {
    for words in [
        "status --line --format {task}",
        "status --line --json",
        "status --format {task} --json",
        "status --waybar --json",
        "status --waybar --line",
        "status --waybar --tmux",
        "status --tmux --style zsh",
        "status --style zsh",
        "status --follow",
        "status --line --style pango",
        "status --line --follow --quiet",
    ] {
        assert_eq!(Shell::new().say(words).exit, 2, "{words}");
    }
    for (words, next) in [
        ("status --tmux --waybar", "leave out `--tmux` or `--waybar`"),
        ("status --json --tmux", "leave out `--json` or `--tmux`"),
        ("status --tmux --style tmux", "leave out `--tmux` or `--style`"),
        ("status --line --line", "write `--line` once"),
        ("status --style tmux", "add `--format` or `--line`, or leave out `--style`"),
        ("status --style=tmux", "add `--format` or `--line`, or leave out `--style`"),
        (
            "status --follow",
            "add `--format`, `--line`, `--waybar`, `--i3bar`, `--tmux`, `--starship`, `--polybar` or \
             `--xbar`, or leave out `--follow`",
        ),
    ] {
        let said = Shell::new().say(words);
        assert!(
            said.err.replace("\n        ", " ").contains(&format!("next: {next};")),
            "{said:?}"
        );
    }
    // A plugin answers a mistake in its own way.
    for words in ["status --plugin --waybar", "status --plugin --line", "status --plugin --follow"]
    {
        let said = Shell::new().say(words);
        assert_eq!(said.exit, 3, "{words}");
        assert!(said.out.contains("the command line was not understood"), "{words}: {said:?}");
    }
}

#[test]
fn what_somebody_typed_stays_harmless_in_each_form() {
    let shell = Shell::new();
    let typed = "#(id) %F{r} %{F#f} $(id) `id` <b>&\"'|\u{1b}[31m \u{202e} & | '";
    shell.give(&["start", typed]);
    shell.give(&["push", "task", "x"]);
    let of = |words: &[&str]| {
        let said = shell.give(&[&["status", "--format", "{notes}"], words].concat());
        assert!(
            said.out.chars().all(|c| !c.is_control() || "\n\u{1}\u{2}".contains(c)),
            "{said:?}"
        );
        said.out
    };
    assert!(of(&["--style", "tmux"]).starts_with("####(id) %F{r} %{F####f}"));
    assert!(of(&["--style", "zsh"]).starts_with("#(id) %%F{r} %%{F#f} $%{%}(id) 'id'"));
    assert!(of(&["--style", "bash"]).contains("$\u{1}\u{2}(id) 'id'"));
    assert!(of(&["--polybar"]).contains("%%{O0}{F#f}"));
    let waybar: Value = serde_json::from_str(&of(&["--waybar"])).unwrap();
    for text in [&waybar["text"], &waybar["tooltip"]] {
        let text = text.as_str().unwrap();
        assert!(!text.contains(['<', '"', '\'']) && !text.contains("& "), "{text}");
    }
    let xbar = of(&["--xbar"]);
    let parameters = xbar.lines().filter(|line| line.contains('|'));
    assert!(parameters.clone().all(|line| line.matches('|').count() == 1), "{xbar}");
    // The notes are in the text and in the details.
    let shell = Shell::new();
    shell.give(&["start", "--~~~ :bolt: x"]);
    let xbar = shell.give(&["status", "--xbar", "--format", "{notes}\\n{notes}"]).out;
    assert_eq!(xbar.matches("‐‐∼∼∼ ∶bolt: x | ").count(), 2, "{xbar}");
    assert!(!xbar.contains("~~~") && !xbar.contains(" :bolt:"), "{xbar}");
    let begun = xbar.lines().filter(|line| *line != "---");
    assert!(begun.clone().all(|line| !line.starts_with("--")), "{xbar}");
}

#[test]
fn a_line_comes_again_when_it_changes_and_only_then() {
    let shell = Shell::after(&["start", "pause"]);
    following_to(&shell, "status --follow --format {phase}/{band}/{waits}", "band D", |heard| {
        assert_eq!(next(heard), "paused//");
        // It looks at each change, also when the second after its last line is over.
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(1_500) {
            shell.good("note nothing that is shown");
        }
        shell.good("band C");
        assert_eq!(next(heard), "paused/C/");
        shell.good("resume");
        assert_eq!(next(heard), "active/C/");
        shell.good("start --profile night");
        shell.good("health red --profile night");
        assert_eq!(next(heard), "active/C/1 waits");
    });
}

#[test]
fn a_line_goes_on_with_the_time_and_over_the_end_of_the_day() {
    let shell = Shell::after(&["start"]);
    following_to(&shell, "status --follow --format {clock}|{today}", "end", |heard| {
        assert_eq!(next(heard), "0:00:00|");
        shell.clock.advance(1);
        assert_eq!(next(heard), "0:00:01|1s");
        shell.clock.advance(60);
        assert_eq!(next(heard), "0:01:01|1m");
        // From 09:01:01 to the last second of the day.
        shell.clock.advance(14 * 3_600 + 58 * 60 + 58);
        assert_eq!(next(heard), "14:59:59|14h 59m");
        shell.clock.advance(1);
        assert_eq!(next(heard), "15:00:00|");
    });
}

#[test]
fn the_times_of_one_line_do_not_contradict_each_other() {
    let shell = Shell::after(&["start"]);
    following_to(&shell, "status --follow --format {clock}|{today}|{week}", "end", |heard| {
        assert_eq!(next(heard), "0:00:00||");
        for second in 1..=3 {
            shell.clock.advance(1);
            assert_eq!(next(heard), format!("0:00:0{second}|{second}s|{second}s"));
        }
    });
}

#[test]
fn a_total_grows_without_a_clock_and_at_its_own_minute() {
    let shell = Shell::after(&["start"]);
    shell.clock.advance(50);
    shell.good("end");
    shell.good("start");
    following_to(&shell, "status --follow --format {elapsed}|{today}", "end", |heard| {
        assert_eq!(next(heard), "0s|50s");
        shell.clock.advance(12);
        assert_eq!(next(heard), "12s|1m");
    });
}

#[test]
fn a_line_survives_damage_a_repair_and_other_settings() {
    let shell = Shell::after(&["start", "pause"]);
    following_to(&shell, "status --follow --format {clock}-{phase}", "resume", |heard| {
        assert_eq!(next(heard), "0:00:00-paused");
        let journal = journal(&shell);
        let whole = std::fs::read(&journal).unwrap();
        std::fs::write(&journal, "no journal\n").unwrap();
        assert_eq!(next(heard), "▲ the store needs attention");
        let replaced = journal.with_extension("new");
        std::fs::write(&replaced, whole).unwrap();
        std::fs::rename(replaced, &journal).unwrap();
        assert_eq!(next(heard), "0:00:00-paused");
        shell.settings("[panel]\nclock = \"minutes\"");
        assert_eq!(next(heard), "0:00-paused");
        shell.settings("[panel");
        assert_eq!(next(heard), "0:00:00-paused");
        // No verb works with broken settings, except those that stop the clock.
        shell.settings("");
    });
}

#[test]
fn before_the_first_session_a_line_waits_for_it() {
    let shell = Shell::new();
    following_to(&shell, "status --follow --line", "pause", |heard| {
        assert_eq!(next(heard), "■ no session   B · unknown");
        shell.good("start");
        assert_eq!(next(heard), "● 0:00:00 SESSION-001 B · unknown");
    });
}

#[test]
fn i3bar_gets_the_whole_protocol() {
    let shell = Shell::after(&["start", "pause"]);
    following_to(&shell, "status --follow --i3bar --format {band}", "band D", |heard| {
        assert_eq!((next(heard), next(heard)), ("{\"version\":1}".to_owned(), "[".to_owned()));
        let block = |line: String| -> Value {
            serde_json::from_str(line.strip_suffix(',').unwrap()).unwrap()
        };
        assert_eq!(block(next(heard))[0]["full_text"], "");
        shell.good("band C");
        assert_eq!(block(next(heard))[0]["full_text"], "C");
    });
}

#[test]
fn a_line_ends_when_nobody_reads_it() {
    let home = TempDir::new().unwrap();
    let mut child =
        program(&home, "status --follow --tmux").stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    assert!(first.starts_with("#[bold]■#[default]"), "{first}");
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_typed_line_of_the_plain_panel_is_not_followed() {
    let said = Shell::new().say("status --follow --line --plain");
    assert_eq!(said.exit, 2);
}
