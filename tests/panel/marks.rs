//! The strip of a session that has more activities than the state file keeps: what is read for it
//! and when, and what its cursor names.

use onwatch::core::{Activity, Band, Command, SessionId, SessionName};
use onwatch::failure::Failure;
use onwatch::tui::{Effect, PanelEvent, PastAnswer, PastRequest, SessionMarks};
use ratatui::layout::Size;

use crate::common::panel::{Panel, damage, hides, shows};
use crate::common::request::switch;
use crate::common::story::{Story, band, note, push};

/// Shows only the session, so that only the cursor of the strip can name anything.
const ALONE: &str = "[panel]\npanes = []\n";
const WIDE: Size = Size { width: 120, height: 40 };
/// Too small for a strip.
const SMALL: Size = Size { width: 38, height: 6 };

/// A session whose first hour holds a note, a context and a pause, and then `notes` notes.
fn long(notes: usize) -> Story {
    let mut story = Story::new();
    // More than the state file keeps, so that its activities do not reach back to the start.
    read(&mut story, 60);
    story.give(Command::start(None));
    story.wait(20, 0).give(note("the first of all"));
    story.wait(20, 0).give(push("task", "7", Some("Rotate the keys"), None));
    story.wait(20, 0).give(Command::Pause { reason: Some("tea · at last".into()) });
    story.wait(20, 0).give(Command::Resume);
    add(&mut story, notes);
    story
}

fn read(story: &mut Story, bands: usize) {
    for nth in 0..bands {
        let letter = if nth % 2 == 0 { Band::C } else { Band::B };
        story.measured("probe", band(letter, "as it is now"));
    }
}

fn add(story: &mut Story, notes: usize) {
    for nth in 0..notes {
        story.wait(2, 0).give(note(&format!("note {nth}.")));
    }
}

/// Opens the panel at a size without a strip; `find_marks` answers its later reads.
fn open(story: Story) -> Panel {
    let mut panel = Panel::set(ALONE, story, SMALL.width, SMALL.height);
    panel.reads_slowly = true;
    panel
}

/// Opens the panel with a strip whose marks have been read, if a read was needed.
fn open_wide(story: Story) -> Panel {
    let mut panel = open(story);
    panel.hear(PanelEvent::Resized(WIDE));
    find_marks(&mut panel);
    panel
}

/// Returns the sessions whose marks were asked for since the last call.
fn asked(panel: &mut Panel) -> Vec<SessionId> {
    let (marks, others) =
        std::mem::take(&mut panel.asked).into_iter().partition::<Vec<_>, _>(|effect| {
            matches!(effect, Effect::ReadPast(PastRequest::Marks { .. }))
        });
    panel.asked = others;
    let session = |effect| match effect {
        Effect::ReadPast(PastRequest::Marks { session }) => Some(session),
        _ => None,
    };
    marks.into_iter().filter_map(session).collect()
}

/// Answers all reads of marks; returns how many there were.
fn find_marks(panel: &mut Panel) -> usize {
    let mut times = 0;
    loop {
        let sessions = asked(panel);
        if sessions.is_empty() {
            return times;
        }
        times += sessions.len();
        for session in sessions {
            panel.find(&PastRequest::Marks { session });
        }
    }
}

/// Returns all that the cursor names along the strip, one line for each column.
fn named(panel: &mut Panel) -> String {
    panel.type_keys("⇤");
    let line = |panel: &Panel| {
        // It is below the times.
        let screen = panel.screen();
        let rows = screen.lines().skip_while(|row| !row.ends_with("now │")).skip(1);
        let mut rows = rows.map(|row| row.trim_matches(['│', ' ']));
        rows.find(|row| !row.is_empty()).unwrap().to_owned()
    };
    let mut all = line(panel);
    for _ in 0..WIDE.width {
        panel.press('◁');
        all = format!("{all}\n{}", line(panel));
    }
    for _ in 0..WIDE.width {
        panel.press('▷');
    }
    panel.type_keys("⇥");
    all
}

#[track_caller]
fn names(panel: &mut Panel, texts: &[&str]) {
    let all = named(panel);
    for text in texts {
        assert!(all.contains(text), "no {text:?} in\n{all}");
    }
}

#[track_caller]
fn names_no(panel: &mut Panel, text: &str) {
    let all = named(panel);
    assert!(!all.contains(text), "{text:?} in\n{all}");
}

#[test]
fn the_strip_and_its_cursor_know_what_came_before_the_recent_activities() {
    let mut panel = open_wide(long(80));
    shows(&panel, "━━━◆");
    shows(&panel, "━━━▸");
    let early = ["09:20 noted the first of all", "09:40 entered TASK-7: Rotate the keys"];
    names(&mut panel, &early);
    names(&mut panel, &["10:00 paused 20m · tea · at last", "note 0.", "note 79."]);
}

#[test]
fn the_first_frame_does_not_wait_for_what_must_be_read() {
    let mut panel = open(long(80));
    panel.hear(PanelEvent::Resized(WIDE));
    shows(&panel, "● ACTIVE");
    shows(&panel, "◆");
    hides(&panel, "━━━▸");
    assert_eq!(find_marks(&mut panel), 1);
    shows(&panel, "━━━▸");
}

#[test]
fn a_session_that_the_recent_activities_hold_is_not_read() {
    let mut panel = open(long(40));
    panel.hear(PanelEvent::Resized(WIDE));
    assert_eq!(find_marks(&mut panel), 0);
    names(&mut panel, &["the first of all"]);
}

#[test]
fn nothing_is_read_where_no_strip_is_to_be_seen() {
    let mut panel = open(long(80));
    assert_eq!(asked(&mut panel).len(), 0);
    panel.type_keys("y");
    panel.hear(PanelEvent::Resized(WIDE));
    assert_eq!(asked(&mut panel).len(), 0);
    panel.type_keys("⎋");
    assert_eq!(asked(&mut panel).len(), 1);
}

#[test]
fn it_is_read_once_and_each_look_adds_what_is_new() {
    let mut panel = open(long(80));
    panel.hear(PanelEvent::Resized(WIDE));
    assert_eq!(find_marks(&mut panel), 1);
    for nth in 0..60 {
        panel.story.wait(2, 0).give(note(&format!("later {nth}.")));
        panel.hear(PanelEvent::StoreChanged);
    }
    assert_eq!(find_marks(&mut panel), 0);
    names(&mut panel, &["the first of all", "note 79.", "later 0.", "later 59."]);
}

#[test]
fn a_session_that_was_watched_from_its_start_is_never_read() {
    let mut panel = open_wide(long(0));
    for nth in 0..120 {
        panel.story.wait(2, 0).give(note(&format!("later {nth}.")));
        panel.hear(PanelEvent::StoreChanged);
    }
    assert_eq!(find_marks(&mut panel), 0);
    names(&mut panel, &["the first of all", "tea", "later 0.", "later 119."]);
}

/// Each row: what happens between two looks, and how often the marks are then read.
#[test]
fn it_is_read_again_after_a_step_back_or_forth_and_after_more_than_is_at_hand() {
    type Happens = fn(&mut Story);
    let rows: [(&str, Happens, usize); 5] = [
        ("a note", |story| add(story, 1), 0),
        ("as much as is at hand", |story| add(story, 50), 0),
        ("more than is at hand", |story| add(story, 51), 1),
        ("undo", |story| _ = story.give(note("x")).give(Command::Undo), 1),
        ("redo", |story| _ = story.give(note("x")).give(Command::Undo).give(Command::Redo), 1),
    ];
    for (what, happens, times) in rows {
        let mut panel = open_wide(long(80));
        happens(&mut panel.story);
        panel.hear(PanelEvent::StoreChanged);
        assert_eq!(find_marks(&mut panel), times, "{what}");
        names(&mut panel, &["the first of all"]);
    }
}

#[test]
fn a_note_that_is_no_longer_at_hand_goes_when_it_is_taken_back() {
    let mut story = long(60);
    story.give(push("task", "8", None, None));
    // Readings are not undone: the undo reverts what came before them.
    read(story.wait(60, 0), 60);
    let mut panel = open_wide(story);
    names(&mut panel, &["entered TASK-8"]);
    panel.story.give(Command::Undo);
    panel.hear(PanelEvent::StoreChanged);
    assert_eq!(find_marks(&mut panel), 1);
    names_no(&mut panel, "TASK-8");
}

#[test]
fn another_session_has_marks_of_its_own() {
    let mut panel = open_wide(long(80));
    panel.story.now.nonce += 1;
    panel.story.give(Command::End { notes: None }).wait(5, 0);
    panel.story.give(Command::start(None)).wait(60, 0).give(note("of the second"));
    panel.hear(PanelEvent::StoreChanged);
    assert_eq!(asked(&mut panel), []);
    names(&mut panel, &["of the second"]);
    names_no(&mut panel, "note 79.");
    add(&mut panel.story, 80);
    panel.hear(PanelEvent::StoreChanged);
    let second = panel.story.watch.session.as_ref().unwrap().id.clone();
    assert_eq!(asked(&mut panel), [second]);
}

#[test]
fn a_switch_that_is_taken_back_leaves_no_mark_of_the_other_session() {
    let mut panel = open_wide(long(80));
    panel.story.now.nonce += 1;
    panel.story.give(switch()).wait(1, 0).give(note("of the other"));
    panel.hear(PanelEvent::StoreChanged);
    for _ in 0..2 {
        read(panel.story.wait(1, 0), 40);
        panel.hear(PanelEvent::StoreChanged);
    }
    let other = panel.story.watch.session.as_ref().unwrap().id.clone();
    let found = found(&panel, other);
    panel.story.give(Command::Undo).give(Command::Undo);
    panel.hear(PanelEvent::StoreChanged);
    names_no(&mut panel, "of the other");
    // Nor does a read of it that comes late.
    panel.hear(found);
    names_no(&mut panel, "of the other");
}

/// Returns the answer to a read of marks as it is now.
fn found(panel: &Panel, session: SessionId) -> PanelEvent {
    let name = SessionName::Id(session.clone());
    let events = panel.story.events(|event| event.concerns(&name));
    let marked = Ok(SessionMarks::of(&Activity::of_all(&events)));
    PanelEvent::PastRead(PastAnswer::Marks { session, marks: marked })
}

#[test]
fn what_comes_while_it_is_read_is_not_lost() {
    let mut panel = open(long(80));
    panel.hear(PanelEvent::Resized(WIDE));
    let [session] = asked(&mut panel).try_into().unwrap();
    let found = found(&panel, session);
    for nth in 0..60 {
        panel.story.wait(2, 0).give(note(&format!("later {nth}.")));
        panel.hear(PanelEvent::StoreChanged);
    }
    panel.hear(found);
    assert_eq!(find_marks(&mut panel), 0);
    names(&mut panel, &["the first of all", "note 79.", "later 0.", "later 59."]);
}

#[test]
fn a_step_back_while_it_is_read_has_it_read_again() {
    let mut panel = open(long(80));
    panel.hear(PanelEvent::Resized(WIDE));
    let [session] = asked(&mut panel).try_into().unwrap();
    panel.story.give(note("x")).give(Command::Undo);
    panel.hear(PanelEvent::StoreChanged);
    assert_eq!(asked(&mut panel), []);
    panel.find(&PastRequest::Marks { session: session.clone() });
    assert_eq!(asked(&mut panel), [session]);
}

#[test]
fn what_cannot_be_read_is_asked_for_again_with_the_next_look_and_not_before() {
    let mut panel = open(long(80));
    panel.hear(PanelEvent::Resized(WIDE));
    let [session] = asked(&mut panel).try_into().unwrap();
    let marked = Err(Failure::Store(damage()));
    panel.hear(PanelEvent::PastRead(PastAnswer::Marks { session, marks: marked }));
    panel.pass_ms(5_000);
    assert_eq!(asked(&mut panel), []);
    panel.hear(PanelEvent::StoreChanged);
    assert_eq!(find_marks(&mut panel), 1);
    names(&mut panel, &["the first of all"]);
}

#[test]
fn a_panel_in_trouble_reads_nothing() {
    let mut panel = open(long(80));
    panel.look(Some(damage()));
    panel.hear(PanelEvent::Resized(WIDE));
    assert_eq!(asked(&mut panel), []);
}

#[test]
fn a_paused_panel_sleeps_until_the_minute_turns_whatever_is_read() {
    let mut story = long(80);
    story.give(Command::Pause { reason: None });
    let mut panel = open(story);
    panel.hear(PanelEvent::Resized(WIDE));
    assert!(panel.model.rest_ms() >= 60_000);
    assert_eq!(find_marks(&mut panel), 1);
    assert!(panel.model.rest_ms() >= 60_000);
}

#[test]
fn the_session_that_is_over_keeps_its_marks() {
    let mut story = long(80);
    story.give(Command::End { notes: None });
    let mut panel = open_wide(story);
    shows(&panel, "━━━▸");
    panel.type_keys("⇤");
    shows(&panel, "noted note 79.");
}

#[test]
fn the_screen_of_a_session_marks_what_only_its_history_still_has() {
    let mut story = long(80);
    story.give(Command::End { notes: None }).wait(5, 0);
    story.now.nonce += 1;
    story.give(Command::start(None));
    add(&mut story, 60);
    let mut panel = Panel::open(story);
    panel.type_keys("y⏎");
    shows(&panel, "session · SESSION-001");
    let screen = panel.screen();
    let strip = screen.lines().find(|line| line.contains("09:00 ━")).unwrap();
    assert!(strip.contains('◆') && strip.contains('▸'), "{screen}");
}

#[test]
fn no_more_of_a_text_is_kept_than_a_row_can_show() {
    let mut story = long(0);
    story.give(note(&"long ".repeat(200)));
    let activities = Activity::of_all(&story.events(|_| true));
    let kept = format!("{:?}", SessionMarks::of(&activities));
    assert_eq!(kept.matches("long").count(), 80);
}
