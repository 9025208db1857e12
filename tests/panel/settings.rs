//! How the settings change the panel: settings, keys, and then the requests or the screen.

use onwatch::config::Background;
use onwatch::core::{Command, Verb};
use onwatch::signs::Signs;
use onwatch::tui::{ColourDepth, Effect, PanelEvent, TerminalCapabilities};
use ratatui::buffer::Cell;
use ratatui::style::Color;

use crate::common::panel::{Panel, cell_of, hides, settings, shows, text_of, verbs};
use crate::common::story::Story;

fn on(text: &str, story: Story) -> Panel {
    Panel::set(text, story, 100, 28)
}

/// Gives an open panel new settings.
fn save(panel: &mut Panel, text: &str) {
    panel.hear(PanelEvent::SettingsChanged);
    assert_eq!(panel.asked.pop(), Some(Effect::ReadSettings));
    panel.hear(PanelEvent::SettingsRead(Box::new(settings(text))));
}

/// Each row: the keys of the settings, whether a session is active, the keys typed, the verbs they
/// give, and a text on the screen afterwards.
#[test]
fn keys_do_what_the_settings_say() {
    use Verb::{Note, Pause, Start};
    type HistoryRow = (&'static str, bool, &'static str, &'static [Verb], &'static str);
    let rows: &[HistoryRow] = &[
        ("start = 'z'", false, "z⏎", &[Start], "● ACTIVE"),
        ("start = 'z'", false, "s", &[], "z  start a session"),
        ("start = 'p'\npause = 's'", false, "p⏎s", &[Start, Pause], "‖ PAUSED"),
        ("pause = []", true, "p ", &[], "● ACTIVE"),
        ("note = 'Ctrl-Z'\nsuspend = 'Z'", true, "␚hm⏎", &[Note], "note      hm"),
        ("quit = 'Z'", false, "q⌃", &[], "Z quit"),
        ("help = 'H'", true, "H", &[], "› keys"),
        ("help = 'H'", true, "HH", &[], "● ACTIVE"),
        ("push = ['*', 'c']", true, "*", &[], "› enter a context"),
    ];
    for (keys, active, typed, given, seen) in rows {
        let story = if *active { Story::morning() } else { Story::new() };
        let mut panel = on(&format!("[keys]\n{keys}\n"), story);
        panel.type_keys(typed);
        assert_eq!(verbs(&panel), *given, "{keys} {typed}\n{}", panel.screen());
        shows(&panel, seen);
        assert_eq!(panel.farewell, None, "{keys} {typed}");
    }
}

#[test]
fn help_footer_and_hints_show_the_keys_that_are_in_force() {
    let keys = "[keys]\npause = ['F5', 'z']\ndown = 'J'\nquit = ['Z', 'Ctrl-Q']\nundo = []\n";
    let mut panel = on(keys, Story::morning());
    shows(&panel, " F5 pause");
    hides(&panel, "undo");
    panel.type_keys("?");
    shows(&panel, "F5, z       Pause or resume");
    shows(&panel, "J down");
    let mut idle = on("[keys]\nband = 'W'\nhealth = []\n", Story::new());
    shows(&idle, "press W to set it");
    shows(&idle, "press : health to set it");
    idle.type_keys("W");
    shows(&idle, "set the band");
}

#[test]
fn a_key_with_control_that_leaves_does_so_in_a_prompt_too() {
    let mut panel = on("[keys]\nquit = ['q', 'Ctrl-Z']\nsuspend = []\n", Story::morning());
    panel.type_keys("nq⌃");
    shows(&panel, "› q");
    panel.type_keys("␚");
    hides(&panel, "› q");
    assert_eq!(panel.farewell, None);
    panel.type_keys("␚");
    assert!(panel.farewell.is_some());
}

/// For each theme, the colours of the phase, a key, a warning, text and the background.
#[test]
fn each_theme_paints_the_roles_it_names() {
    let rgb = |hex: u32| Color::from_u32(hex);
    for (theme, active, accent, warn, text, ground) in [
        ("ansi", Color::Green, Color::Cyan, Color::Yellow, Color::Reset, Color::Reset),
        ("mono", Color::Reset, Color::Reset, Color::Reset, Color::Reset, Color::Reset),
        (
            "dark",
            rgb(0x7f_d0_8a),
            rgb(0x62_c8_dd),
            rgb(0xe5_c1_68),
            rgb(0xd6_dc_e5),
            rgb(0x15_19_1f),
        ),
        (
            "light",
            rgb(0x15_6b_2c),
            rgb(0x00_64_7a),
            rgb(0x7a_52_00),
            rgb(0x1f_26_30),
            rgb(0xfa_fa_f7),
        ),
        (
            "high-contrast",
            rgb(0x5f_ff_87),
            rgb(0x5f_f5_ff),
            rgb(0xff_e1_4d),
            rgb(0xff_ff_ff),
            rgb(0),
        ),
    ] {
        let mut panel = on(&format!("[panel]\ntheme = '{theme}'\n"), Story::morning());
        let (buffer, _) = panel.draw();
        assert_eq!(cell_of(&buffer, "● ACTIVE").fg, active, "{theme}");
        assert_eq!(cell_of(&buffer, "p pause").fg, accent, "{theme}");
        assert_eq!(cell_of(&buffer, "╭ governance").fg, warn, "{theme}");
        assert_eq!(cell_of(&buffer, "onwatch").fg, text, "{theme}");
        // Also under dialogs and toasts, which clear the cells below them.
        for keys in ["", "?⎋e", "⎋?", "⎋s"] {
            let (buffer, _) = panel.type_keys(keys).draw();
            let lit = if theme == "ansi" { warn } else { ground };
            let has_ground = |cell: &Cell| cell.bg == ground || cell.bg == lit;
            assert!(buffer.content.iter().all(has_ground), "{theme} {keys:?}");
            let plain = |cell: &Cell| ground == Color::Reset || cell.fg != Color::Reset;
            assert!(buffer.content.iter().all(plain), "{theme} {keys:?}");
        }
    }
}

/// For each terminal, whether it is asked, and the background that the panel gives its cells.
#[test]
fn without_a_setting_the_colours_fit_the_background_of_the_terminal() {
    use ColourDepth::{Mono, Palette256, Sixteen, TrueColour};
    const DARK: Color = Color::Rgb(0x15, 0x19, 0x1f);
    const LIGHT: Color = Color::Rgb(0xfa, 0xfa, 0xf7);
    for (colours, background, asks, ground) in [
        (TrueColour, Some(Background::Dark), true, DARK),
        (TrueColour, Some(Background::Light), true, LIGHT),
        (TrueColour, None, true, Color::Reset),
        (Palette256, Some(Background::Dark), true, Color::Indexed(234)),
        // The sixteen are the terminal's own, on its own background.
        (Sixteen, Some(Background::Light), false, Color::Reset),
        (Mono, Some(Background::Dark), false, Color::Reset),
    ] {
        let capabilities = TerminalCapabilities { colours, signs: Signs::Unicode, background };
        let size = ratatui::layout::Size { width: 80, height: 24 };
        let panel = Panel::on_terminal(capabilities, Story::morning(), size);
        assert_eq!(panel.model.asks_for_background(), asks, "{colours:?} {background:?}");
        let (buffer, _) = panel.draw();
        assert_eq!(cell_of(&buffer, "onwatch").bg, ground, "{colours:?} {background:?}");
    }
}

#[test]
fn no_color_goes_before_every_theme() {
    let mut panel = Panel::sized(Story::morning(), 100, 28, false);
    save(&mut panel, "[panel]\ntheme = 'dark'\n");
    let plain = |cell: &Cell| cell.fg == Color::Reset && cell.bg == Color::Reset;
    assert!(panel.draw().0.content.iter().all(plain));
}

#[test]
fn in_ascii_every_sign_has_a_stand_in_whatever_is_shown() {
    let mut story = Story::morning();
    story.give(crate::common::story::note("審査 done – Größe 👩‍👩‍👧"));
    let mut panel = on("[panel]\nglyphs = 'ascii'\n", story);
    for keys in ["", "?", "⎋e", "⎋hz⏎", "⎋y", "⎋v", "⎋:", "⎋/x⎋⎋", "⎋s", "⎋p"]
    {
        panel.type_keys(keys);
        for (width, height) in [(100, 28), (80, 24), (50, 20), (38, 6)] {
            panel.model.resize(ratatui::layout::Size { width, height });
            let screen = panel.screen();
            assert!(screen.is_ascii(), "{keys} {width}×{height}\n{screen}");
        }
    }
    panel.model.resize(ratatui::layout::Size { width: 100, height: 28 });
    insta::assert_snapshot!("ascii", panel.type_keys("⎋").screen());
}

#[test]
fn a_wide_sign_keeps_its_columns_in_ascii() {
    let story = |note: &str| {
        let mut story = Story::morning();
        story.give(crate::common::story::note(note));
        story
    };
    let frame = |panel: &Panel| {
        let (buffer, _) = panel.draw();
        text_of(&buffer).lines().map(str::len).max()
    };
    let wide = on("[panel]\nglyphs = 'ascii'\n", story("審査審査"));
    let plain = on("[panel]\nglyphs = 'ascii'\n", story("abcd"));
    assert_eq!(frame(&wide), frame(&plain));
    shows(&wide, "? ? ? ?");
}

#[test]
fn the_terminal_has_the_signs_of_its_environment_and_no_color_forbids_colours() {
    for (name, value, colour, signs) in [
        ("LANG", "C", true, Signs::Ascii),
        ("TERM", "linux", true, Signs::Console),
        ("NO_COLOR", "1", false, Signs::Unicode),
    ] {
        let told = TerminalCapabilities::from_env(&|known| (known == name).then(|| value.into()));
        let has_colour = told.colours != ColourDepth::Mono;
        assert_eq!((has_colour, told.signs), (colour, signs), "{name}");
    }
}

#[test]
fn on_the_linux_console_every_sign_is_in_its_font() {
    let mut panel = Panel::showing(Signs::Console, Story::morning(), 100, 28);
    // The last three are typed text, which the font may lack.
    let shown = "─│┌┐└┘═█▀▄░▒▓♦►◄←•║■▲↑↓→·√审查🚀";
    for keys in ["", "?", "⎋e", "⎋y", "⎋v", "⎋:", "⎋s", "⎋p"] {
        panel.type_keys(keys);
        let screen = panel.screen();
        let other: String =
            screen.chars().filter(|c| !c.is_ascii() && !shown.contains(*c)).collect();
        assert_eq!(other, "", "{keys}\n{screen}");
    }
}

#[test]
fn a_terminal_gets_no_more_colours_than_it_says_it_shows() {
    use ColourDepth::{Mono, Palette256, Sixteen, TrueColour};
    for (term, says, depth) in [
        ("xterm-256color", "truecolor", TrueColour),
        ("xterm-kitty", "24bit", TrueColour),
        ("tmux-256color", "truecolor", TrueColour),
        ("xterm-direct", "", TrueColour),
        ("screen.xterm-direct", "", TrueColour),
        ("xterm-256color", "", Palette256),
        ("xterm-256color", "yes", Palette256),
        ("alacritty", "", Palette256),
        ("foot", "", Palette256),
        ("st-256color", "", Palette256),
        ("screen-256color", "truecolor", Palette256),
        ("screen.xterm-256color", "", Palette256),
        ("screen", "truecolor", Sixteen),
        ("linux", "", Sixteen),
        ("linux-16color", "truecolor", Sixteen),
        ("xterm", "", Sixteen),
        ("xterm-color", "", Sixteen),
        ("rxvt", "", Sixteen),
        ("vt220", "", Sixteen),
        ("ansi", "", Sixteen),
        ("", "", Palette256),
    ] {
        let env = |name: &str| match name {
            "TERM" => Some(term.into()),
            "COLORTERM" => Some(says.into()),
            _ => None,
        };
        let told = TerminalCapabilities::from_env(&env).colours;
        assert_eq!(told, depth, "{term} {says}");
        let plain = |name: &str| if name == "NO_COLOR" { Some("1".into()) } else { env(name) };
        assert_eq!(TerminalCapabilities::from_env(&plain).colours, Mono, "{term}");
    }
}

#[test]
fn a_colour_becomes_the_nearest_that_the_terminal_shows() {
    for (colour, few, many) in [
        (Color::Rgb(0, 0, 0), Color::Indexed(0), Color::Indexed(16)),
        (Color::Rgb(255, 255, 255), Color::Indexed(15), Color::Indexed(231)),
        (Color::Rgb(255, 80, 80), Color::Indexed(9), Color::Indexed(203)),
        (Color::Rgb(0x15, 0x19, 0x1f), Color::Indexed(0), Color::Indexed(234)),
        // What a terminal calls by its name stays.
        (Color::Red, Color::Red, Color::Red),
        (Color::Reset, Color::Reset, Color::Reset),
    ] {
        let nearest = [ColourDepth::Sixteen, ColourDepth::Palette256, ColourDepth::TrueColour]
            .map(|depth| depth.nearest(colour));
        assert_eq!(nearest, [few, many, colour]);
    }
}

#[test]
fn a_clock_in_minutes_shows_none_of_the_seconds_and_sleeps_until_the_minute_turns() {
    let mut panel = on("[panel]\nclock = 'minutes'\n", Story::morning());
    panel.model.resize(ratatui::layout::Size { width: 38, height: 6 });
    shows(&panel, "● 2:15");
    hides(&panel, "2:15:59");
    panel.story.wait(0, 21);
    panel.hear(PanelEvent::Tick);
    shows(&panel, "● 2:16");
    let rest = panel.model.rest_ms();
    assert!((40_000..41_000).contains(&rest), "{rest}");
    assert_eq!(panel.story.glance().session.unwrap().active_ms % 60_000, 20_000);
}

#[test]
fn a_saved_change_is_in_force_at_once_and_said() {
    let mut panel = on("", Story::morning());
    save(&mut panel, "[panel]\ntheme = 'dark'\n[keys]\npause = 'z'\n");
    shows(&panel, "√ The new settings are in use");
    shows(&panel, "z pause");
    assert_ne!(cell_of(&panel.draw().0, "onwatch").bg, Color::Reset);
    panel.type_keys("z");
    assert_eq!(panel.given[0].command, Command::Pause { reason: None });
}

#[test]
fn a_change_that_changes_nothing_says_nothing() {
    let mut panel = on("", Story::morning());
    let before = panel.screen();
    save(&mut panel, "# Nothing here\n[panel]\ntheme = 'auto'\n");
    assert_eq!(panel.screen(), before);
}

#[test]
fn a_broken_file_leaves_the_old_settings_in_force_and_says_where_it_is_broken() {
    let mut panel = on("[keys]\npause = 'z'\n", Story::morning());
    save(&mut panel, "[keys]\npause = 'z'\nnote = 'z'\n");
    shows(&panel, "▲ The settings have an error");
    shows(&panel, "config.toml:3: the key z is assigned");
    shows(&panel, "free letters");
    panel.type_keys("z");
    assert_eq!(verbs(&panel), [Verb::Pause]);
    save(&mut panel, "[keys]\npause = 'z'\n");
    shows(&panel, "√ The new settings are in use");
    hides(&panel, "were not read");
}

#[test]
fn what_is_broken_is_said_once_however_often_it_is_read() {
    let mut panel = on("", Story::morning());
    let broken = settings("operator = 5\n");
    panel.hear(PanelEvent::SettingsRead(Box::new(broken.clone())));
    shows(&panel, "config.toml:1: ");
    panel.pass_ms(20_000);
    panel.hear(PanelEvent::SettingsRead(Box::new(broken)));
    hides(&panel, "config.toml");
}

#[test]
fn a_name_nobody_knows_is_told_once_also_when_it_changes_nothing() {
    let mut panel = on("", Story::morning());
    let saved = settings("[panel]\nglyps = 'ascii'\n");
    panel.hear(PanelEvent::SettingsRead(Box::new(saved.clone())));
    shows(&panel, "▲ Some settings were ignored");
    shows(&panel, "did you mean `glyphs`?");
    panel.pass_ms(20_000);
    panel.hear(PanelEvent::SettingsRead(Box::new(saved)));
    hides(&panel, "ignored");
}
