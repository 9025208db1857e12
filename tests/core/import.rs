//! Files of other programs: what each record becomes, and what is refused by line.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use onwatch::import::{self, ImportFile, ImportFormat, REFUSED_LISTED};
use proptest::prelude::*;
use serde_json::json;

use ImportFormat::{Csv, Timewarrior, Watson};

const FORMATS: [ImportFormat; 3] = [Timewarrior, Watson, Csv];

fn read(format: ImportFormat, bytes: impl AsRef<[u8]>) -> ImportFile {
    let now = "2026-11-25T12:00:00Z".parse().unwrap();
    import::read(format, bytes.as_ref(), now, &Berlin)
}

/// Each session and each refusal as one line, in the order of the file.
fn shown(file: &ImportFile) -> Vec<String> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for session in &file.sessions {
        let time = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%S").to_string();
        let mut words = vec![format!("{}: {}", session.line, time(session.from_utc))];
        words.push(time(session.to_utc));
        words.extend(session.contexts.iter().map(|one| format!("{}={}", one.kind, one.id)));
        words.extend(session.notes.iter().map(|notes| format!("'{notes}'")));
        lines.push((session.line, words.join(" ")));
    }
    let refused = file.refused.iter().map(|one| (one.line, format!("{}: {}", one.line, one.why)));
    lines.extend(refused);
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

#[track_caller]
fn check(format: ImportFormat, text: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(shown(&read(format, text)), expected);
}

const STILL_OPEN: &str = "it is still open; stop it in";

#[test]
fn a_data_file_of_timewarrior_is_read_line_by_line() {
    check(
        Timewarrior,
        "inc 20260105T090000Z - 20260105T100000Z # acme \"two words\" # \"Say \\\"hi\\\" #1\"\n\
         \n\
         inc 20260105T100000Z - 20260105T103000Z\n\
         inc 20260105T110000Z - 20260105T113000Z # # \"only a note\"\n\
         inc 20260105T120000Z - 20260105T123000Z # zeta TASK-7 alpha\r\n\
         inc 20260105T130000Z - 20260105T133000Z # don't # old note without marks\n\
         inc 20260105T140000Z # acme\n",
        &[
            "1: 2026-01-05T09:00:00 2026-01-05T10:00:00 project=acme 'Say \"hi\" #1 [two words]'",
            "3: 2026-01-05T10:00:00 2026-01-05T10:30:00",
            "4: 2026-01-05T11:00:00 2026-01-05T11:30:00 'only a note'",
            "5: 2026-01-05T12:00:00 2026-01-05T12:30:00 project=alpha task=TASK-7 'zeta'",
            "6: 2026-01-05T13:00:00 2026-01-05T13:30:00 project=don't 'old note without marks'",
            &format!("7: {STILL_OPEN} Timewarrior and import the file again"),
        ],
    );
}

#[test]
fn an_export_of_timewarrior_is_the_same_records_as_its_data() {
    let export = r#"[
{"id":2,"start":"20260105T090000Z","end":"20260105T100000Z","tags":["b","a"],"annotation":"x"},
{"id":1,"start":"20260105T110000Z","tags":["a"]}
]"#;
    check(
        Timewarrior,
        export,
        &[
            "2: 2026-01-05T09:00:00 2026-01-05T10:00:00 project=a 'x [b]'",
            &format!("3: {STILL_OPEN} Timewarrior and import the file again"),
        ],
    );
    let data = read(Timewarrior, "inc 20260105T090000Z - 20260105T100000Z # b a # \"x\"\n");
    assert_eq!(read(Timewarrior, export).sessions[0].hash, data.sessions[0].hash);
}

#[test]
fn the_frames_of_watson_are_read_from_its_file_and_from_its_log() {
    let frames = r#"[
 [1767603600, 1767607200, "acme", "a1", ["TASK-7", "two words"], 1767607200],
 [1767610800, 1767612600, "acme", "a2", 1767612600],
 [1767614400, 1767616200, "", "a3", [], 1767616200, "a message"]
]"#;
    check(
        Watson,
        frames,
        &[
            "2: 2026-01-05T09:00:00 2026-01-05T10:00:00 project=acme task=TASK-7 'two words'",
            "3: 2026-01-05T11:00:00 2026-01-05T11:30:00 project=acme",
            "4: 2026-01-05T12:00:00 2026-01-05T12:30:00 'a message'",
        ],
    );
    let log = r#"[
    {
        "id": "a1", "project": "acme", "start": "2026-01-05T10:00:00+01:00",
        "stop": "2026-01-05T11:00:00+01:00", "tags": ["TASK-7", "two words"]
    },
    {"id": "current", "project": "acme", "start": "2026-01-06T10:00:00+01:00",
     "stop": "2026-01-06T11:00:00+01:00", "tags": []}
]"#;
    check(
        Watson,
        log,
        &[
            "2: 2026-01-05T09:00:00 2026-01-05T10:00:00 project=acme task=TASK-7 'two words'",
            &format!("6: {STILL_OPEN} Watson and import the file again"),
        ],
    );
    assert_eq!(read(Watson, frames).sessions[0].hash, read(Watson, log).sessions[0].hash);
}

#[test]
fn the_columns_of_a_csv_file_are_found_by_their_names() {
    check(
        Csv,
        "notes,Task,PROJECT,to,From,other\n\
         \"say \"\"hi\"\"\nagain\",7,acme,2026-01-05T10:00:00Z,2026-01-05T09:00:00Z,x\n\
         ,,,2026-01-05 12:00,2026-01-05 11:00,\n",
        &[
            "2: 2026-01-05T09:00:00 2026-01-05T10:00:00 project=acme task=7 'say \"hi\"\nagain'",
            "4: 2026-01-05T10:00:00 2026-01-05T11:00:00",
        ],
    );
    check(
        Csv,
        "\u{feff}start;duration;tags\r\n\r\n05.01.2026 10:00;1:30;a, SPRINT-2\r\n",
        &["3: 2026-01-05T09:00:00 2026-01-05T10:30:00 sprint=SPRINT-2 'a'"],
    );
    check(
        Csv,
        "date\tstart\tend\n2026-01-05\t10:00\t11:00\n\t\t\n",
        &["2: 2026-01-05T09:00:00 2026-01-05T10:00:00"],
    );
}

#[test]
fn the_detailed_reports_of_toggl_and_clockify_and_the_csv_of_watson_are_read() {
    check(
        Csv,
        "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n\
         Ana,a@b.c,Acme,Site,,Homepage,Yes,2026-01-05,23:30:00,2026-01-06,00:30:00,01:00:00,\"x, y\"\n",
        &["2: 2026-01-05T22:30:00 2026-01-05T23:30:00 client=Acme project=Site 'Homepage [x, y]'"],
    );
    check(
        Csv,
        "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h),Duration (decimal)\n\
         Site,,Homepage,Build,Ana,,a@b.c,,No,2026-01-05,09:05:00 AM,2026-01-05,01:20:00 PM,04:15:00,4.25\n",
        &["2: 2026-01-05T08:05:00 2026-01-05T12:20:00 project=Site task=Build 'Homepage'"],
    );
    check(
        Csv,
        "id,start,stop,project,tags\nffb2a4c,2026-01-05 10:00:00,2026-01-05 11:00:00,acme,\"x, y\"\n",
        &["2: 2026-01-05T09:00:00 2026-01-05T10:00:00 project=acme 'x, y'"],
    );
}

#[test]
fn a_first_line_that_does_not_name_the_columns_is_refused() {
    for (header, why) in [
        ("2026-01-05T09:00:00Z,2026-01-05T10:00:00Z\n", "no column has the start"),
        ("start,notes\n", "no column has the end or the duration"),
        ("start,from,end\n", "the columns 'start' and 'from' say the same"),
        ("kind,name,title,sessions\nactive,acme,,3\n", "this is a report of onwatch"),
    ] {
        let file = read(Csv, header);
        assert!(file.sessions.is_empty());
        assert_eq!(file.refused.len(), 1);
        assert!(file.refused[0].why.starts_with(why), "{}", file.refused[0].why);
    }
}

#[test]
fn a_time_in_a_file_means_the_same_whenever_it_is_read() {
    for (start, why) in [
        ("10:00", "its start cannot be read: '10:00' is not a date and a time of day"),
        ("yesterday 10:00", "its start cannot be read: 'yesterday 10:00' is not a date"),
        ("5 Jan 10:00", "its start cannot be read: '5 Jan 10:00' is not a date"),
        ("01/05/2026 10:00", "its start cannot be read: '01/05/2026 10:00' is not a date"),
        ("2026-10-25 02:30", "its start cannot be read: '2026-10-25 02:30' occurs twice"),
        ("2026-03-29 02:30", "its start cannot be read: the clock skips '2026-03-29 02:30'"),
        ("2026-01-05T09:00:60Z", "its start cannot be read: '2026-01-05T09:00:60Z' is not"),
    ] {
        let file = read(Csv, format!("start,end\n{start},2026-11-25 10:00\n"));
        assert!(file.refused[0].why.starts_with(why), "{}", file.refused[0].why);
    }
}

#[test]
fn a_night_with_one_date_is_not_guessed() {
    let one = "date,start,end\n2026-01-05,22:00,02:00\n".to_owned();
    let file = read(Csv, one);
    let why = "it ends before it starts; if it ended on the next day, add a column 'end date'";
    assert_eq!(file.refused[0].why, why);
    let two = "date,start,end,end date\n2026-01-05,22:00,02:00,2026-01-06\n".to_owned();
    assert!(read(Csv, two).refused.is_empty());
}

#[test]
fn a_time_that_cannot_be_is_refused_by_line() {
    let line = |from: &str, to: &str| format!("inc {from} - {to}\n");
    check(
        Timewarrior,
        [
            line("20260105T100000Z", "20260105T090000Z"),
            line("20260105T100000Z", "20260105T100000Z"),
            line("20261125T115900Z", "20261125T120001Z"),
            line("20261125T115900Z", "20261125T120000Z"),
            line("19691231T230000Z", "19700101T010000Z"),
            line("20260230T100000Z", "20260301T100000Z"),
            line("+2026105T100000Z", "20260105T100000Z"),
            line("20260105T100060Z", "20260105T110000Z"),
        ]
        .concat(),
        &[
            "1: it ends before it starts",
            "2: it ends when it starts, so it has no time",
            "3: it ends in the future",
            "4: 2026-11-25T11:59:00 2026-11-25T12:00:00",
            "5: its times are not in the years 1970 to 9999",
            "6: its start is not a time such as 20260105T090000Z",
            "7: its start is not a time such as 20260105T090000Z",
            "8: its start is not a time such as 20260105T090000Z",
        ],
    );
    check(
        Watson,
        r#"[[-5,10,"a","i",[],0],[1e300,2,"a","i",[],0],[9223372036854775807,2,"a","i",[],0],[1.5,2,"a","i",[],0]]"#,
        &[
            "1: its start is not a time in whole seconds",
            "1: its start is not a time in whole seconds",
            "1: its start is not a time in whole seconds",
            "1: its times are not in the years 1970 to 9999",
        ],
    );
}

#[test]
fn records_of_a_file_that_are_the_same_or_overlap_are_refused_with_the_other_line() {
    check(
        Timewarrior,
        "inc 20260105T090000Z - 20260105T100000Z # a\n\
         inc 20260105T090000Z - 20260105T100000Z # a\n\
         inc 20260105T090000Z - 20260105T100000Z # b\n\
         inc 20260105T093000Z - 20260105T103000Z\n\
         inc 20260105T080000Z - 20260105T110000Z\n\
         inc 20260105T100000Z - 20260105T103000Z # next\n\
         inc 20260105T083000Z - 20260105T090000Z # before\n",
        &[
            "1: 2026-01-05T09:00:00 2026-01-05T10:00:00 project=a",
            "2: it is the same as the one on line 1",
            "3: it overlaps with the one on line 1",
            "4: it overlaps with the one on line 1",
            "5: it overlaps with the one on line 1",
            "6: 2026-01-05T10:00:00 2026-01-05T10:30:00 project=next",
            "7: 2026-01-05T08:30:00 2026-01-05T09:00:00 project=before",
        ],
    );
}

#[test]
fn a_text_beyond_its_bound_is_refused_by_its_name() {
    let frame = |project: usize, tag: usize| {
        let (project, tag) = ("p".repeat(project), "t".repeat(tag));
        json!([[1_767_603_600, 1_767_607_200, project, "a1", [tag], 0]]).to_string()
    };
    assert_eq!(read(Watson, frame(64, 4_000)).sessions.len(), 1);
    check(Watson, frame(65, 1), &["1: its project has 65 characters and may have 64"]);
    check(Watson, frame(64, 4_001), &["1: its notes have 4001 characters and may have 4000"]);
    // A tag that is too long for a project is no reason to refuse the interval.
    let long = "a".repeat(65);
    let line = format!("inc 20260105T090000Z - 20260105T100000Z # {long} b\n");
    let session = read(Timewarrior, line).sessions.remove(0);
    assert_eq!((session.contexts[0].id.as_str(), session.notes), ("b", Some(long)));
}

#[test]
fn what_is_no_record_is_refused_by_line_and_the_rest_is_read() {
    let good = "inc 20260105T090000Z - 20260105T100000Z\n";
    let mut bytes =
        b"rubbish\n\xff\xfe\x00\x1b[2J\ninc\ninc 20260105T090000Z 20260105T100000Z\n".to_vec();
    bytes.extend(good.as_bytes());
    let lines: Vec<usize> = read(Timewarrior, &bytes).refused.iter().map(|one| one.line).collect();
    assert_eq!(lines, [1, 2, 3, 4]);
    assert_eq!(read(Timewarrior, &bytes).sessions[0].line, 5);

    let mut bytes = b"[\n5,\n{},\n[],\n[1767603600, 1767607200, \"\xff\", \"a1\", []],\n".to_vec();
    bytes.extend(format!("{},\n", "[".repeat(500) + &"]".repeat(500)).as_bytes());
    bytes.extend(b"[1767603600, 1767607200, \"acme\", \"a1\", []]\n]\nafter");
    let file = read(Watson, &bytes);
    let lines: Vec<usize> = file.refused.iter().map(|one| one.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 9]);
    assert_eq!(file.sessions[0].line, 7);

    let file = read(
        Csv,
        b"start,end,notes\n1,2\n2026-01-05 10:00,2026-01-05 11:00,\xff\n\
          2026-01-05 10:00,2026-01-05 11:00,good\n2026-01-05 12:00,2026-01-05 13:00,\"open\n",
    );
    let lines: Vec<usize> = file.refused.iter().map(|one| one.line).collect();
    assert_eq!((lines, file.sessions[0].line), (vec![2, 3, 5], 4));

    for format in FORMATS {
        assert_eq!(read(format, " \n\t\r\n"), ImportFile::default());
        assert!(read(format, "\u{feff}").refused.is_empty());
        let why = &read(format, b"\xff\xfei\0n\0c\0").refused[0].why;
        assert!(why.starts_with("the file is in UTF-16"), "{why}");
    }
    check(Watson, "{\"frames\": []}", &["1: it is no JSON list"]);
}

#[test]
fn a_file_of_another_format_is_told_from_one_whose_records_are_refused() {
    let of_timewarrior = "inc 20260105T090000Z - 20260105T100000Z # acme\n";
    let exported = r#"[{"id":1,"start":"20260105T090000Z","end":"20260105T100000Z","tags":["a"]}]"#;
    let frames = r#"[[1767603600, 1767607200, "acme", "a1", [], 0]]"#;
    let logged = r#"[{"id":"a1","project":"acme","start":"2026-01-05T09:00:00+00:00",
                      "stop":"2026-01-05T10:00:00+00:00","tags":[]}]"#;
    let table = "start;end\n2026-01-05 09:00;2026-01-05 10:00\n";
    for (own, content) in [
        (Timewarrior, of_timewarrior),
        (Timewarrior, exported),
        (Watson, frames),
        (Watson, logged),
        (Csv, table),
    ] {
        for format in FORMATS {
            let file = read(format, content);
            assert_eq!(file.is_of_format, format == own, "{content} as {format}");
            assert_eq!(file.sessions.len(), usize::from(format == own), "{content} as {format}");
        }
    }
    // Records that are refused, and lines among which a single one is a record.
    for (format, content) in [
        (Timewarrior, "inc 20260105T090000Z\n"),
        (Timewarrior, "inc whenever\n"),
        (Timewarrior, "inc 20260105T090000Z - 20260105T1"),
        (Timewarrior, r#"[{"start":"20260105T090000Z"}]"#),
        (Timewarrior, "rubbish\nrubbish\ninc\n"),
        (Watson, r#"[5, {}, [1.5, 2, "a", "i"]]"#),
        (Csv, "start,end\n1,2\n"),
    ] {
        let file = read(format, content);
        assert!(file.is_of_format && file.sessions.is_empty(), "{content}");
    }
    for format in FORMATS {
        assert!(!read(format, "To be or not to be,\nthat is the question\n").is_of_format);
        assert!(!read(format, "{\"frames\": [1, 2]}").is_of_format);
    }
}

#[test]
fn a_record_has_another_hash_if_any_part_of_it_is_another() {
    let hash = |line: &str| read(Timewarrior, format!("inc {line}\n")).sessions[0].hash.clone();
    let first = "20260105T090000Z - 20260105T100000Z # a b # \"c\"";
    let others = [
        "20260105T090001Z - 20260105T100000Z # a b # \"c\"",
        "20260105T090000Z - 20260105T100001Z # a b # \"c\"",
        "20260105T090000Z - 20260105T100000Z # a d # \"c\"",
        "20260105T090000Z - 20260105T100000Z # \"a b\" # \"c\"",
        "20260105T090000Z - 20260105T100000Z # a b # \"d\"",
        "20260105T090000Z - 20260105T100000Z # a b c",
    ];
    assert!(others.iter().all(|other| hash(other) != hash(first)));
    // The hash is kept with the session: a later version must make the same one.
    assert_eq!(hash(first), "3e93d1ae31f6363e4a4f4dd27d4e06a5");
}

#[test]
fn of_a_file_of_rubbish_only_the_first_refusals_are_listed() {
    let file = read(Timewarrior, "rubbish\n".repeat(REFUSED_LISTED + 5));
    assert_eq!((file.refused.len(), file.more_refused), (REFUSED_LISTED, 5));
}

/// A file of each format with three records.
fn whole_files() -> Vec<(ImportFormat, String)> {
    let frames = json!([
        [1_767_603_600, 1_767_607_200, "acme", "a1", ["x", "ÿ"], 1_767_607_200],
        [1_767_607_200, 1_767_610_800, "acme", "a2", [], 1_767_610_800],
        [1_767_610_800, 1_767_614_400, "[{\"", "a3", ["]"], 1_767_614_400],
    ]);
    let csv = "start,end,notes,project\n\
               2026-01-05T09:00:00Z,2026-01-05T10:00:00Z,\"a, \"\"b\"\"\nc\",acme\n\
               2026-01-05 11:00,2026-01-05 12:00,ÿ,\n\
               2026-01-05 12:00:00+01:00,2026-01-05 13:00:00+01:00,,1\n";
    let export = "[\n{\"start\":\"20260105T090000Z\",\"end\":\"20260105T100000Z\",\"tags\":[\"ÿ\"]},\n\
                  {\"start\":\"20260105T100000Z\",\"end\":\"20260105T110000Z\"},\n\
                  {\"start\":\"20260105T110000Z\",\"end\":\"20260105T120000Z\"}\n]\n";
    let data = "inc 20260105T090000Z - 20260105T100000Z # acme \"ÿ ÿ\" # \"a \\\" b\"\n\
                inc 20260105T100000Z - 20260105T110000Z # b\n\
                inc 20260105T110000Z - 20260105T120000Z\n";
    vec![
        (Timewarrior, data.to_owned()),
        (Timewarrior, export.to_owned()),
        (Watson, frames.to_string()),
        (Watson, serde_json::to_string_pretty(&frames).unwrap()),
        (Csv, csv.to_owned()),
    ]
}

#[test]
fn a_file_cut_at_any_byte_gives_its_whole_records_and_refuses_the_rest() {
    for (format, text) in whole_files() {
        let whole = read(format, &text);
        assert_eq!((whole.sessions.len(), whole.refused.len()), (3, 0), "{text}");
        for cut in 0..text.len() {
            let file = read(format, &text.as_bytes()[..cut]);
            let known = file.sessions.len();
            assert_eq!(file.sessions, whole.sessions[..known], "{format} cut at {cut}");
            assert!(file.refused.len() <= 1, "{format} cut at {cut}: {:?}", file.refused);
            // Only a list says that it goes on.
            let is_cut_list = text.starts_with('[') && (1..text.trim_end().len()).contains(&cut);
            assert!(!is_cut_list || file.refused.len() == 1, "{format} cut at {cut}");
        }
    }
}

#[test]
fn a_file_of_which_one_byte_is_another_never_hides_a_record_of_another_line() {
    let (format, text) = whole_files().remove(0);
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 0x15;
        let file = read(format, &bytes);
        assert!(file.sessions.len() + file.refused.len() >= 2, "{at}: {file:?}");
    }
}

/// Texts that a record can have: no white space around them, and not empty.
fn text() -> impl Strategy<Value = String> {
    "[\\PC\"\\\\#,;'\n]{1,20}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("blank", |text| {
            !text.is_empty() && !text.chars().any(|c| "\u{feff}".contains(c))
        })
}

#[derive(Debug, Clone)]
struct Made {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    notes: Option<String>,
    project: String,
    tags: Vec<String>,
}

fn made() -> impl Strategy<Value = Vec<Made>> {
    let tags = proptest::collection::vec("[a-z\"\\\\#',]{1,6}( [a-z]{1,3})?", 0..3);
    let one = (0_i64..9_000, 1_i64..90_000, proptest::option::of(text()), text(), tags);
    proptest::collection::vec(one, 0..8).prop_map(|all| {
        let mut at: DateTime<Utc> = "2026-01-05T09:00:00Z".parse().unwrap();
        let session = |(gap, length, notes, project, mut tags): (_, _, _, String, Vec<String>)| {
            let from = at + TimeDelta::seconds(gap);
            at = from + TimeDelta::seconds(length);
            tags.sort();
            tags.dedup();
            Made { from, to: at, notes, project, tags }
        };
        all.into_iter().map(session).collect()
    })
}

/// The sessions as a format writes them, and what of them it can say.
fn written(format: ImportFormat, made: &[Made]) -> (String, Vec<Made>) {
    let mut said = made.to_vec();
    let quoted = |text: &String| {
        let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        format!("\"{text}\"")
    };
    let text = match format {
        Timewarrior => {
            let time = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
            let line = |one: &Made| {
                let tags: Vec<String> = one.tags.iter().map(quoted).collect();
                let notes = one.notes.as_ref().map(|notes| format!(" # {}", quoted(notes)));
                let notes = notes.unwrap_or_default();
                let tags = tags.join(" ");
                format!("inc {} - {} # {tags}{notes}\n", time(one.from), time(one.to))
            };
            made.iter().map(line).collect()
        }
        Watson => {
            for one in &mut said {
                one.notes = None;
            }
            let frame = |one: &Made| {
                let (from, to) = (one.from.timestamp(), one.to.timestamp());
                json!([from, to, one.project, "id", one.tags, to])
            };
            serde_json::to_string_pretty(&made.iter().map(frame).collect::<Vec<_>>()).unwrap()
        }
        Csv => {
            for one in &mut said {
                one.tags.clear();
            }
            let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            let row = |one: &Made| {
                let notes = cell(one.notes.as_deref().unwrap_or_default());
                let (from, to) = (one.from.to_rfc3339(), one.to.to_rfc3339());
                format!("{notes},{},{from},{to}\n", cell(&one.project))
            };
            let rows: String = made.iter().map(row).collect();
            format!("notes,project,start,end\n{rows}")
        }
    };
    (text, said)
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for format in FORMATS {
            read(format, &bytes);
        }
    }

    #[test]
    fn no_text_of_a_format_makes_it_panic(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "inc ", "20260105T090000Z", " - ", "20260105T100000Z", " # ", "\"", "\\", "\\u12", "\n",
            "[", "]", "{", "}", ",", "1767603600", "\"a\"", "start", "end", ";", "\r", "2026-01-05 10:00",
            "duration", "9999999999h", "\u{feff}", "é",
        ]), 0..40),
    ) {
        for format in FORMATS {
            read(format, words.concat());
        }
    }

    #[test]
    fn sessions_that_a_format_writes_are_read_back(made in made()) {
        for format in FORMATS {
            let (text, said) = written(format, &made);
            let file = read(format, &text);
            prop_assert_eq!(&file.refused, &vec![], "{}", text);
            prop_assert_eq!(file.sessions.len(), said.len());
            for (session, one) in file.sessions.iter().zip(&said) {
                prop_assert_eq!((session.from_utc, session.to_utc), (one.from, one.to));
                prop_assert_eq!(&session.tags, &one.tags);
                let notes = session.notes.clone().unwrap_or_default();
                let has = |text: &String| {
                    notes.contains(text) || session.contexts.iter().any(|frame| frame.id == *text)
                };
                prop_assert!(one.notes.iter().all(has));
                prop_assert!(one.tags.iter().all(has));
                prop_assert!(format == Timewarrior || has(&one.project));
            }
            // A file that grew has the hashes that it had, and new ones.
            let (first, _) = written(format, &made[..made.len() / 2]);
            let before = read(format, &first).sessions;
            let hashes = |all: &[import::Imported]| all.iter().map(|one| one.hash.clone()).collect::<Vec<_>>();
            prop_assert_eq!(hashes(&before), hashes(&file.sessions[..before.len()]));
        }
    }
}
