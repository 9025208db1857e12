//! What templates make of values, whatever was typed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used)]

use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag};

use super::*;
use crate::core::{DeskName, Glance, Moment, Watch};
use crate::safe_text::SafeText;

/// Returns what a template says if two texts were typed.
fn said(template: &str, why: &str, next: &str) -> Result<Advice, TemplateFault> {
    let glance = Glance::of(&Watch::default(), &Moment::any());
    let desk = DeskName::default();
    let problem = Some((why.to_owned(), next.to_owned()));
    let now = Situation { problem, ..Situation::asked(&glance, &desk, &|_| String::new()) };
    let (advice, faults) = super::advice(&now, &|_| Some(template.to_owned()));
    faults.into_iter().next().map_or(Ok(advice), Err)
}

/// Returns the words of a command line, as a POSIX shell reads plain and quoted ones.
fn read(command: &str) -> Vec<String> {
    let (mut words, mut word, mut is_quoted) = (Vec::new(), None::<String>, false);
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            '\\' if !is_quoted => word.get_or_insert_default().extend(chars.next()),
            ' ' if !is_quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    assert!(!is_quoted, "{command}");
    words.extend(word);
    words
}

#[test]
fn each_template_of_the_program_can_be_used_and_says_something() {
    for scenario in Scenario::ALL {
        check(*scenario, scenario.built_in()).unwrap();
        assert_eq!(Scenario::named(scenario.word()), Some(*scenario));
    }
}

#[test]
fn the_documentation_names_each_scenario_and_each_value() {
    let page = include_str!("../../docs/instructions.md");
    for scenario in Scenario::ALL {
        let row = format!("| `{}` |", scenario.word());
        assert!(page.contains(&row), "{row}");
    }
    for name in values::TemplateValues::without_any().names() {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn a_line_is_an_action_a_command_or_a_reminder() {
    let template = "\n$ a\n- One\r\n$ b\n$ c {{ problem|sh }}\n  \n- {{ remedy }}\n> Here.\n{# no #}\n> There.";
    let advice = said(template, "it's", "").unwrap();
    let step = |action: &str, commands: &[&str]| AdvisedStep {
        action: action.to_owned(),
        commands: commands.iter().map(|command| (*command).to_owned()).collect(),
    };
    // An action without words is none.
    assert_eq!(advice.steps, [step("", &["a"]), step("One", &["b", r"c 'it'\''s'"])]);
    assert_eq!(advice.reminder().as_deref(), Some("Here. There."));
}

#[test]
fn a_value_begins_no_line_of_its_own() {
    for typed in ["- Do it", "$ rm -rf /", "> x", "a\n- Do it\n$ rm"] {
        let fault = said("{{ problem }}\n", typed, "").unwrap_err();
        assert_eq!(fault.message, "a line begins with `- `, `$ ` or `> `", "{typed}");
    }
    // A fault does not depend on what was typed.
    let fault = said("$ onwatch note {{ problem }}\n", "", "").unwrap_err();
    assert_eq!(fault.line, 1);
    assert!(said("{% set x %}{{ problem }}{% endset %}$ onwatch {{ x }}\n", "a", "").is_err());
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let loops = "{% for a in may %}".repeat(6) + "x" + &"{% endfor %}".repeat(6);
    assert_eq!(said(&loops, "", "").unwrap_err().message, "it does too much work");
    let long = "{% set x = 'xxxxxxxxxxxxxxxx' %}".to_owned() + &"{% set x = x ~ x %}".repeat(40);
    assert_eq!(said(&long, "", "").unwrap_err().message, "it does too much work");
    assert!(said(&"{% if true %}".repeat(5_000), "", "").is_err());
}

fn typed() -> impl Strategy<Value = String> {
    "([-$>{}%#'\"`\\\\~!*;|&<() \t\n\r\u{7}\u{1b}\u{85}\u{202e}\u{2028}\u{fdd8}\u{fdd9}é]{0,3}(a|bc|sh|\\$\\(x\\))?){0,8}"
}

proptest! {
    #[test]
    fn what_was_typed_stays_in_its_line_and_in_its_word(why in typed(), next in typed()) {
        let template = "- A {{ problem }} z\n$ onwatch note {{ remedy|sh }} z\n> B {{ problem }} {{ remedy }} z\n";
        let advice = said(template, &why, &next).unwrap();
        let shown = |text: &str| SafeText::new(&text.replace(['\u{fdd8}', '\u{fdd9}'], "\u{fffd}")).into_string();
        let actions: Vec<&str> = advice.actions().collect();
        prop_assert_eq!(actions, [format!("A {} z", shown(&why))]);
        let reminder = advice.reminder().unwrap();
        prop_assert_eq!(&reminder, &format!("B {} {} z", shown(&why), shown(&next)));
        prop_assert!(!reminder.contains(char::is_control));
        let commands: Vec<&str> = advice.commands().collect();
        prop_assert_eq!(commands.len(), 1);
        prop_assert_eq!(read(commands[0]), ["onwatch", "note", &shown(&next), "z"]);
        // The page has the same words, and nothing of them acts.
        let mut code = Vec::new();
        for event in Parser::new(&page(&advice)) {
            match event {
                Event::Code(text) => code.push(text.into_string()),
                Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => {
                    prop_assert!(false, "{:?}", page(&advice));
                }
                _ => {}
            }
        }
        prop_assert_eq!(code, commands);
    }
}
