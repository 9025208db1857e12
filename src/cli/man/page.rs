//! One manual page.

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use super::help_blocks::{HelpBlock, blocks};
use super::sections::{FILES, VARIABLES};

/// The first line of each page. A file that begins so may be replaced.
pub const MARK: &str = r#".\" Written by onwatch man. It is replaced when that is given again."#;

/// A page.
pub struct ManualPage {
    /// The name of its file.
    pub file: String,
    /// Its text.
    pub text: String,
}

impl ManualPage {
    /// Returns the page of a verb, or of the program. The command must have been built.
    #[must_use]
    pub fn of(command: &Command, date: &str) -> Self {
        let is_root = !command.get_display_name().unwrap_or("onwatch").contains('-');
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage:").trim().to_owned();
        // The library would name each option without its value.
        let described = described(command, is_root).override_usage(usage);
        let described =
            described.subcommand_help_heading(if is_root { "VERBS" } else { "COMMANDS" });
        let version = env!("CARGO_PKG_VERSION");
        let name = command.get_display_name().unwrap_or("onwatch");
        let man = Man::new(described)
            .title(name.to_uppercase())
            .date(date)
            .source(format!("onwatch {version}"))
            .manual("onwatch");
        let mut text = format!("{MARK}\n").into_bytes();
        // Writing to memory does not fail.
        let _ = man.render_title(&mut text);
        add_name(command, &mut text);
        let _ = man.render_synopsis_section(&mut text);
        let parts =
            command.get_after_help().map(|help| blocks(&help.to_string())).unwrap_or_default();
        add_description(command, &parts, &mut text);
        let mut options = Vec::new();
        let _ = man.render_options_section(&mut options);
        text.extend(bold_commands(&String::from_utf8_lossy(&options)).into_bytes());
        if !is_root {
            add_global_options(command, &mut text);
        }
        if command.has_subcommands() {
            let _ = man.render_subcommands_section(&mut text);
        }
        add_listings(&parts, &mut text);
        let mut rest = Roff::new();
        if is_root {
            add_terms(&mut rest, "ENVIRONMENT", &VARIABLES);
            add_terms(&mut rest, "FILES", &FILES);
        }
        add_see_also(command, is_root, &mut rest);
        add(&rest, &mut text);
        let text = portable(&String::from_utf8_lossy(&text));
        Self { file: man.get_filename().to_lowercase(), text }
    }
}

/// Returns a page in ASCII: other signs have their names, so that every reader of pages knows them.
fn portable(text: &str) -> String {
    let sign = |sign: char| match sign {
        plain if plain.is_ascii() => plain.to_string(),
        other => format!("\\[u{:04X}]", u32::from(other)),
    };
    text.chars().map(sign).collect()
}

/// Returns a command as the library renders it well: values in the text of their option, and the options
/// of every verb only in the page of the program.
fn described(command: &Command, is_root: bool) -> Command {
    command.clone().mut_args(|arg| {
        let is_elsewhere = arg.is_global_set() && !is_root;
        let arg = if is_elsewhere { arg.hide(true) } else { arg };
        let values = arg.get_possible_values();
        if values.is_empty() || arg.is_hide_possible_values_set() {
            return arg;
        }
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        let help = arg.get_long_help().or_else(|| arg.get_help());
        let help = help.map(ToString::to_string).unwrap_or_default();
        let help = format!("{help} [values: {}]", names.join(", "));
        arg.hide_possible_values(true).help(help.clone()).long_help(help)
    })
}

/// Adds a part. Only the first part of a page defines what an apostrophe is.
fn add(part: &Roff, text: &mut Vec<u8>) {
    let _ = part.to_writer(text);
}

fn add_name(command: &Command, text: &mut Vec<u8>) {
    let name = command.get_display_name().unwrap_or("onwatch");
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let about = joined(&about);
    let about = about.split_once(". ").map_or(about.as_str(), |(first, _)| first);
    let mut part = Roff::new();
    part.control("SH", ["NAME"]);
    // A program that lists pages reads this line: a dash with a space on both sides, no fonts.
    part.text([roman(format!("{name} - {}", about.trim_end_matches('.')))]);
    add(&part, text);
}

fn add_description(command: &Command, parts: &[HelpBlock], text: &mut Vec<u8>) {
    let about = command.get_long_about().or_else(|| command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let mut part = Roff::new();
    part.control("SH", ["DESCRIPTION"]);
    for (nth, paragraph) in about.split("\n\n").map(joined).enumerate() {
        if nth > 0 {
            part.control("PP", []);
        }
        part.text(with_commands(&ended(&paragraph)));
    }
    for block in parts.iter().filter(|part| !is_about_example(part)) {
        match block {
            HelpBlock::Listing { .. } => {}
            HelpBlock::Paragraph(text) => add_paragraph(&mut part, text),
            HelpBlock::List { above, lines } => {
                add_paragraph(&mut part, above);
                add_lines(&mut part, lines);
            }
        }
    }
    let aliases: Vec<&str> = command.get_visible_aliases().collect();
    if !aliases.is_empty() {
        add_paragraph(&mut part, &format!("Other words for it: {}.", aliases.join(", ")));
    }
    add(&part, text);
}

fn add_paragraph(part: &mut Roff, text: &str) {
    part.control("PP", []);
    part.text(with_commands(&ended(text)));
}

/// Adds lines: as a list if each of them is a word and what it means, else as they are.
fn add_lines(part: &mut Roff, lines: &[String]) {
    let rows: Option<Vec<(&str, &str)>> = lines.iter().map(|line| row(line)).collect();
    match rows {
        Some(rows) => add_rows(part, &rows),
        None => add_verbatim(part, lines),
    }
}

fn add_rows(part: &mut Roff, rows: &[(&str, &str)]) {
    for (term, meaning) in rows {
        part.control("TP", []);
        part.text([bold(*term)]);
        part.text(with_commands(meaning));
    }
}

fn add_verbatim(part: &mut Roff, lines: &[String]) {
    part.control("EX", []);
    for line in lines {
        part.text([roman(line.as_str())]);
    }
    part.control("EE", []);
}

/// Reports whether a part explains the example before it.
fn is_about_example(part: &HelpBlock) -> bool {
    matches!(part, HelpBlock::Paragraph(text) if text.starts_with("That is short for"))
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a text with a full stop at its end.
fn ended(text: &str) -> String {
    if text.ends_with(['.', ':', '!', '?', ';']) { text.to_owned() } else { format!("{text}.") }
}

/// Returns a text in which what stands between backquotes is bold, without them.
fn with_commands(text: &str) -> Vec<Inline> {
    let parts = text.split('`').enumerate();
    let styled = parts.map(|(nth, part)| if nth % 2 == 1 { bold(part) } else { roman(part) });
    styled.collect()
}

/// Returns lines of a page in which what stands between backquotes is bold, without them.
fn bold_commands(page: &str) -> String {
    let mut all = String::new();
    for line in page.split_inclusive('\n') {
        if !line.matches('`').count().is_multiple_of(2) {
            all.push_str(line);
            continue;
        }
        for (nth, part) in line.split('`').enumerate() {
            let font = match (nth, nth % 2) {
                (0, _) => "",
                (_, 1) => "\\fB",
                (_, _) => "\\fR",
            };
            all.extend([font, part]);
        }
    }
    all
}

/// Adds the names of the options of every verb, which the page of the program explains.
fn add_global_options(command: &Command, text: &mut Vec<u8>) {
    let global = command.get_arguments().filter(|arg| arg.is_global_set());
    let mut line = Vec::new();
    for (nth, name) in global.filter_map(Arg::get_long).enumerate() {
        line.push(roman(if nth == 0 { "" } else { ", " }));
        line.push(bold(format!("--{name}")));
    }
    line.extend([roman(": see "), bold("onwatch"), roman("(1).")]);
    let mut part = Roff::new();
    part.control("SH", ["GLOBAL OPTIONS"]);
    part.text(line);
    add(&part, text);
}

fn add_listings(parts: &[HelpBlock], text: &mut Vec<u8>) {
    for (nth, part) in parts.iter().enumerate() {
        let HelpBlock::Listing { heading, lines } = part else { continue };
        let mut section = Roff::new();
        section.control("SH", [section_name(heading).as_str()]);
        if heading == "Example" {
            add_verbatim(&mut section, lines);
        } else {
            add_lines(&mut section, lines);
        }
        if let Some(HelpBlock::Paragraph(text)) =
            parts.get(nth + 1).filter(|part| is_about_example(part))
        {
            section.control("PP", []);
            section.text(with_commands(&ended(text)));
        }
        add(&section, text);
    }
}

/// Returns the name of a section: those that a reader of manuals looks for have their usual names.
fn section_name(heading: &str) -> String {
    match heading {
        "Example" => "EXAMPLES".to_owned(),
        "Exit codes" => "EXIT STATUS".to_owned(),
        other => other.to_uppercase(),
    }
}

/// Returns the two parts of a row of a list: a word, two spaces or more, and what it means.
fn row(line: &str) -> Option<(&str, &str)> {
    let (term, meaning) = line.split_once("  ")?;
    (!term.is_empty()).then(|| (term, meaning.trim_start()))
}

fn add_terms(part: &mut Roff, heading: &str, terms: &[(&str, &str)]) {
    part.control("SH", [heading]);
    add_rows(part, terms);
}

/// Adds the pages above and beside this one.
fn add_see_also(command: &Command, is_root: bool, part: &mut Roff) {
    let name = command.get_display_name().unwrap_or("onwatch");
    let mut pages: Vec<String> = Vec::new();
    let mut above = name;
    while let Some((head, _)) = above.rsplit_once('-') {
        pages.insert(0, head.to_owned());
        above = head;
    }
    let below = command.get_subcommands().filter(|below| !below.is_hide_set() && !is_root);
    pages.extend(below.filter_map(Command::get_display_name).map(str::to_owned));
    if pages.is_empty() {
        pages.extend(["onwatch-start", "onwatch-status", "onwatch-config"].map(str::to_owned));
    }
    part.control("SH", ["SEE ALSO"]);
    let mut line = Vec::new();
    for (nth, page) in pages.iter().enumerate() {
        if nth > 0 {
            line.push(roman(", "));
        }
        line.extend([bold(page.as_str()), roman("(1)")]);
    }
    part.text(line);
}
