//! What the policy refuses, asks, tells and reminds of, in the panel.

use onwatch::core::{Band, BandRule, Command, ContextPattern, LiveLevel, Policy, StartLevel, Verb};
use onwatch::tui::{Effect, PanelEvent};

use crate::common::panel::{Panel, hides, shows, verbs};
use crate::common::playbooks::{directives, green, launch, red};
use crate::common::story::{Story, band};

const BELL: &str = "[notify]\nbell = true\ndesktop = true\n";

fn story(policy: Policy) -> Story {
    let mut story = Story::new();
    story.directives = directives(vec![launch()], policy);
    story
}

fn at_start(level: StartLevel) -> Policy {
    Policy { red_at_start: level, ..Policy::default() }
}

fn while_live(level: LiveLevel) -> Policy {
    Policy { red_while_live: level, ..Policy::default() }
}

/// Returns the texts of the notifications.
fn told(panel: &Panel) -> Vec<String> {
    let text = |effect: &Effect| match effect {
        Effect::Notify(notification) => notification.text.clone(),
        _ => None,
    };
    panel.asked.iter().filter_map(text).collect()
}

#[test]
fn a_refused_start_says_which_reading_said_what_and_goes_on_with_a_reason() {
    let mut story = story(at_start(StartLevel::Refuse));
    story.measured("probe", red()).wait(4, 0);
    let mut panel = Panel::sized(story, 140, 40, true);
    panel.type_keys("s");
    for words in ["health is RED: probe said so", "4m ago (db down)", "a reason is needed"] {
        shows(&panel, words);
    }
    panel.type_keys("Night shift⏎");
    assert_eq!(verbs(&panel), [Verb::Start]);
    shows(&panel, "override");
    insta::assert_snapshot!("start_refused", {
        panel.at_sizes(&[(140, 40), (80, 24), (50, 20), (38, 6)])
    });
    panel.type_keys("the pager needs somebody⏎");
    let given = panel.given.last().unwrap();
    assert_eq!(given.override_reason.as_deref(), Some("the pager needs somebody"));
    assert!(panel.story.watch.live().is_some());
    // What was typed before the refusal is kept.
    shows(&panel, "Night shift");
}

#[test]
fn a_start_against_which_the_policy_only_warns_says_so_before_it_is_given() {
    let mut story = story(at_start(StartLevel::Warn));
    story.measured("probe", red());
    let mut panel = Panel::sized(story, 140, 40, true);
    panel.type_keys("s");
    shows(&panel, "▲ health is RED: probe said so");
    hides(&panel, "a reason is needed");
    panel.type_keys("⏎");
    assert!(panel.story.watch.live().is_some());
}

#[test]
fn a_start_that_nothing_is_against_says_nothing() {
    let mut panel = Panel::sized(story(at_start(StartLevel::Refuse)), 140, 40, true);
    panel.type_keys("s");
    hides(&panel, "health is");
}

#[test]
fn a_session_that_is_continued_with_a_key_asks_for_the_reason_alone() {
    let mut story = story(at_start(StartLevel::Refuse));
    story.give(Command::start(Some("Shift".to_owned()))).wait(9, 0);
    story.give(Command::End { notes: None }).wait(9, 0).measured("probe", red());
    let mut panel = Panel::sized(story, 140, 40, true);
    for key in ["C", ":reopen⏎"] {
        panel.type_keys(key);
        shows(&panel, "a rule is against it");
        panel.type_keys("⎋");
        hides(&panel, "a rule is against it");
        assert!(panel.story.watch.live().is_none());
    }
    panel.type_keys("Cgo on⏎");
    assert!(panel.story.watch.live().is_some());
    assert_eq!(panel.given.last().unwrap().override_reason.as_deref(), Some("go on"));
}

#[test]
fn a_context_that_the_band_does_not_allow_is_entered_with_a_reason() {
    let allow: ContextPattern = "task:INCIDENT-*".parse().unwrap();
    let rule = BandRule { allow: Some(vec![allow]), ..BandRule::default() };
    let policy = Policy { bands: [(Band::D, rule)].into(), ..Policy::default() };
    let mut story = story(policy);
    story.give(Command::start(None)).measured("probe", band(Band::D, "queue full"));
    let mut panel = Panel::sized(story, 140, 40, true);
    panel.type_keys("ctask INCIDENT-7⏎");
    assert!(!panel.story.watch.live().unwrap().context_stack.frames().is_empty());
    panel.type_keys("ctask 9 Tidy up⏎");
    shows(&panel, "band D allows task:INCIDENT-*");
    panel.type_keys("it blocks the incident⏎");
    assert_eq!(
        panel.given.last().unwrap().override_reason.as_deref(),
        Some("it blocks the incident")
    );
}

#[test]
fn contexts_of_the_last_session_are_entered_one_by_one_each_with_its_reason() {
    let allow: ContextPattern = "task:INCIDENT-*".parse().unwrap();
    let rule = BandRule { allow: Some(vec![allow]), ..BandRule::default() };
    let mut story = story(Policy::default());
    story.give(Command::start(None)).give(crate::common::story::push("task", "9", None, None));
    story.give(Command::End { notes: None }).measured("probe", band(Band::D, "queue full"));
    let policy = Policy { bands: [(Band::D, rule)].into(), ..Policy::default() };
    story.directives = directives(vec![], policy);
    let mut panel = Panel::sized(story, 140, 40, true);
    panel.type_keys("s⇥⇥⇥⇥y⏎");
    shows(&panel, "the next context was not entered");
    panel.type_keys("it must be⏎");
    assert_eq!(verbs(&panel), [Verb::Start, Verb::Push, Verb::Push]);
    assert!(!panel.story.watch.live().unwrap().context_stack.frames().is_empty());
}

#[test]
fn the_operator_is_asked_calmly_when_it_turns_bad_and_each_answer_has_its_key() {
    let mut story = story(while_live(LiveLevel::Ask));
    story.measured("probe", green()).give(Command::start(None)).wait(9, 0);
    let mut panel = Panel::sized(story, 140, 40, true);
    hides(&panel, "pause, e end");
    panel.story.measured("probe", red()).wait(4, 0);
    panel.hear(PanelEvent::StoreChanged);
    for words in ["▲ health is RED: probe said so", "4m ago", "a go on, p pause, e end"] {
        shows(&panel, words);
    }
    insta::assert_snapshot!("policy_asks", { panel.at_sizes(&[(140, 40), (80, 24), (50, 20)]) });
    panel.type_keys("a⏎");
    assert_eq!(verbs(&panel), [Verb::Ack]);
    hides(&panel, "pause, e end");
}

#[test]
fn what_the_policy_tells_is_told_once_and_not_again_as_a_reading() {
    let mut story = story(while_live(LiveLevel::Notify));
    story.measured("probe", green()).give(Command::start(None)).wait(9, 0);
    let mut panel = Panel::set(BELL, story.clone(), 140, 40);
    panel.story.measured("probe", red());
    panel.hear(PanelEvent::StoreChanged);
    assert_eq!(told(&panel), ["onwatch: health green → red (db down)"]);
    panel.pass_ms(120_000);
    panel.type_keys("pp");
    assert_eq!(told(&panel).len(), 1);
    // Who does not want to hear of readings hears of the policy.
    let only = format!("{BELL}on = ['policy']\n");
    let mut panel = Panel::set(&only, story, 140, 40);
    panel.story.measured("probe", red());
    panel.hear(PanelEvent::StoreChanged);
    panel.pass_ms(120_000);
    let texts = told(&panel);
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].starts_with("onwatch: health is RED: probe said so"), "{texts:?}");
}

#[test]
fn a_reminder_is_one_calm_line_with_its_reason_and_is_told_once() {
    let rule = BandRule {
        break_after_ms: Some(50 * 60_000),
        because: Some("long hours make mistakes".to_owned()),
        ..BandRule::default()
    };
    let policy = Policy { bands: [(Band::B, rule)].into(), ..Policy::default() };
    let mut story = story(policy);
    story.give(band(Band::B, "")).give(Command::start(None)).wait(49, 0);
    let mut panel = Panel::set(BELL, story, 140, 40);
    hides(&panel, "without a break");
    panel.story.wait(1, 0);
    panel.hear(PanelEvent::Tick);
    shows(&panel, "50m without a break; band B asks for one after 50m: long hours");
    panel.pass_ms(120_000);
    let texts = told(&panel);
    assert_eq!(texts.len(), 1, "{texts:?}");
    // A break is due again in the next stretch.
    panel.type_keys("p");
    panel.story.wait(10, 0);
    panel.type_keys("p");
    panel.story.wait(50, 0);
    panel.hear(PanelEvent::Tick);
    assert_eq!(told(&panel).len(), 2);
}

#[test]
fn a_policy_that_cannot_be_read_is_said_and_a_start_asks_for_a_reason() {
    let mut story = story(Policy::default());
    let fault = "/c/config.toml:3: unknown key".to_owned();
    let mut broken = (*story.directives).clone();
    broken.policy_fault = Some(fault);
    story.directives = std::sync::Arc::new(broken);
    let mut panel = Panel::sized(story, 140, 40, true);
    shows(&panel, "config.toml:3");
    panel.type_keys("s⏎");
    shows(&panel, "the policy cannot be read");
    panel.type_keys("I mend it now⏎");
    assert!(panel.story.watch.live().is_some());
}
