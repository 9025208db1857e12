//! Templates for a desk without a session, and parts with what somebody may have typed.

#![allow(clippy::unwrap_used)]

use anstyle::{AnsiColor, Style};

use super::{BarDesk, BarField, BarForm, BarMarkup, BarPart, Template};
use crate::core::{Glance, Moment, Watch};

const MARKUPS: [BarMarkup; 8] = [
    BarMarkup::Plain,
    BarMarkup::Ansi,
    BarMarkup::Tmux,
    BarMarkup::Zsh,
    BarMarkup::Bash,
    BarMarkup::Pango,
    BarMarkup::Polybar,
    BarMarkup::Xbar,
];

/// Returns a template for a desk without a session, on which two others wait.
fn shown(template: &str, markup: BarMarkup) -> String {
    let glance = Glance::of(&Watch::default(), &Moment::any());
    let desk = BarDesk {
        name: "night",
        glance: &glance,
        needs_attention: false,
        clock: &|ms| ms.to_string(),
        others_waiting: 2,
        today_ms: 3_900_000,
        week_ms: 0,
        sign: &|sign| if sign == '■' { '#' } else { sign },
    };
    markup.written(&template.parse::<Template>().unwrap().parts(&desk))
}

fn wrong(template: &str) -> String {
    template.parse::<Template>().unwrap_err().to_string()
}

#[test]
fn a_group_vanishes_if_all_its_fields_are_empty() {
    for (template, expected) in [
        ("a( · {task})b", "ab"),
        ("a( · {waits})b", "a · 2 waitb"),
        ("( {task} {waits})", "  2 wait"),
        ("({waits}( · {task}))", "2 wait"),
        ("({task}( · {waits}))", " · 2 wait"),
        ("(\\({week}\\))", ""),
        ("(\\({today}\\))", "(1h 05m)"),
        ("[({task})](bold)", ""),
    ] {
        assert_eq!(shown(template, BarMarkup::Plain), expected, "{template}");
    }
}

#[test]
fn brackets_and_backslashes_can_be_written() {
    let all = "\\\\ \\( \\) \\[ \\] \\{ \\} é審 #%$";
    assert_eq!(shown(all, BarMarkup::Plain), "\\ ( ) [ ] { } é審 #%$");
    assert_eq!(shown("a\\nb", BarMarkup::Plain), "a\nb");
    // What acts on a terminal is made visible, whoever wrote it.
    assert_eq!(shown("a\u{1b}\\[31m\u{202e}", BarMarkup::Plain), "a‹U+001B›[31m‹U+202E›");
}

#[test]
fn a_style_becomes_what_the_reader_of_the_line_knows() {
    let template = "[{glyph}](green bold)x[y](bg:bright-red)[z[i](italic)](#102030 dim)";
    for (markup, expected) in [
        (BarMarkup::Plain, "#xyzi"),
        (BarMarkup::Xbar, "#xyzi"),
        (
            BarMarkup::Ansi,
            "\u{1b}[1m\u{1b}[32m#\u{1b}[0mx\u{1b}[101my\u{1b}[0m\u{1b}[2m\u{1b}[38;2;16;32;48mz\u{1b}[0m\
             \u{1b}[2m\u{1b}[3m\u{1b}[38;2;16;32;48mi\u{1b}[0m",
        ),
        (
            BarMarkup::Tmux,
            "#[fg=green,bold]###[default]x#[bg=brightred]y#[default]#[fg=#102030,dim]z#[default]\
             #[fg=#102030,dim,italics]i#[default]",
        ),
        (
            BarMarkup::Zsh,
            "%B%F{green}#%f%bx%K{9}y%k%{\u{1b}[2m%}%F{#102030}z%f%{\u{1b}[22m%}\
             %{\u{1b}[2m%}%{\u{1b}[3m%}%F{#102030}i%f%{\u{1b}[23m%}%{\u{1b}[22m%}",
        ),
        (
            BarMarkup::Pango,
            "<span foreground=\"#3fb950\" weight=\"bold\">#</span>x<span background=\"#e74856\">y</span>\
             <span foreground=\"#102030\" alpha=\"60%\">z</span>\
             <span foreground=\"#102030\" alpha=\"60%\" style=\"italic\">i</span>",
        ),
        (BarMarkup::Polybar, "%{F#3fb950}#%{F-}x%{B#e74856}y%{B-}%{F#102030}zi%{F-}"),
    ] {
        let joined = shown(template, markup).replace("%{F-}%{F#102030}", "");
        assert_eq!(joined, expected, "{markup:?}");
    }
    let bash = shown("[{glyph}](green)", BarMarkup::Bash);
    assert_eq!(bash, "\u{1}\u{1b}[32m\u{2}#\u{1}\u{1b}[0m\u{2}");
}

#[test]
fn a_word_of_the_state_is_a_colour_only_if_the_state_has_one() {
    assert_eq!(shown("[x](phase)[y](health bold)", BarMarkup::Tmux), "x#[bold]y#[default]");
    assert_eq!(shown("[[x](none)](red)", BarMarkup::Tmux), "x");
}

#[test]
fn what_somebody_typed_means_nothing_to_the_program() {
    let typed = "#(touch x) #[fg=red] #{host} %F{red} %{F#f00} $(id) `id` \\u <b>&\"' | a=b";
    let red = AnsiColor::Red.on_default();
    let (b, e) = ('\u{1}', '\u{2}');
    for (markup, expected) in [
        (BarMarkup::Plain, typed.to_owned()),
        (BarMarkup::Ansi, typed.to_owned()),
        (
            BarMarkup::Tmux,
            "####(touch x) ##[fg=red] ####{host} %F{red} %{F####f00} $(id) `id` \\u <b>&\"' | a=b"
                .to_owned(),
        ),
        (
            BarMarkup::Zsh,
            "#(touch x) #[fg=red] #{host} %%F{red} %%{F#f00} $%{%}(id) 'id' \\%{%}u <b>&\"' | a=b"
                .to_owned(),
        ),
        (
            BarMarkup::Bash,
            format!(
                "#(touch x) #[fg=red] #{{host}} %F{{red}} %{{F#f00}} ${b}{e}(id) 'id' \\{b}{e}u <b>&\"' | a=b"
            ),
        ),
        (
            BarMarkup::Pango,
            "#(touch x) #[fg=red] #{host} %F{red} %{F#f00} $(id) `id` \\u \
             &lt;b&gt;&amp;&quot;&#39; | a=b"
                .to_owned(),
        ),
        (
            BarMarkup::Polybar,
            "#(touch x) #[fg=red] #{host} %F{red} %%{O0}{F#f00} $(id) `id` \\u <b>&\"' | a=b"
                .to_owned(),
        ),
        (BarMarkup::Xbar, typed.replace('|', "¦")),
    ] {
        assert_eq!(markup.written(&[BarPart::new(typed, Style::new())]), expected, "{markup:?}");
        // Signs that two neighbours make together are no exception.
        let halves = typed.chars().map(|c| BarPart::new(c, Style::new())).collect::<Vec<_>>();
        assert_eq!(markup.written(&halves), expected, "{markup:?} in pieces");
        let styled = markup.written(&[BarPart::new(typed, red)]);
        assert!(styled.contains(&expected), "{markup:?}: {styled}");
    }
}

#[test]
fn a_sign_that_acts_in_one_mode_of_a_shell_acts_in_none() {
    let (b, e) = ('\u{1}', '\u{2}');
    for (typed, zsh, bash) in [
        ("!!", "%D{!}%D{!}".to_owned(), "ǃǃ".to_owned()),
        ("!$x", "%D{!}$%{%}x".to_owned(), format!("ǃ${b}{e}x")),
        ("a\\\\b", "a\\%{%}\\%{%}b".to_owned(), format!("a\\{b}{e}\\{b}{e}b")),
        ("\\$x", "\\%{%}$%{%}x".to_owned(), format!("\\{b}{e}${b}{e}x")),
        ("%!", "%%%D{!}".to_owned(), "%ǃ".to_owned()),
    ] {
        let parts = [BarPart::new(typed, Style::new())];
        assert_eq!(BarMarkup::Zsh.written(&parts), zsh);
        assert_eq!(BarMarkup::Bash.written(&parts), bash);
    }
}

#[test]
fn tmux_gets_as_many_signs_as_it_takes_away() {
    let red = AnsiColor::Red.on_default();
    for count in 1..=5 {
        let (run, two, four) = ("#".repeat(count), "#".repeat(2 * count), "#".repeat(4 * count));
        let plain = |rest: &str| {
            BarMarkup::Tmux.written(&[BarPart::new(format!("{run}{rest}"), Style::new())])
        };
        assert_eq!(plain("["), format!("{two}["));
        for rest in ["", " ", "(", "{", ",", "}", "a["] {
            assert_eq!(plain(rest), format!("{four}{rest}"));
        }
        // Before a mark: at the end of a style, and at the begin of one.
        let styled = BarPart::new(run.as_str(), red);
        assert_eq!(BarMarkup::Tmux.written(&[styled]), format!("#[fg=red]{two}#[default]"));
        let parts = [BarPart::new(run.as_str(), Style::new()), BarPart::new("x", red)];
        assert_eq!(BarMarkup::Tmux.written(&parts), format!("{two}#[fg=red]x#[default]"));
    }
}

#[test]
fn a_line_of_xbar_is_no_menu_below_no_separator_and_no_image() {
    for (typed, expected) in [
        ("--a -- b", "‐‐a -- b"),
        ("---", "‐‐‐"),
        (" -----", " ‐‐‐‐‐"),
        ("-a", "-a"),
        ("a~~~b ~~ ~~~~", "a∼∼∼b ~~ ∼∼∼~"),
        (":bolt: a :bolt.fill: 1:04:09 :)", "∶bolt: a ∶bolt.fill: 1:04:09 :)"),
        ("\u{2003}:bolt:\u{2003}", "\u{2003}∶bolt:\u{2003}"),
        ("|", "¦"),
    ] {
        assert_eq!(BarMarkup::Xbar.written(&[BarPart::new(typed, Style::new())]), expected);
        assert_eq!(BarMarkup::Xbar.harmless(typed), expected);
    }
    // Styles are nothing there, and part no signs. Each line begins anew.
    assert_eq!(shown("[-](red)[-](bold)x\\n[~](red)~~\\n-\\n-", BarMarkup::Xbar), "‐‐x\n∼∼∼\n-\n-");
}

#[test]
fn a_style_without_marks_parts_no_sign() {
    assert_eq!(shown("[%](bold)\\{A1:x", BarMarkup::Polybar), "%%{O0}{A1:x");
}

#[test]
fn no_part_has_a_line_break_of_its_own() {
    for markup in MARKUPS {
        let lines = shown("a\\n[b\\nc](red)", markup);
        assert_eq!(lines.matches('\n').count(), 2, "{markup:?}");
        let ends = lines.lines().map(|line| line.contains(['a', 'b', 'c']));
        assert!(ends.into_iter().all(|has_text| has_text), "{markup:?}: {lines:?}");
    }
}

#[test]
fn a_template_that_is_not_understood_names_the_place_and_what_may_be_meant() {
    for (template, said) in [
        ("{clok}", "character 1: there is no field {clok} (did you mean `{clock}`"),
        ("é {Task}", "character 3: there is no field {Task} (did you mean `{task}`"),
        ("{TASK}", "character 1: there is no field {TASK} (did you mean `{task}`"),
        ("{context}", "character 1: there is no field {context} (did you mean `{task}`"),
        ("{title}", "character 1: there is no field {title} (did you mean `{task}`"),
        ("{session}", "character 1: there is no field {session} (did you mean `{key}`"),
        ("{id}", "character 1: there is no field {id} (did you mean `{key}`"),
        ("{Time}", "character 1: there is no field {Time} (did you mean `{clock}`"),
        ("{active}", "character 1: there is no field {active} (did you mean `{clock}`"),
        ("{paused}", "character 1: there is no field {paused} (did you mean `{phase}`"),
        ("{gray}", "character 1: there is no field {gray}; the fields are"),
        ("[a](grey)", "character 5: there is no style `grey` (did you mean `bright-black`"),
        (
            "[a](bg:Gray)",
            "character 5: there is no style `bg:Gray` (did you mean `bg:bright-black`",
        ),
        ("[a](id)", "character 5: there is no style `id`"),
        ("{zzz}", "character 1: there is no field {zzz}; the fields are desk, glyph, clock,"),
        ("a{task", "character 2: `{` is not closed; write `}`"),
        ("ab(c {task}", "character 3: `(` is not closed; write `)` after it"),
        ("[a", "character 1: `[` is not closed; write `]` after it"),
        ("[a]", "character 1: `[…]` has no style"),
        ("[a] (red)", "character 1: `[…]` has no style"),
        ("[a](red", "character 4: the style is not closed"),
        ("[a](bold gren)", "character 10: there is no style `gren` (did you mean `green`"),
        ("[a](#12345)", "character 5: there is no style `#12345`"),
        ("[a](256)", "character 5: there is no style `256`"),
        ("(abc)", "character 1: this group has no field"),
        ("a)", "character 2: `)` closes nothing; write `\\)`"),
        ("a]", "character 2: `]` closes nothing"),
        ("a}", "character 2: `}` closes nothing"),
        ("(a]{task})", "character 3: `]` closes nothing"),
        ("a\\t", "character 2: `\\t` means nothing"),
        ("a\\", "character 2: a backslash stands at the end"),
        (
            &format!("{{{}}}", "é".repeat(9_999)),
            &format!("character 1: there is no field {{{}…}};", "é".repeat(40)),
        ),
        (
            &format!("[a]({})", "é".repeat(9_999)),
            &format!("character 5: there is no style `{}…`;", "é".repeat(40)),
        ),
        (&"(".repeat(99), "character 33: more than 32 brackets are open"),
    ] {
        let error = wrong(template);
        assert!(error.starts_with(said), "{template}: {error}");
        assert!(error.len() < 600, "{template}: {error}");
    }
}

#[test]
fn the_template_of_each_form_can_be_read_and_only_a_prompt_asks_no_other_desk() {
    for form in BarForm::ALL {
        assert!(form.template().has(BarField::Glyph), "{form:?}");
        assert!(form.short_template().has(BarField::Elapsed), "{form:?}");
        assert_eq!(form.template().has(BarField::Waits), form != BarForm::Starship, "{form:?}");
        for total in [BarField::Today, BarField::Week] {
            assert!(!form.template().has(total), "{form:?}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[\\\\(){}\\[\\]a-z :#]{0,40}") {
        if let Ok(template) = text.parse::<Template>() {
            proptest::prop_assert_eq!(template.clone(), template);
        }
    }

    #[test]
    fn no_typed_text_begins_markup(text in "[#%${}()\\[\\]`\\\\<&|!~:a -]{0,30}") {
        let written = |markup: BarMarkup| markup.written(&[BarPart::new(&text, Style::new())]);
        let tmux = written(BarMarkup::Tmux);
        let runs = tmux.split(|c| c != '#').all(|run| run.len() % 2 == 0);
        proptest::prop_assert!(runs, "{}", tmux);
        proptest::prop_assert!(!written(BarMarkup::Zsh).contains("$("));
        proptest::prop_assert!(!written(BarMarkup::Zsh).contains('`'));
        let acts = written(BarMarkup::Zsh).replace("%D{!}", "").contains('!');
        proptest::prop_assert!(!acts, "{}", text);
        proptest::prop_assert!(!written(BarMarkup::Bash).contains('!'));
        proptest::prop_assert!(!written(BarMarkup::Bash).contains("$("));
        proptest::prop_assert!(!written(BarMarkup::Pango).contains(['<', '"', '\'']));
        let polybar = written(BarMarkup::Polybar);
        proptest::prop_assert_eq!(polybar.replace("%{O0}", "").contains("%{"), text.contains("%{"));
        let is_own = polybar.split("%{").skip(1).all(|rest| rest.starts_with("O0}"));
        proptest::prop_assert!(is_own, "{}", polybar);
        let xbar = written(BarMarkup::Xbar);
        proptest::prop_assert!(!xbar.contains('|') && !xbar.contains("~~~"), "{}", xbar);
        proptest::prop_assert!(!xbar.trim_start().starts_with("--"), "{}", xbar);
        let is_image = |word: &str| word.len() > 1 && word.starts_with(':') && word.ends_with(':');
        proptest::prop_assert!(!xbar.split(char::is_whitespace).any(is_image), "{}", xbar);
    }
}
