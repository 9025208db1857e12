//! The history by page: what is shown is what a list of all sessions would show.

use std::sync::LazyLock;

use onwatch::core::{Band, Command, Light, SessionEdit, SessionKey, SessionName};
use onwatch::tui::{Effect, PanelEvent, PastAnswer, PastRequest};
use proptest::prelude::*;
use proptest::sample::select;
use ratatui::layout::Size;

use crate::common::panel::{Panel, damage, hides, shows};
use crate::common::story::{Story, band, health, push};

/// Sessions of two months, up to six a day, and a live one.
static MONTHS: LazyLock<Story> = LazyLock::new(|| {
    const NOTES: [&str; 5] = ["Queue watch", "Deploy 4.2", "On call", "Überlauf", "Nothing much"];
    let mut story = Story::new();
    for day in 0..64 {
        let sessions = [1, 4, 2, 6, 3, 5, 4][day % 7];
        for nth in 0..sessions {
            story.now.nonce += 1;
            let notes = NOTES[(day * 3 + nth) % NOTES.len()];
            story.give(Command::start(Some(notes.into()))).give(push("task", "7", None, None));
            story.wait(20 + i64::try_from(nth).unwrap(), 0);
            if (day + nth) % 4 == 0 {
                story.give(band(Band::D, "spent")).give(health(Light::Red, &["disk"]));
            }
            story.give(Command::End { notes: None });
            story.give(band(Band::A, "")).give(health(Light::Green, &[])).wait(10, 0);
        }
        story.wait(24 * 60 - i64::try_from(sessions).unwrap() * 40, 0);
    }
    story.now.nonce += 1;
    story.give(Command::start(Some("Today".into()))).wait(30, 0);
    story
});

/// The requests for the history that a slow reader has not answered.
fn waiting(panel: &Panel) -> Vec<PastRequest> {
    let request = |effect: &Effect| match effect {
        Effect::ReadPast(read @ (PastRequest::Sessions(_) | PastRequest::Sums(_))) => {
            Some(read.clone())
        }
        _ => None,
    };
    panel.asked.iter().filter_map(request).collect()
}

/// Answers the request that has waited longest.
fn answer_one(panel: &mut Panel) -> bool {
    let Some(request) = waiting(panel).into_iter().next() else { return false };
    let effect = Effect::ReadPast(request.clone());
    let at = panel.asked.iter().position(|asked| *asked == effect).unwrap();
    panel.asked.remove(at);
    panel.find(&request);
    true
}

fn settle(panel: &mut Panel) {
    while answer_one(panel) {}
}

/// Opens the history, the answers of whose reader wait.
fn slow() -> Panel {
    let mut panel = Panel::open(MONTHS.clone());
    panel.reads_slowly = true;
    panel.type_keys("y");
    panel
}

/// What somebody does, or what happens meanwhile.
#[derive(Debug, Clone)]
enum Act {
    Keys(&'static str),
    Filter(&'static str),
    Bo(Command),
    Answers(usize),
    Settles,
}

fn named(key: u32) -> SessionName {
    SessionName::Key(SessionKey(key))
}

fn corrected(key: u32, notes: &str) -> Command {
    let edit = SessionEdit { session: Some(named(key)), ..SessionEdit::default() };
    Command::Edit(Box::new(SessionEdit { notes: Some(notes.to_owned()), ..edit }))
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let keys = select(&["▽", "△", "▽▽▽▽▽▽▽", "↓", "↑", "↓↓↓↓↓↓", "↑↑↑↑", "⌂", "⤓", "⤓↑↑"][..]);
    let filters = &["queue", "band:d ", "uber", "since:1mar", "xyzzy", "task:7", "on:15may", ""];
    let commands = [
        Command::End { notes: Some("Queue empty".into()) },
        Command::start(Some("Deploy again".into())),
        Command::Reopen { session: None },
        Command::Cancel { session: None },
        corrected(3, "Queue corrected"),
        corrected(40, "Uber corrected"),
        Command::Cancel { session: Some(named(7)) },
        Command::Reopen { session: Some(named(7)) },
        Command::Undo,
    ];
    let act = prop_oneof![
        8 => keys.prop_map(Act::Keys),
        2 => select(&filters[..]).prop_map(Act::Filter),
        2 => select(commands.to_vec()).prop_map(Act::Bo),
        4 => (1..3_usize).prop_map(Act::Answers),
        3 => Just(Act::Settles),
    ];
    prop::collection::vec(act, 1..24)
}

/// Lets the same happen to a panel.
fn act(panel: &mut Panel, act: &Act) {
    match act {
        Act::Keys(keys) => {
            panel.type_keys(keys);
        }
        Act::Filter(text) => {
            if panel.screen().contains("press Esc to clear") {
                panel.type_keys("⎋");
                settle(panel);
            }
            // At once: each letter lists others, and what is selected depends on all of them.
            panel.type_keys("/");
            panel.hear(PanelEvent::Pasted((*text).to_owned()));
            panel.type_keys("⏎");
        }
        Act::Bo(command) => {
            panel.story.now.nonce += 1;
            // It may be refused.
            panel.story.try_by("bo", command.clone());
            panel.look(None);
        }
        Act::Answers(count) => {
            for _ in 0..*count {
                answer_one(panel);
            }
        }
        Act::Settles => settle(panel),
    }
}

/// Returns the lines of the list, without the sign of the selected one.
fn rows(screen: &str) -> Vec<String> {
    let row = |line: &str| {
        let line = line.strip_prefix('│')?.trim_end_matches(['│', ' ']).replacen('›', " ", 1);
        (!line.is_empty() && !line.starts_with(" /")).then_some(line)
    };
    screen.lines().filter_map(row).collect()
}

/// Returns the title, without the signs for what lies above and below.
fn title(screen: &str) -> String {
    let title = screen.lines().find(|line| line.starts_with('╭')).unwrap_or_default();
    title.split(" ──").next().unwrap_or_default().to_owned()
}

/// Returns the whole list.
fn all_rows(plain: &mut Panel) -> Vec<String> {
    let size = plain.model.size();
    plain.model.resize(Size { height: 600, ..size });
    let all = rows(&plain.screen());
    plain.model.resize(size);
    all
}

/// Each case draws many screens.
fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 8, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(cases())]

    /// The plain list is one whose first page has all sessions, and whose answers come at once.
    #[test]
    fn what_a_list_by_page_shows_is_what_the_whole_list_shows(acts in acts()) {
        let mut paged = slow();
        let mut plain = Panel::open(MONTHS.clone());
        plain.page_least = usize::MAX;
        plain.type_keys("y");
        // Whether all that was seen before the last change was answered then.
        let mut is_exact = true;
        for one in acts.iter().chain([&Act::Settles]) {
            if matches!(one, Act::Filter(_) | Act::Bo(_)) {
                is_exact &= waiting(&paged).is_empty();
            }
            act(&mut paged, one);
            act(&mut plain, one);
            if !waiting(&paged).is_empty() {
                continue;
            }
            if !is_exact {
                // Toasts lie over the rows.
                paged.pass_ms(20_000);
                plain.pass_ms(20_000);
            }
            let (screen, whole) = (paged.screen(), plain.screen());
            if is_exact {
                prop_assert_eq!(screen, whole, "{:?}", one);
                continue;
            }
            // The selection may be elsewhere: a step was overtaken by a change. The rows are right.
            prop_assert_eq!(title(&screen), title(&whole));
            let (shown, all) = (rows(&screen), all_rows(&mut plain));
            let is_a_part = shown.is_empty() || all.windows(shown.len()).any(|part| part == shown);
            prop_assert!(is_a_part, "{}\nis no part of\n{}", screen, all.join("\n"));
            paged.type_keys("⌂");
            plain.type_keys("⌂");
            settle(&mut paged);
            prop_assert_eq!(paged.screen(), plain.screen());
            is_exact = true;
        }
    }
}

#[test]
fn the_first_page_is_shown_before_the_sums_and_no_number_is_shown_that_is_not_known() {
    let mut panel = slow();
    shows(&panel, "history · loading…");
    answer_one(&mut panel);
    shows(&panel, "history · … ─");
    shows(&panel, "› Fri 15 May");
    answer_one(&mut panel);
    shows(&panel, "history · 227 sessions");
    panel.type_keys("/deploy");
    settle(&mut panel);
    shows(&panel, "history · 46 of 227");
}

#[test]
fn the_rows_stay_until_those_that_a_filter_found_are_there_and_only_the_last_filter_is_answered() {
    let mut panel = slow();
    settle(&mut panel);
    panel.type_keys("/dep");
    // The number of those found is not known; the rows are those of before.
    shows(&panel, "history · … of 227");
    shows(&panel, "Nothing much");
    let asked = waiting(&panel);
    assert_eq!(asked.len(), 3, "{asked:?}");
    // The answers for "d" and "de" come too late.
    answer_one(&mut panel);
    answer_one(&mut panel);
    shows(&panel, "Nothing much");
    answer_one(&mut panel);
    hides(&panel, "Nothing much");
    settle(&mut panel);
    shows(&panel, "history · 46 of 227");
}

#[test]
fn further_rows_are_asked_for_before_the_view_comes_to_the_end_of_those_at_hand() {
    let mut panel = slow();
    settle(&mut panel);
    let mut steps = 0;
    while waiting(&panel).is_empty() {
        panel.type_keys("▽");
        steps += 1;
        assert!(steps < 100, "no page is asked for");
    }
    // A page down needs no further row yet.
    let before = panel.screen();
    panel.type_keys("↓");
    assert_ne!(before, panel.screen());
    // Of what was asked for before, nothing is asked for twice.
    panel.type_keys("↓↓↓↓↓↓↓↓↓↓↓↓↓↓↓");
    assert_eq!(waiting(&panel).len(), 1);
    settle(&mut panel);
    panel.type_keys("⤓");
    settle(&mut panel);
    shows(&panel, "#001");
    // No page is for more than a few screens.
    panel.type_keys("⌂/queue⏎");
    for request in waiting(&panel) {
        let PastRequest::Sessions(request) = request else { continue };
        assert!(request.count <= 100, "{request:?}");
    }
}

#[test]
fn after_a_page_that_cannot_be_read_the_rows_at_hand_stay_and_it_is_not_asked_for_again_and_again()
{
    let mut panel = slow();
    settle(&mut panel);
    panel.type_keys("⤓");
    let failed = |panel: &mut Panel| {
        let Some(PastRequest::Sessions(request)) = waiting(panel).pop() else { panic!("none") };
        panel.asked.clear();
        let failure = onwatch::failure::Failure::Store(damage());
        let ticket = request.ticket;
        panel.hear(PanelEvent::PastRead(PastAnswer::HistoryFailed { ticket, failure }));
    };
    failed(&mut panel);
    shows(&panel, "× incomplete");
    shows(&panel, "#226");
    panel.type_keys("▽▽▽↓↓↓↓↓↓↓↓↓↓↓↓↓↓");
    assert_eq!(waiting(&panel), []);
    // Another list is asked for.
    panel.type_keys("⤓");
    settle(&mut panel);
    shows(&panel, "#001");
    hides(&panel, "incomplete");
}

#[test]
fn each_day_has_its_sessions_and_their_time_once_all_of_them_are_at_hand() {
    let mut panel = slow();
    settle(&mut panel);
    shows(&panel, "3 sessions · 1h 03m");
    panel.type_keys("/queue⏎");
    settle(&mut panel);
    // Those of the filter.
    hides(&panel, "3 sessions · ");
}

#[test]
fn a_warning_about_the_past_is_shown_once() {
    let mut panel = slow();
    let warned = |panel: &mut Panel| {
        let Some(PastRequest::Sessions(request)) = waiting(panel).pop() else { panic!("none") };
        panel.asked.clear();
        let records = onwatch::core::Page::default();
        let answer = request.answer(|_, _, _| Ok::<_, ()>(records.clone())).unwrap();
        let warnings = vec!["the index is kept in memory".to_owned()];
        let asked = onwatch::desk::Asked { answer, warnings, missing: vec![] };
        panel.hear(PanelEvent::PastRead(PastAnswer::Sessions(asked)));
    };
    warned(&mut panel);
    shows(&panel, "the index is kept in memory");
    panel.pass_ms(60_000);
    hides(&panel, "the index is kept in memory");
    panel.type_keys("/x");
    warned(&mut panel);
    hides(&panel, "the index is kept in memory");
}
