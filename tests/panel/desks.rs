//! The list of the desks of this machine, the page of one of them, and how many wait.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use onwatch::core::{Command, DeskName, NewRun, RunStatus, SessionId};
use onwatch::desk::{Asked, DeskView};
use onwatch::failure::Failure;
use onwatch::index::MissingDesk;
use onwatch::signs::Signs;
use onwatch::tui::{Effect, PanelEvent, PastAnswer, PastRequest};
use ratatui::layout::Size;

use crate::common::desks::{desk, desks};
use crate::common::panel::{Panel, active, cell_of, damage, hides, idle, shows, verbs};
use crate::common::story::Story;

/// Opens a panel beside other desks, and types.
fn beside(width: u16, height: u16, keys: &str) -> Panel {
    let mut panel = Panel::sized(Story::morning(), width, height, true);
    panel.desks = desks(panel.story.now.utc);
    panel.hear(PanelEvent::DesksChanged);
    panel.type_keys(keys);
    panel
}

fn open(keys: &str) -> Panel {
    beside(140, 40, keys)
}

/// Returns what the panel asked for that nobody has answered.
fn desk_requests(panel: &Panel) -> Vec<&PastRequest> {
    let mut asked = Vec::new();
    for effect in &panel.asked {
        if let Effect::ReadPast(request @ PastRequest::Desks { .. }) = effect {
            asked.push(request);
        }
    }
    asked
}

#[test]
fn the_desks_at_each_size() {
    let sizes = [(200, 60), (140, 40), (100, 26), (80, 24), (60, 20), (40, 8), (38, 6)];
    for (name, keys) in [("desks", "Rj"), ("desks_all", "RA⤓"), ("desks_filtered", "R/import⏎")]
    {
        insta::assert_snapshot!(name, open(keys).at_sizes(&sizes));
    }
}

#[test]
fn the_page_of_a_desk_at_each_size() {
    let sizes = [(140, 40), (80, 24), (60, 20), (40, 8), (38, 6)];
    insta::assert_snapshot!("desk_page", open("Rj⏎").at_sizes(&sizes));
}

/// Each row: keys, and a text that is then on the screen.
#[test]
fn keys_choose_a_desk_look_into_it_and_go_back_one_step() {
    let rows: &[(&str, &str)] = &[
        ("R", "› desks · 4 wait · 4 live"),
        ("R", "› · archive"),
        ("Rj", "› ● assessment a1b2c3"),
        ("Rjk", "› · archive"),
        ("R⤓", "› ● on-call"),
        ("R⤓⌂", "› · archive"),
        ("R△", "› · archive"),
        ("R⎋", "● ACTIVE"),
        ("Rq", "● ACTIVE"),
        ("RR", "› desks · "),
        (":desks⏎", "› desks · "),
        // One desk, and back to the same row.
        ("Rj⏎", "› run assessment a1b2c3 · read-only"),
        ("Rj⏎", "■ red: the queue is full: 40 jobs wait"),
        ("Rj⏎", "audit trail · 7 activities"),
        ("Rj⏎⎋", "› ● assessment a1b2c3"),
        ("Rj⏎q", "› ● assessment a1b2c3"),
        ("Rj⏎R", "› ● assessment a1b2c3"),
        ("Rj⏎⎋⎋", "● ACTIVE"),
        // A desk that cannot be read says why.
        ("R⏎", "check it: `onwatch --profile archive doctor`"),
        // The desk of the panel is gone back to.
        ("R/default⏎⏎", "● ACTIVE"),
        // All desks, and the live ones again.
        ("RA", "› desks · 4 wait · 4 live · 3 not live"),
        ("RA⤓", "› ■ garden"),
        ("RAA", "› desks · 4 wait · 4 live ─"),
        // A filter.
        ("R/finance", "‖ atlas"),
        ("R/finance", "› desks · 1 wait ─"),
        ("R/nothing", "No match"),
        ("R/finance⏎⎋", "4 wait · 4 live"),
        ("R/finance⏎⏎", "› desk atlas · read-only · SESSION-001"),
        ("R/finance⏎⏎⎋", "press Esc to clear"),
        // Other screens, from there and back.
        ("Ry", "history · "),
        ("Ryq", "● ACTIVE"),
        ("wR⎋", "this week"),
        ("yR⎋", "● ACTIVE"),
        ("Rw", "this week"),
        ("Rv", "session · SESSION-002"),
        // The id of a run is for the command line.
        ("RjI", "Copied sess_20260314_0"),
        ("Rj⏎I", "Copied sess_20260314_0"),
    ];
    for (keys, seen) in rows {
        let panel = open(keys);
        let screen = panel.screen();
        assert!(screen.contains(seen), "{keys}: no {seen:?} on\n{screen}");
        assert_eq!(verbs(&panel), [], "{keys}");
    }
}

#[test]
fn every_key_that_would_change_something_says_that_a_desk_can_only_be_read() {
    for (screen, why) in
        [("Rj", "the list of desks can only be read"), ("Rj⏎", "a1b2c3 can only be read here")]
    {
        for key in "spPrnxcbhuUeSBE+Cg".chars() {
            let mut panel = open(screen);
            panel.press(key);
            shows(&panel, "× Nothing was changed");
            shows(&panel, why);
            hides(&panel, "Enter start");
            assert_eq!(verbs(&panel), [], "{screen} {key}");
        }
        for name in ["cancel", "reopen", "clear-band", "no-break"] {
            let panel = open(&format!("{screen}:{name}⏎"));
            shows(&panel, "× Nothing was changed");
            assert_eq!(verbs(&panel), [], "{screen} {name}");
        }
    }
}

#[test]
fn those_that_wait_come_first_with_the_reason_and_its_colour() {
    let panel = open("R⤓");
    let screen = panel.screen();
    let at = |text: &str| screen.find(text).unwrap_or_else(|| panic!("no {text:?} on\n{screen}"));
    let order = [
        "waiting for a person",
        "■ cannot be read: the checksum does not match",
        "■ red: the queue is full: 40 jobs wait",
        "▲ paused: the figures of finance are missing",
        "▲ paused: which of the two is right?",
        "  live ─",
        "default (yours)",
        "● on-call",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{screen}");
    let buffer = panel.draw().0;
    let [red, paused, calm] =
        ["■ red", "▲ paused: the", "Match the"].map(|text| cell_of(&buffer, text).fg);
    assert!(red != paused && paused != calm && red != calm);
}

#[test]
fn the_header_counts_the_other_desks_that_wait_wherever_the_operator_is() {
    for keys in ["", "y", "w", "R", "Rj⏎", "n"] {
        shows(&open(keys), "onwatch default  4 wait");
    }
    for (width, height) in [(140, 40), (80, 24), (60, 20), (40, 8)] {
        shows(&beside(width, height, ""), "4 wait");
    }
    shows(&beside(38, 6, ""), "4 wait");
    let mut panel = active();
    panel.hear(PanelEvent::DesksChanged);
    hides(&panel, "wait");
    panel.desks = desks(panel.story.now.utc).into_iter().take(1).collect();
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "onwatch default  1 waits");
}

#[test]
fn the_own_desk_does_not_count_and_is_shown_as_it_is_now() {
    let mut panel = Panel::sized(Story::morning(), 140, 40, true);
    panel.hear(PanelEvent::DesksChanged);
    panel.type_keys("Plunch⏎");
    // The desks that are read have that of the panel too.
    panel.desks = vec![desk(DeskName::of(None), &panel.story)];
    panel.hear(PanelEvent::DesksChanged);
    hides(&panel, "waits");
    panel.type_keys("R");
    shows(&panel, "› desks · 1 wait ─");
    shows(&panel, "‖ default (yours)  paused");
    hides(&panel, "1 waits");
}

#[test]
fn the_footer_names_the_desks_only_if_there_are_others() {
    hides(&Panel::sized(Story::morning(), 200, 50, true), "R desks");
    shows(&beside(200, 50, ""), "R desks");
    shows(&beside(80, 24, ""), "R desks");
}

#[test]
fn desks_are_asked_for_once_at_a_time_and_again_if_they_changed_meanwhile() {
    let mut panel = active();
    panel.reads_slowly = true;
    panel.asked.clear();
    panel.hear(PanelEvent::DesksChanged);
    panel.hear(PanelEvent::DesksChanged);
    panel.hear(PanelEvent::Tick);
    assert_eq!(desk_requests(&panel), [&PastRequest::Desks { is_all: false, into: None }]);
    panel.asked.clear();
    let desks = Ok(Asked::default());
    panel.hear(PanelEvent::PastRead(PastAnswer::Desks { is_all: false, desks, into: None }));
    assert_eq!(desk_requests(&panel), [&PastRequest::Desks { is_all: false, into: None }]);
}

#[test]
fn changes_are_followed_soon_only_while_the_desks_are_shown() {
    let follows = |panel: &mut Panel| {
        let asked = std::mem::take(&mut panel.asked);
        asked.into_iter().filter(|it| matches!(it, Effect::FollowDesks(_))).collect::<Vec<_>>()
    };
    let mut panel = open("");
    assert_eq!(follows(&mut panel), []);
    panel.type_keys("R");
    assert_eq!(follows(&mut panel), [Effect::FollowDesks(true)]);
    panel.type_keys("j⏎");
    assert_eq!(follows(&mut panel), []);
    panel.type_keys("y");
    assert_eq!(follows(&mut panel), [Effect::FollowDesks(false)]);
}

#[test]
fn a_run_with_a_name_is_called_by_it_and_found_by_it() {
    let mut panel = open("R");
    let run = panel.desks.iter_mut().find(|view| view.glance.desk.as_str().ends_with("682a49"));
    run.unwrap().glance.name = Some("nightly-7".into());
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "● nightly-7          matches_found");
    hides(&panel, "682a49");
    panel.type_keys("/nightly-7⏎");
    shows(&panel, "desks · 1 live ─");
    panel.type_keys("⏎");
    shows(&panel, "› run nightly-7 · read-only");
}

#[test]
fn the_page_of_a_run_shows_where_it_stands_its_steps_and_its_data() {
    let panel = open("Rj⏎");
    for line in [
        "│ status    matches_found ",
        "│ workflow  assessment ",
        "│ agent     importer ",
        "│ user      u-17 ",
        "│ steps · 3 ",
        "│   load_statement    1.2s  {\"rows\":40211} ",
        "│   find_matches    1m 23s ",
        "│   check ",
        "│   region   eu ",
        "│   retries  2 ",
    ] {
        shows(&panel, line);
    }
    // A person's page has none of it.
    hides(&open("R⤓⏎"), "status    ");
}

#[test]
fn the_page_of_a_run_says_which_of_the_statuses_of_its_workflow_it_has() {
    let settings = "[workflow.assessment]\nstatuses = ['loaded', 'matches_found', 'checked']\n";
    let mut panel = Panel::set(settings, Story::morning(), 80, 24);
    panel.desks = desks(panel.story.now.utc);
    panel.type_keys("Rj⏎");
    shows(&panel, "│ status    matches_found · 2 of 3 ");
    // This one is not among them.
    panel.type_keys("⎋/created⏎⏎");
    shows(&panel, "│ status    created  ");
}

#[test]
fn a_desk_that_changes_moves_and_stays_selected() {
    let mut panel = open("Rjj");
    shows(&panel, "› ‖ atlas");
    for view in &mut panel.desks {
        view.glance.waits_for = None;
    }
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "› desks · 7 live");
    shows(&panel, "› ‖ atlas");
}

#[test]
fn the_desk_in_place_of_a_selected_one_that_is_gone_is_selected_for_good() {
    let mut panel = open("Rjj");
    let atlas = panel.desks.iter().position(|view| view.glance.desk.as_str() == "atlas").unwrap();
    let atlas = panel.desks.remove(atlas);
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "› ‖ review-bot 0f27d6");
    panel.desks.push(atlas);
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "  ‖ atlas");
    shows(&panel, "› ‖ review-bot 0f27d6");
    // The last one, and then none but the own one.
    panel.type_keys("⤓");
    panel.desks.retain(|view| view.glance.desk.as_str() == "archive");
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "› ● default (yours)");
}

#[test]
fn a_desk_that_was_looked_into_stays_selected() {
    // Nobody chose the first one, but somebody looked into it.
    let mut panel = open("R/review⏎⏎");
    shows(&panel, "› desk atlas · ");
    for view in &mut panel.desks {
        if view.glance.desk.as_str() == "atlas" {
            view.glance.waits_for = None;
        }
    }
    panel.hear(PanelEvent::DesksChanged);
    panel.type_keys("⎋");
    shows(&panel, "› ‖ atlas");
}

#[test]
fn a_desk_that_ends_or_goes_while_it_is_looked_into_says_so() {
    let mut panel = open("Rjj⏎");
    shows(&panel, "‖ PAUSED");
    let atlas = panel.desks.iter().position(|view| view.glance.desk.as_str() == "atlas").unwrap();
    let gone = panel.desks.remove(atlas);
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "› desk atlas · read-only");
    shows(&panel, "× Nothing was shown: there is no desk atlas");
    panel.type_keys("jjG");
    // It is there again.
    panel.desks.push(gone);
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "‖ PAUSED");
    panel.desks.retain(|view| view.glance.desk.as_str() != "atlas");
    panel.hear(PanelEvent::DesksChanged);
    panel.type_keys("⎋");
    shows(&panel, "› desks · 3 wait");
    shows(&panel, "› ‖ review-bot 0f27d6");

    let mut panel = open("Rj⏎");
    let run = panel.desks.iter_mut().find(|view| view.glance.agent_id.is_some()).unwrap();
    let session = &mut run.story.as_mut().unwrap().session;
    session.phase = onwatch::core::Phase::Ended;
    (run.glance.phase, run.glance.waits_for) = (Some(session.phase), None);
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "› run assessment a1b2c3 · read-only");
    shows(&panel, "■ ENDED");
    // It was deleted.
    let run = panel.desks.iter_mut().find(|view| view.glance.agent_id.is_some()).unwrap();
    run.story = None;
    (run.glance.session, run.glance.agent_id, run.glance.workflow_id) = (None, None, None);
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "› run a1b2c3 · read-only");
    shows(&panel, "The run was deleted");
}

#[test]
fn what_the_list_says_of_a_desk_is_not_said_again() {
    let mut panel = open("R");
    let archive = DeskName::of(Some("archive"));
    let missing = ["archive", "atlas"].map(|name| {
        let why = std::io::Error::other("a line is damaged");
        MissingDesk::unread(&DeskName::of(Some(name)), &why)
    });
    panel.warnings = missing.iter().map(|one| one.warning.clone()).collect();
    panel.missing = missing.into();
    assert_eq!(panel.missing[0].desk, Some(archive));
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "the desk atlas is not complete");
    hides(&panel, "the desk archive is not complete");
}

#[test]
fn a_list_that_lacks_desks_says_so_and_not_that_there_is_none() {
    for (is_live, text) in [(true, "1 live · × incomplete"), (false, "desks · × incomplete")] {
        let mut panel = if is_live { active() } else { idle() };
        let warning = "other open runs are left out: no access".to_owned();
        panel.missing = vec![MissingDesk { desk: None, warning: warning.clone() }];
        panel.warnings = vec![warning];
        panel.hear(PanelEvent::DesksChanged);
        hides(&panel, "no access");
        panel.type_keys("R");
        shows(&panel, text);
        shows(&panel, "other open runs are left out: no access");
        hides(&panel, "No desk is live");
        (panel.missing, panel.warnings) = (vec![], vec![]);
        panel.hear(PanelEvent::DesksChanged);
        hides(&panel, "incomplete");
    }
}

#[test]
fn a_list_at_another_size_keeps_its_filter_its_selection_and_all_desks() {
    let mut panel = open("RA/assessment⏎j");
    let selected = "› ● assessment 682a49";
    for (width, height) in [(60, 20), (38, 6), (200, 60), (140, 40)] {
        panel.model.resize(Size { width, height });
        panel.hear(PanelEvent::Tick);
        if height > 6 {
            shows(&panel, "/ assessment");
            shows(&panel, "1 wait · 2 live · 1 not live");
            shows(&panel, selected);
        }
    }
    // While the filter is typed.
    panel.type_keys("/ import");
    panel.model.resize(Size { width: 60, height: 20 });
    panel.type_keys("er");
    shows(&panel, "/ assessment importer");
}

#[test]
fn help_and_palette_name_what_the_list_can_do() {
    for name in ["desks", "desks-all", "filter", "copy-id"] {
        shows(&open(&format!("R:{name}")), &format!("›  {name}  "));
    }
    let help = beside(140, 100, "R?").screen();
    for sentence in [
        "Show the desks of this machine; Enter looks into one",
        "List the desks that are not live too, or no longer",
        "Filter the list in focus",
    ] {
        assert!(help.contains(sentence), "no {sentence:?} on\n{help}");
    }
}

#[test]
fn a_run_that_ends_leaves_the_live_ones_and_is_among_all() {
    let mut panel = open("RA");
    let ended = panel.desks.iter().position(|it| it.glance.agent_id.is_some()).unwrap();
    let gone: DeskView = panel.desks.remove(ended);
    panel.desks.push(DeskView {
        glance: onwatch::core::DeskGlance {
            phase: Some(onwatch::core::Phase::Ended),
            waits_for: None,
            ..gone.glance
        },
        story: gone.story,
    });
    // What is over is read again with it.
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "› desks · 3 wait · 4 live · 4 not live");
    shows(&panel, "■ assessment a1b2c3");
}

#[test]
fn active_times_go_on_without_reading_anything() {
    let mut panel = open("R");
    shows(&panel, "assessment 682a49  matches_found     22m");
    panel.reads_slowly = true;
    panel.pass_ms(5 * 60_000);
    shows(&panel, "assessment 682a49  matches_found     27m");
    // A desk that waits stands still.
    shows(&panel, "atlas              paused         1h 35m");
}

#[test]
fn desks_that_cannot_be_watched_are_shown_with_the_reason() {
    let mut panel = open("");
    panel.hear(PanelEvent::DesksPolling("too many directories are watched".into()));
    let told = "desks are read every 5 s: too many directories are watched";
    hides(&panel, "every 5 s");
    panel.type_keys("R");
    shows(&panel, told);
    panel.type_keys("j⏎");
    shows(&panel, told);
    // Of the own files it is said first.
    panel.hear(PanelEvent::Polling("NFS".into()));
    shows(&panel, "polling every 2 s: NFS");
}

#[test]
fn a_list_that_cannot_be_read_says_why() {
    let mut panel = active();
    panel.reads_slowly = true;
    panel.type_keys("R");
    shows(&panel, "desks · 1 live · loading…");
    let desks = Err(Failure::from(damage()));
    panel.hear(PanelEvent::PastRead(PastAnswer::Desks { is_all: false, desks, into: None }));
    shows(&panel, "desks · 1 live · × incomplete");
    shows(&panel, "× The store needs attention");
}

#[test]
fn a_list_of_all_that_cannot_be_read_is_asked_for_once() {
    let mut panel = open("R");
    panel.reads_slowly = true;
    panel.asked.clear();
    panel.type_keys("A");
    assert_eq!(desk_requests(&panel), [&PastRequest::Desks { is_all: true, into: None }]);
    panel.asked.clear();
    let desks = Err(Failure::from(damage()));
    panel.hear(PanelEvent::PastRead(PastAnswer::Desks { is_all: true, desks, into: None }));
    panel.hear(PanelEvent::Tick);
    assert_eq!(desk_requests(&panel), Vec::<&PastRequest>::new());
}

#[test]
fn a_second_click_on_a_desk_looks_into_it() {
    let mut panel = Panel::set("[panel]\nmouse = true\n", Story::morning(), 140, 40);
    panel.desks = desks(panel.story.now.utc);
    panel.type_keys("R");
    let row = panel.screen().lines().position(|line| line.contains("‖ atlas")).unwrap();
    let click = || {
        PanelEvent::Mouse(MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column: 30,
            row: u16::try_from(row).unwrap(),
            modifiers: KeyModifiers::NONE,
        })
    };
    panel.hear(click());
    shows(&panel, "› ‖ atlas");
    panel.hear(click());
    shows(&panel, "› desk atlas · ");
}

#[test]
fn the_desks_are_drawn_without_unicode() {
    let mut panel = Panel::showing(Signs::Ascii, Story::morning(), 100, 26);
    panel.desks = desks(panel.story.now.utc);
    panel.type_keys("R");
    let screen = panel.screen();
    assert!(screen.is_ascii(), "{screen}");
}

#[test]
fn the_panel_of_a_run_that_is_over_offers_no_start() {
    let mut story = Story::new();
    let id = SessionId::new(story.now.utc, 7);
    let new = NewRun { id, name: None, user_id: None };
    let mut start = Command::start(None);
    if let Command::Start { run, .. } = &mut start {
        *run = Some(Box::new(new));
    }
    story.give(start).give(Command::SetRunStatus { status: RunStatus("halfway".into()) });
    story.give(Command::FailRun { reason: None });
    let panel = Panel::sized(story, 100, 26, true);
    shows(&panel, "no context");
    shows(&panel, "status    created → halfway");
    hides(&panel, "press s");
    let story = Panel::sized(panel.story, 36, 3, true);
    shows(&story, "no session");
    hides(&story, "start");
}
