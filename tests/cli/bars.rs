//! The desk in one line, for status bars and prompts.

use crate::shell::{Said, Shell};

/// Returns a shell with a session that has everything a line can show.
fn busy() -> Shell {
    let shell = Shell::after(&["health green", "band B"]);
    shell.give(&["start", "--target", "2h", "Night watch"]);
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

#[test]
fn each_field_says_what_it_is_named_after() {
    let (busy, idle) = (busy(), Shell::new());
    for (template, of_busy, of_idle) in [
        ("{glyph}", "●", "■"),
        ("{clock}", "1:04:09", ""),
        ("{elapsed}", "1h 04m", ""),
        ("{key}", "SESSION-001", ""),
        ("{phase}", "active", "idle"),
        ("{band}", "C", "B"),
        ("{health}", "red", "unknown"),
        ("{drift}", "B→C green→red", ""),
        ("{task}", "TASK-7", ""),
        ("{notes}", "Night watch", ""),
        ("{target}", "56m left", ""),
        ("{waits}", "", ""),
        ("{today}", "1h 04m", ""),
        ("{week}", "1h 04m", ""),
    ] {
        assert_eq!(line(&busy, template), of_busy, "{template}");
        assert_eq!(line(&idle, template), of_idle, "{template}");
    }
}

#[test]
fn a_line_exits_as_the_status_does() {
    let shell = Shell::new();
    assert_eq!(format(&shell, "{glyph}").exit, shell.say("status").exit);
    shell.good("start");
    assert_eq!(format(&shell, "{glyph}").exit, 0);
    let state = shell.home.path().join("data/history");
    let broken = std::fs::read_dir(state).unwrap().next().unwrap().unwrap().path();
    std::fs::write(broken, "no journal\n").unwrap();
    let said = format(&shell, "{glyph} {clock}");
    assert_eq!(
        (said.exit, said.out.as_str(), said.err.as_str()),
        (6, "▲ the store needs attention\n", "")
    );
}
