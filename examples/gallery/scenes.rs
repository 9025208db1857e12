//! What the gallery shows: every screen at every size in every theme.

use chrono::TimeDelta;
use onwatch::core::{Band, Command, Light, SessionType};
use ratatui::layout::Size;

use super::desks;
use super::governance::{alarmed, doubtful, sources};
use super::panel::Panel;
use super::story::{Story, band, health, note, push};
use super::svg::{self, DARK, Ground, LIGHT};

/// One size for each layout of the panel.
const SIZES: [(u16, u16); 6] = [(140, 40), (100, 26), (80, 24), (60, 20), (50, 20), (38, 6)];
/// Each theme with the colours of its terminal.
const THEMES: [(&str, &Ground); 6] = [
    ("ansi", &DARK),
    ("ansi-on-light", &LIGHT),
    ("dark", &DARK),
    ("light", &LIGHT),
    ("high-contrast", &DARK),
    ("mono", &DARK),
];

/// Each screen with the keys that open it.
const SCREENS: [(&str, &str); 17] = [
    ("panel", ""),
    ("strip", "⇤◁◁◁◁◁◁◁◁◁◁◁◁◁◁◁◁◁◁◁◁"),
    ("start", "e⏎s"),
    ("end", "e"),
    ("done", "dThe lock is freed"),
    ("band", "b"),
    ("help", "?"),
    ("actions", ":"),
    ("history", "yjj"),
    ("filter", "y/import"),
    ("week", "w△"),
    ("days", "⇤⇤△"),
    ("session", "yj⏎"),
    ("desks", "Rjj"),
    ("desk", "Rj⏎"),
    ("correction", "yjE⇥12:30"),
    ("addition", "w△+7:00⇥8:30"),
];

/// A screen, its desk, and the keys that open it.
type Alarm = (&'static str, fn() -> Story, &'static str);
/// Each screen of a desk whose sources say something bad, with the keys that open it.
const ALARMS: [Alarm; 3] =
    [("alarm", alarmed, ""), ("doubt", doubtful, ""), ("sources", alarmed, "f")];

/// Draws every picture whose name is wanted: `screen-size-theme.svg`.
pub fn pictures(wanted: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let (desk, mut pictures) = (desk(), Vec::new());
    for (screen, keys) in SCREENS {
        for (width, height) in SIZES {
            for (theme, ground) in THEMES {
                let name = format!("{screen}-{width}x{height}-{theme}.svg");
                if wanted(&name) {
                    let picture = picture(&desk, theme, ground, keys, (width, height));
                    pictures.push((name, picture));
                }
            }
        }
    }
    for (screen, story, keys) in ALARMS {
        for (width, height) in SIZES {
            for (theme, ground) in THEMES {
                let name = format!("{screen}-{width}x{height}-{theme}.svg");
                if wanted(&name) {
                    let picture = picture(&story(), theme, ground, keys, (width, height));
                    pictures.push((name, picture));
                }
            }
        }
    }
    pictures
}

fn picture(
    desk: &Story,
    theme: &str,
    ground: &Ground,
    keys: &str,
    (width, height): (u16, u16),
) -> String {
    let theme = theme.strip_suffix("-on-light").unwrap_or(theme);
    let settings = format!("[panel]\ntheme = '{theme}'\n");
    let mut panel = Panel::set(&settings, desk.clone(), width, height);
    panel.past = panel.story.past();
    panel.days_again();
    panel.desks = desks::desks(panel.story.now.utc);
    panel.sources = sources(panel.story.now.utc);
    panel.model.resize(Size { width, height });
    panel.type_keys(keys);
    svg::of(&panel.draw().0, ground)
}

/// Returns a desk with twelve weeks of history and an active session.
fn desk() -> Story {
    const WORK: [(&str, &str, i64); 5] = [
        ("Import pipeline: measure what the queue does", "ATLAS", 155),
        ("Review of open changes", "ATLAS", 48),
        ("On call: alerts of the night", "ON-CALL", 95),
        ("Release 4.2: notes and rollout", "RELEASE", 190),
        ("Plan the next sprint", "ATLAS", 70),
    ];
    let mut story = Story::new();
    story.now.utc = "2025-12-22T08:05:00Z".parse().unwrap();
    for day in 0..82_i64 {
        let morning = story.now.utc;
        story.give(band(Band::A, "all indicators are green")).give(health(Light::Green, &[]));
        let sessions = if day % 7 > 4 { 0 } else { 1 + (day * 5 + day / 7) % 3 };
        for nth in 0..sessions {
            let at = usize::try_from(day + nth * 2).unwrap_or(0) % WORK.len();
            let (notes, project, minutes) = WORK[at];
            story.now.nonce += 1;
            story.give(Command::start(Some(notes.into())));
            story.give(push("project", project, None, None)).wait(minutes + day % 9 * 7, 0);
            story.give(Command::End { notes: None }).wait(35, 0);
        }
        story.now.utc = morning + TimeDelta::days(1);
    }
    today(&mut story);
    story
}

fn today(story: &mut Story) {
    story.now.nonce += 1;
    story.give(band(Band::A, "all indicators are green")).give(health(Light::Green, &[]));
    let start = Command::Start {
        notes: Some("Import pipeline: find why the queue grows".into()),
        session_type: SessionType::default(),
        switch: false,
        agent_id: None,
        workflow_id: None,
        target_seconds: Some(3 * 3_600),
        metadata: serde_json::Map::new(),
        run: None,
    };
    story
        .give(start)
        .wait(2, 0)
        .give(push("project", "ATLAS", Some("Customer data platform"), None))
        .give(push("sprint", "12", None, None))
        .give(push("task", "318", Some("Fix the import"), Some(9_000)))
        .wait(35, 10)
        .give(note("Queue is drained by one worker only; the other waits for a lock"))
        .wait(10, 0)
        .give(Command::Pause { reason: Some("coffee".into()) })
        .wait(12, 0)
        .give(Command::Resume)
        .wait(31, 0)
        .by("bo", band(Band::C, "error budget spent, only fixes go out"))
        .wait(4, 0)
        .by("bo", health(Light::Yellow, &["disk on db-2 at 91 %", "two alerts unacknowledged"]))
        .wait(9, 0)
        .give(push("task", "321", Some("Release the lock on timeout"), Some(3_600)))
        .wait(17, 0)
        .give(Command::Pause { reason: None })
        .wait(6, 0)
        .give(Command::Resume)
        .wait(22, 41)
        .give(note("Change reviewed, deploy at noon"))
        .wait(5, 8);
}
