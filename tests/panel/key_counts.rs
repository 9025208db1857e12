//! The page about the keys of the frequent acts agrees with the panel.

use onwatch::core::Command;

use crate::common::panel::Panel;
use crate::common::story::Story;

const PAGE: &str = include_str!("../../docs/keys.md");

/// One row of the page.
struct Row {
    act: String,
    before: String,
    keys: Vec<Key>,
    count: usize,
    result: String,
}

enum Key {
    Pressed(String),
    Typed(String),
}

impl Key {
    /// The typed words that a command passes on as they are.
    fn words(&self) -> Vec<&str> {
        match self {
            Self::Pressed(_) => vec![],
            Self::Typed(text) => {
                text.split(' ').filter(|word| !word.contains([':', '3'])).collect()
            }
        }
    }
}

fn rows() -> Vec<Row> {
    let lines = PAGE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Act"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [act, before, keys, count, result] = cells[..] else { panic!("{line}") };
            Row {
                act: act.into(),
                before: before.into(),
                keys: read(keys),
                count: count.parse().unwrap(),
                result: result.trim_matches('`').into(),
            }
        })
        .collect()
}

/// Reads keys such as `` `s` "Deploy" `Enter` ``.
fn read(mut keys: &str) -> Vec<Key> {
    let mut read = Vec::new();
    while let Some(quote) = keys.chars().next() {
        let (inside, rest) = keys[1..].split_once(quote).unwrap();
        read.push(match quote {
            '`' => Key::Pressed(inside.into()),
            '"' => Key::Typed(inside.into()),
            other => panic!("{other:?} in {keys}"),
        });
        keys = rest.trim_start();
    }
    read
}

fn panel(before: &str) -> Panel {
    let mut story = Story::morning();
    match before {
        "no session" => story = Story::new(),
        "active" => {}
        "paused" => drop(story.give(Command::Pause { reason: None })),
        "ended" => drop(story.give(Command::End { notes: None })),
        "undone" => drop(story.give(Command::Undo)),
        "gap" => story = Story::slept(),
        "forgotten" => story = Story::forgotten(),
        "forgotten end" => story = Story::ended_next_morning(),
        other => panic!("{other}"),
    }
    Panel::sized(story, 140, 40, true)
}

fn press(panel: &mut Panel, key: &Key) {
    let typed = match key {
        Key::Typed(text) => text.as_str(),
        Key::Pressed(name) => match name.as_str() {
            "Enter" => "⏎",
            "Esc" => "⎋",
            "Tab" => "⇥",
            "Up" => "△",
            letter if letter.chars().count() == 1 => letter,
            other => panic!("{other}"),
        },
    };
    panel.type_keys(typed);
}

#[test]
fn each_act_takes_the_keys_that_the_page_says_and_has_that_result() {
    assert!(rows().len() > 20);
    for Row { act, before, keys, count, result } in rows() {
        let mut panel = panel(&before);
        let ends = result == "the panel ends";
        let seen = |panel: &Panel| {
            if ends { panel.farewell.is_some() } else { panel.screen().contains(&result) }
        };
        for key in &keys {
            assert!(!seen(&panel), "{act}: {result} is there too soon\n{}", panel.screen());
            press(&mut panel, key);
        }
        assert!(seen(&panel), "{act}: no {result:?} on\n{}", panel.screen());
        let told = format!("{:?}", panel.given.last().map(|request| &request.command));
        for word in keys.iter().flat_map(Key::words) {
            assert!(panel.given.is_empty() || told.contains(word), "{act}: no {word} in {told}");
        }
        let pressed = keys.iter().filter(|key| matches!(key, Key::Pressed(_))).count();
        assert_eq!(pressed, count, "{act}");
    }
}

#[test]
fn the_page_is_of_acts_that_have_a_default_key() {
    let table = onwatch::tui::keys_markdown().unwrap();
    for Row { act, keys, .. } in rows() {
        let Some(Key::Pressed(first)) = keys.first() else { panic!("{act}") };
        assert!(table.contains(&format!("| `{first}`")), "{act}: {first}\n{table}");
    }
}
