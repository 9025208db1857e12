//! Reports for other programs: each form is read back by a reader of its own.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use icalendar::{Calendar, CalendarComponent, Component, Event, EventStatus};
use onwatch::safe_text::SafeText;
use pulldown_cmark::{Event as Markdown, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use crate::away::{sleep, started};
use crate::common::hostile::{Hostile, assert_tame, corpus};
use crate::report::two_days;
use crate::shell::{Said, Shell, lines};

/// Reads comma-separated values; returns each record as pairs of column and cell.
fn records(text: &str) -> Vec<Vec<(String, String)>> {
    assert!(text.replace("\r\n", "").find(['\r', '\n']).is_none(), "each line ends in CRLF");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let pairs = |record: csv::StringRecord| {
        let record = record.iter().map(str::to_owned);
        header.iter().map(str::to_owned).zip(record).collect()
    };
    reader.records().map(|record| pairs(record.unwrap())).collect()
}

fn cell<'a>(record: &'a [(String, String)], column: &str) -> &'a str {
    let found = record.iter().find(|(name, _)| name == column);
    &found.unwrap_or_else(|| panic!("{column} in {record:?}")).1
}

fn column_sum(records: &[Vec<(String, String)>], column: &str) -> u64 {
    records.iter().filter_map(|record| cell(record, column).parse::<u64>().ok()).sum()
}

/// Reads a calendar, and checks its lines.
fn events(text: &str) -> Vec<Event> {
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
    let calendar: Calendar = text.parse().unwrap();
    let event = |part: CalendarComponent| match part {
        CalendarComponent::Event(event) => event,
        other => panic!("{other:?}"),
    };
    calendar.components.into_iter().map(event).collect()
}

/// Reads the tables of a page; returns their rows as cells.
fn cells(page: &str) -> Vec<Vec<String>> {
    let (mut rows, mut in_cell) = (Vec::<Vec<String>>::new(), false);
    for event in Parser::new_ext(page, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Markdown::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Markdown::Start(Tag::TableCell) => {
                in_cell = true;
                rows.last_mut().unwrap().push(String::new());
            }
            Markdown::End(TagEnd::TableCell) => in_cell = false,
            Markdown::Text(text) if in_cell => {
                rows.last_mut().unwrap().last_mut().unwrap().push_str(&text);
            }
            Markdown::Text(_)
            | Markdown::End(_)
            | Markdown::Start(
                Tag::Heading { .. }
                | Tag::Paragraph
                | Tag::Table(_)
                | Tag::List(None)
                | Tag::Item
                | Tag::Strong,
            ) => {}
            other => panic!("{other:?} in {page}"),
        }
    }
    rows
}

#[test]
fn each_column_of_the_csv_adds_up_to_the_report() {
    let shell = two_days();
    let answer = shell.object("report week --by task --rounded 15m");
    let all = records(&shell.good("report week --by task --format csv --rounded 15m"));
    assert_eq!(column_sum(&all, "active_seconds"), answer["rounded_seconds"].as_u64().unwrap());
    assert_eq!(column_sum(&all, "exact_seconds"), answer["active_seconds"].as_u64().unwrap());
    assert_eq!(column_sum(&all, "break_seconds"), 15 * 60);
    assert!(all.iter().any(|record| cell(record, "rounded_to_seconds") == "900"));
    let exact = records(&shell.good("report week --by task --format csv"));
    assert_eq!(column_sum(&exact, "active_seconds"), column_sum(&all, "exact_seconds"));
    let live: Vec<&str> = exact
        .iter()
        .filter(|record| cell(record, "live") == "true")
        .map(|record| cell(record, "name"))
        .collect();
    assert_eq!(live, ["no task"]);
}

#[test]
fn a_gap_is_a_record_an_event_and_an_item_that_say_that_it_does_not_count() {
    let shell = started();
    shell.pass(5);
    sleep(&shell, 60);
    let all = records(&shell.good("today --format csv"));
    let gap = all.iter().find(|record| cell(record, "kind") == "gap").unwrap();
    assert_eq!(cell(gap, "name"), "gap-1");
    assert_eq!(cell(gap, "title"), "waits for an answer, not counted");
    assert_eq!([cell(gap, "gap_seconds"), cell(gap, "gap_counted_seconds")], ["3600", "0"]);
    assert_eq!(cell(gap, "from_utc"), "2026-01-01T07:05:00Z");
    let page = shell.good("today --format md");
    let item = "- gap-1 of SESSION-001, 2026-01-01 09:05–10:05: the machine slept for 1h 00m; \
                waits for an answer, not counted; answer: onwatch gap keep \\| discard \\| split TIME";
    assert!(page.contains(item), "{page}");
    let events = events(&shell.good("today --format ical"));
    let summaries: Vec<_> = events.iter().filter_map(Component::get_summary).collect();
    let gap = "Gap in SESSION-001: waits for an answer, not counted";
    assert!(summaries.contains(&gap), "{summaries:?}");
    let answer = shell.object("today");
    assert_eq!(answer["gaps"][0]["gap"]["state"], "open");
    assert_eq!(answer["active_seconds"], 300);
}

#[test]
fn a_page_has_a_table_that_adds_up_and_marks_what_is_live() {
    let page = two_days().good("report week --by task --format md");
    let rows = cells(&page);
    let expected = [
        ["Task", "Title", "Active", "Sessions"],
        ["TASK-7", "Importer", "0:57:31", "1"],
        ["TASK-8", "Docs", "0:30:00", "1"],
        ["no task (live)", "", "0:11:30", "2"],
        ["Total", "", "1:39:01", "2"],
    ];
    assert_eq!(rows, expected.map(|row| row.map(str::to_owned).to_vec()));
    assert!(
        page.contains("- SESSION-002 since 10:52, until now (10:54): 0:01:30 of this"),
        "{page}"
    );
    assert!(page.contains("- Thu 2026-01-01, 0:15:00: 10:00–10:15"), "{page}");
    let rounded = two_days().good("report week --by task --format md --rounded 15m");
    let told = "Each row is rounded to the nearest 15m; the total is their sum. Exact: 1:39:01";
    assert!(rounded.contains(told), "{rounded}");
}

#[test]
fn a_calendar_has_an_event_for_each_stretch_with_a_name_that_stays() {
    let shell = two_days();
    let now = events(&shell.good("report week --format ical"));
    let told = |event: &Event| {
        let time = |key| event.property_value(key).unwrap()[9..13].to_owned();
        format!("{}-{} {}", time("DTSTART"), time("DTEND"), event.get_summary().unwrap())
    };
    let expected = [
        "0700-0710 Fix the importer",
        "0710-0800 TASK-7 Importer",
        "0815-0822 TASK-7 Importer",
        "0822-0852 TASK-8 Docs",
        "0800-0815 Break in SESSION-001",
        "0852-0854 SESSION-002 (live)",
    ];
    assert_eq!(now.iter().map(told).collect::<Vec<_>>(), expected);
    let status = |event: &Event| event.get_status();
    assert_eq!(status(&now[0]), Some(EventStatus::Confirmed));
    assert_eq!(status(&now[5]), Some(EventStatus::Tentative), "it goes on");
    let transparent = |event: &Event| event.property_value("TRANSP") == Some("TRANSPARENT");
    assert_eq!(
        now.iter().map(transparent).collect::<Vec<_>>(),
        [false, false, false, false, true, false]
    );
    let uids = |events: &[Event]| -> BTreeSet<String> {
        events.iter().map(|event| event.get_uid().unwrap().to_owned()).collect()
    };
    assert_eq!(uids(&now).len(), now.len());
    shell.pass(30);
    let later = events(&shell.good("report --since thu --format ical"));
    assert_eq!(uids(&now), uids(&later));
    // The period cuts a stretch; its event is whole.
    let cut = events(&shell.good("report --since 2026-01-01T07:30:00Z --until thu --format ical"));
    assert_eq!(told(&cut[0]), "0710-0800 TASK-7 Importer");
}

#[test]
fn a_report_is_one_form_and_a_calendar_adds_nothing_up() {
    let shell = two_days();
    for (line, told) in [
        ("--json today --format csv", "--json and --format csv are two forms of one answer"),
        ("today --format ical --by day", "leave out --by and --rounded"),
        ("today --format ical --rounded 5m", "leave out --by and --rounded"),
        ("today --force", "--output <FILE>"),
        ("today --format pdf", "choose one of: text, md, csv, json, ical"),
    ] {
        let Said { exit, err, .. } = shell.say(line);
        assert_eq!(exit, 2, "{line}: {err}");
        assert!(err.contains(told), "{line}: {err}");
    }
    assert_eq!(shell.good("today --format json"), shell.good("--json today"));
}

#[test]
fn no_work_leaves_stdout_empty_and_writes_no_file() {
    let shell = Shell::new();
    let file = shell.home.path().join("report.csv");
    for format in ["md", "csv", "ical"] {
        for output in [String::new(), format!("-o {}", file.display())] {
            let Said { exit, out, err } = shell.say(&format!("today --format {format} {output}"));
            assert_eq!((exit, out.as_str()), (3, ""), "{format}");
            assert!(err.starts_with("onwatch: Nothing was reported\n"), "{err}");
        }
    }
    assert!(!file.exists());
}

fn names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        names.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Returns a shell, and a folder for its reports.
fn with_folder() -> (Shell, PathBuf) {
    let shell = two_days();
    let folder = shell.home.path().join("reports");
    fs::create_dir(&folder).unwrap();
    (shell, folder)
}

#[test]
fn a_file_has_the_form_that_its_name_or_the_format_says() {
    let (shell, folder) = with_folder();
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    for (name, format, form, begins) in [
        ("a.csv", "", "csv", "kind,name,"),
        ("a.md", "", "md", "# Work: "),
        ("a.ics", "", "ical", "BEGIN:VCALENDAR\r\n"),
        ("a.txt", "", "text", "2025-12-29 to"),
        ("a", "--format md", "md", "# Work: "),
        ("b.txt", "--format csv", "csv", "kind,name,"),
    ] {
        let file = folder.join(name);
        let said = shell.good(&format!("report week {format} -o {}", file.display()));
        let told = format!(
            "Wrote {} as {form} (2025-12-29 to 2026-01-04): 1:39:01 active in 2 sessions\n",
            file.display()
        );
        assert_eq!(said, told);
        assert!(text(name).starts_with(begins), "{name}: {}", text(name));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(text("a.txt"), shell.good("report week"));
    // A report in JSON is answered in JSON, however it was asked for.
    for (name, line) in [
        ("c.json", "report week"),
        ("d.json", "--json report week"),
        ("e.md", "report week --format json"),
        ("f.md", "--json report week"),
    ] {
        let said = shell.good(&format!("{line} -o {}", folder.join(name).display()));
        let answer: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(answer["schema"], "onwatch.written/1", "{name}");
        assert_eq!(
            (&answer["format"], &answer["bytes"]),
            (&"json".into(), &text(name).len().into())
        );
        assert!(text(name).starts_with("{\"schema\":\"onwatch.report/1\""), "{name}");
    }
    let both = format!("--json report week --format csv -o {}", folder.join("g").display());
    assert_eq!(shell.say(&both).exit, 2);
}

#[test]
fn what_stands_there_stays_unless_it_is_a_file_and_force_is_given() {
    let (shell, folder) = with_folder();
    let report = |name: &str, more: &str| {
        shell.say(&format!("today -o {} {more}", folder.join(name).display()))
    };
    fs::write(folder.join("old.csv"), "old").unwrap();
    fs::create_dir(folder.join("dir.csv")).unwrap();
    symlink(folder.join("old.csv"), folder.join("link.csv")).unwrap();
    symlink(folder.join("nowhere"), folder.join("dangling.csv")).unwrap();
    for (name, more, told) in [
        ("old.csv", "", "exists already\n  next: give another name, or replace it with --force"),
        ("link.csv", "", "is a link\n  next: give the name of a new file"),
        ("link.csv", "--force", "is a link"),
        ("dangling.csv", "--force", "is a link"),
        ("dir.csv", "--force", "is a directory"),
    ] {
        let Said { exit, out, err } = report(name, more);
        assert_eq!((exit, out.as_str()), (4, ""), "{name} {more}: {err}");
        assert!(err.contains(told), "{name} {more}: {err}");
    }
    assert_eq!(fs::read_to_string(folder.join("old.csv")).unwrap(), "old");
    let before = fs::metadata(folder.join("old.csv")).unwrap().ino();
    assert_eq!(report("old.csv", "--force").exit, 0);
    assert!(fs::read_to_string(folder.join("old.csv")).unwrap().starts_with("kind,"));
    assert_ne!(fs::metadata(folder.join("old.csv")).unwrap().ino(), before, "it is a new file");
    let Said { exit, err, .. } = report("none/new.csv", "");
    assert_eq!(exit, 1);
    let missing = folder.join("none/new.csv");
    let told = format!(
        "onwatch: The report was not written\n  why:  {}: No such file or directory (os error 2)\n  \
         next: create its directory first, or give another name\n",
        missing.display()
    );
    assert_eq!(err, told);
    assert_eq!(names_in(&folder), ["dangling.csv", "dir.csv", "link.csv", "old.csv"]);
}

/// Returns a shell with a session whose texts are all hostile, live since an hour.
fn worked_on(hostile: &Hostile) -> Shell {
    let shell = Shell::new();
    let (note, title) = (hostile.cut(4_000), hostile.cut(200));
    let (operator, id) = (format!("--operator={}", hostile.cut(64)), hostile.cut(64));
    for words in [
        &[&operator, "start", &format!("-n={note}"), "-q"][..],
        &[&operator, "push", &format!("-t={title}"), "task", "--", &id],
    ] {
        let mut said = shell.give(words);
        if said.err.contains("give another id, such as T-01") {
            // No new context gets such an id.
            said = shell.give(&[&words[..words.len() - 1], &["T-1"]].concat());
        }
        assert_eq!(said.exit, 0, "{}: {said:?}", hostile.name);
        shell.pass(30);
    }
    shell
}

#[test]
fn hostile_text_is_only_text_in_every_form() {
    for hostile in corpus() {
        let (shell, what) = (worked_on(&hostile), &hostile.name);
        let answer: Value = shell.object("today --by task");
        let row = &answer["rows"][0];
        let typed = row["title"].as_str().unwrap_or_default();
        let title = SafeText::new(typed).into_string();
        for by in ["context", "task", "operator", "day"] {
            let said = shell.good(&format!("today --by {by}"));
            for line in lines(&said) {
                assert_tame(line, what);
            }
            assert_eq!(
                said.lines().filter(|line| line.contains('━')).count(),
                answer_rows(by),
                "{what}"
            );
        }
        let page = shell.good("today --by task --format md");
        page.lines().for_each(|line| assert_tame(line, what));
        let rows = cells(&page);
        assert!(rows.len() == 4 && rows.iter().all(|row| row.len() == 4), "{what}: {page}");
        assert_eq!(rows[1][1].trim(), title.trim(), "{what}");

        let text = shell.good("today --by task --format csv");
        text.split("\r\n").for_each(|line| assert_tame(line, what));
        let all = records(&text);
        assert_eq!(all.len(), 2, "{what}: {text}");
        assert_eq!(
            cell(&all[0], "title").trim_start_matches('\''),
            title.trim_start_matches('\''),
            "{what}"
        );
        for (_, cell) in all.iter().flatten() {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']), "{what}: {cell:?}");
        }

        let text = shell.good("today --format ical");
        let unfolded = text.replace("\r\n ", "");
        unfolded.split("\r\n").for_each(|line| assert_tame(line, what));
        let events = events(&text);
        assert_eq!(events.len(), 2, "{what}: {text}");
        let summary = events[1].get_summary().unwrap();
        let name = format!("{} {typed}", row["name"].as_str().unwrap());
        assert_eq!(summary, format!("{} (live)", SafeText::new(name.trim_end())), "{what}");
    }
}

/// In which rows the half hour without a task and the one with it are.
fn answer_rows(by: &str) -> usize {
    if by == "context" || by == "task" { 2 } else { 1 }
}
