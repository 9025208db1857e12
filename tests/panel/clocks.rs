//! A clock that shows no usual year: the panel still shows the desk, and says why it changes nothing.

use chrono::Datelike;
use onwatch::core::{Command, YEARS};
use onwatch::tui::PanelEvent;
use ratatui::layout::Size;

use crate::common::odd_clocks::odd_clocks;
use crate::common::panel::Panel;
use crate::common::story::Story;

/// Every key that opens something or gives a command, with Escape after each.
const KEYS: &str = "⏎⎋p⎋r⎋e⎋n⎋s⎋u⎋g⎋h⎋d⎋c⎋t⎋k⎋b⎋?⎋:⎋/⎋⇥⎋";

#[test]
fn the_panel_shows_the_desk_whatever_the_clock_shows() {
    for utc in odd_clocks() {
        let mut story = Story::new();
        story.give(Command::start(Some("a".into()))).wait(30, 0);
        story.give(Command::Pause { reason: None }).wait(10, 0).give(Command::Resume);
        let mut panel = Panel::open(story);
        panel.story.now.utc = utc;
        panel.hear(PanelEvent::StoreChanged);
        for (width, height) in [(20, 5), (80, 24), (200, 60)] {
            panel.hear(PanelEvent::Resized(Size { width, height }));
            for key in KEYS.chars() {
                panel.press(key);
                panel.draw();
            }
        }
        let seq = panel.story.watch.seq;
        assert!(YEARS.contains(&utc.year()) || seq == 3, "{utc}: {seq} events");
    }
}

#[test]
fn the_panel_says_that_the_clock_must_be_set() {
    let mut story = Story::new();
    story.give(Command::start(Some("a".into())));
    let mut panel = Panel::open(story);
    panel.story.now.utc = "1969-12-31T23:59:59Z".parse().unwrap();
    panel.hear(PanelEvent::StoreChanged);
    panel.press('p');
    let screen = panel.screen();
    assert!(screen.contains("is 1969"), "{screen}");
}
