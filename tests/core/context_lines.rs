//! What a line that names a context means.

use onwatch::core::{Entering, FrameKind, FrameRef, NewFrame, TaskName};
use onwatch::input::{ContextWish, KnownContexts, context_line, named_context};

/// Some contexts that are known.
struct Some7;

impl Some7 {
    fn all() -> Vec<FrameRef> {
        let of = [
            ("task", "TASK-7"),
            ("task", "T-01"),
            ("task", "two words"),
            ("task", "importer"),
            ("sprint", "SPRINT-1"),
            ("sprint", "alpha"),
            ("project", "web"),
            ("customer", "acme"),
        ];
        of.map(|(kind, id)| FrameRef { kind: kind.parse().unwrap(), id: id.to_owned() }).into()
    }
}

impl KnownContexts for Some7 {
    fn find(&self, name: &TaskName) -> Option<FrameRef> {
        Self::all().into_iter().find(|known| name.is(known))
    }

    fn titled(&self, title: &str) -> Option<FrameRef> {
        let is_it = title.to_lowercase() == "mend the importer";
        is_it.then(|| FrameRef { kind: FrameKind::task(), id: "T-01".into() })
    }

    fn has_type(&self, kind: &FrameKind) -> bool {
        Self::all().iter().any(|known| known.kind == *kind)
    }
}

/// Nothing is known, because nothing could be asked.
struct NotRead;

impl KnownContexts for NotRead {
    fn find(&self, _: &TaskName) -> Option<FrameRef> {
        None
    }

    fn titled(&self, _: &str) -> Option<FrameRef> {
        None
    }

    fn has_type(&self, _: &FrameKind) -> bool {
        false
    }

    fn is_complete(&self) -> bool {
        false
    }
}

fn told(wish: &ContextWish) -> String {
    let frame = wish.frame();
    let way = match wish {
        ContextWish::Known(_) => "known",
        ContextWish::Named(_) => "named",
        ContextWish::OfNewType(_) => "type",
        ContextWish::Next(_) => "next",
    };
    let title = frame.title.as_deref().map(|title| format!(": {title}")).unwrap_or_default();
    let estimate = frame.estimate_seconds.map(|s| format!(" ~{s}")).unwrap_or_default();
    format!("{way} {} {}{title}{estimate}", frame.kind, frame.id)
}

#[test]
fn each_line_means_what_people_mean() {
    for (line, meant) in [
        ("task 7", "known task TASK-7"),
        ("Task 7 Fix the import ~2h30m", "known task TASK-7: Fix the import ~9000"),
        ("TASK-7", "known task TASK-7"),
        ("task-7 Rotate  keys", "known task TASK-7: Rotate  keys"),
        ("7", "known task TASK-7"),
        ("t-01", "known task T-01"),
        (" T-01  ~1h ", "known task T-01 ~3600"),
        ("Two Words", "known task two words"),
        ("mend the Importer ~2h", "known task T-01 ~7200"),
        ("TASK 1: Rename", "named task 1: Rename"),
        ("task-7: Rotate keys", "known task TASK-7: Rotate keys"),
        ("T-01: do it", "known task T-01: do it"),
        ("A-1: do it", "next task : A-1: do it"),
        ("#7", "known task TASK-7"),
        ("Mend the importer again", "next task : Mend the importer again"),
        ("task two words", "known task two words"),
        ("importer", "known task importer"),
        ("ACME", "known customer acme"),
        ("alpha", "known sprint alpha"),
        ("sprint-1", "known sprint SPRINT-1"),
        ("web", "known project web"),
        ("task 12", "named task 12"),
        ("TASK-12", "named task TASK-12"),
        ("task T-02 Create tables", "named task T-02: Create tables"),
        ("project docs", "named project docs"),
        ("sprint 2026-11 Winter", "named sprint 2026-11: Winter"),
        ("customer globex", "named customer globex"),
        ("client: acme", "type client acme"),
        ("Client: 7 Call them", "type client 7: Call them"),
        ("client: Acme Corp", "next client : Acme Corp"),
        ("task: Fix the importer", "next task : Fix the importer"),
        ("Fix the importer ~2h", "next task : Fix the importer ~7200"),
        ("Fix ~2h the importer", "next task : Fix the importer ~7200"),
        ("~2h Fix the importer", "next task : Fix the importer ~7200"),
        ("fix the importer", "next task : fix the importer"),
        ("importer is broken", "next task : importer is broken"),
        ("T-01 again", "next task : T-01 again"),
        ("task force meeting", "next task : task force meeting"),
        ("task-force meeting", "next task : task-force meeting"),
        ("epic 3", "next task : epic 3"),
        ("T-99", "next task : T-99"),
        ("7 tests fail", "next task : 7 tests fail"),
        ("12:30 call", "next task : 12:30 call"),
        ("clean ~/tmp", "next task : clean ~/tmp"),
        ("sort ~500 records", "next task : sort ~500 records"),
        ("ask ~all of them", "next task : ask ~all of them"),
        ("sort records ~90", "next task : sort records ~5400"),
        ("Ärger mit 3 Queues", "next task : Ärger mit 3 Queues"),
    ] {
        let read = context_line(line, &Some7).unwrap_or_else(|why| panic!("{line}: {why}"));
        assert_eq!(told(&read.wish), meant, "{line}");
    }
}

#[test]
fn a_line_offers_what_else_it_may_mean() {
    for (line, others) in [
        ("task force meeting", &["named task force: meeting"][..]),
        ("task 7 tests", &["next task : task 7 tests"]),
        ("sprint planning", &["next task : sprint planning"]),
        ("client: Acme Corp", &["type client Acme: Corp", "next task : client: Acme Corp"]),
        ("epic 3", &["type epic 3"]),
        ("T-99", &["named task T-99"]),
        ("fix the importer", &[]),
        ("T-01", &[]),
    ] {
        let read = context_line(line, &Some7).unwrap();
        let told: Vec<String> = read.others.iter().map(told).collect();
        assert_eq!(told, others, "{line}");
    }
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    for (line, named) in [
        ("", "nothing was typed"),
        (" ~2h ", "nothing was typed"),
        ("task", "'task' is a type, and no id follows it"),
        ("client:", "'client' is a type, and no id follows it"),
        ("8", "no task TASK-8 is known"),
        ("task 7 ~2x", "2x"),
        ("Fix importer ~abc", "'abc' is not a duration"),
        ("Fix importer ~", "'' is not a duration"),
    ] {
        let refusal = context_line(line, &Some7).unwrap_err();
        assert!(refusal.why.contains(named), "{line}: {refusal}");
    }
}

#[test]
fn a_title_that_is_given_apart_leaves_a_name() {
    for (words, meant) in [
        (&[][..], "next task : X"),
        (&["T-02"], "named task T-02: X"),
        (&["t-01"], "known task T-01: X"),
        (&["8"], "named task 8: X"),
        (&["sprint-4"], "named sprint SPRINT-4: X"),
        (&["task", "a b\n"], "named task a b\n: X"),
        (&["zebra:", "7"], "type zebra 7: X"),
    ] {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let wish = named_context(&words, "X", &Some7).unwrap();
        assert_eq!(told(&wish), meant, "{words:?}");
    }
    for words in [&["zebra", "7"][..], &["task"], &["task", "7", "Fix"]] {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        assert!(named_context(&words, "X", &Some7).is_err(), "{words:?}");
    }
}

#[test]
fn a_number_is_a_task_if_nothing_can_be_asked() {
    assert_eq!(told(&context_line("8", &NotRead).unwrap().wish), "named task 8");
}

#[test]
fn what_will_be_entered_is_said_before() {
    for (line, said) in [
        ("T-01", "T-01: Create tables"),
        ("T-01 ~2h", "T-01: Create tables"),
        ("Fix the importer", "new TASK-13: Fix the importer"),
        ("task 12", "new TASK-12"),
        ("client: acme", "new client acme, of the new type client"),
    ] {
        let wish = context_line(line, &Some7).unwrap().wish;
        let title = matches!(wish, ContextWish::Known(_)).then_some("Create tables");
        assert_eq!(wish.offer(13, title), said.replace("T-01:", "task T-01:"), "{line}");
    }
    let new = context_line("Fix it", &Some7).unwrap().wish.numbered(13);
    assert_eq!((new.id.as_str(), new.entering), ("13", Entering::New));
}

proptest::proptest! {
    /// Whatever is typed, a title keeps every sign but the blanks around an estimate.
    #[test]
    fn any_text_is_read(line in "[^\0]{0,40}") {
        if let Ok(read) = context_line(&line, &Some7)
            && let ContextWish::Next(NewFrame { title: Some(title), estimate_seconds: None, kind, .. }) = read.wish
            && kind == FrameKind::task() && !line.contains(':')
        {
            proptest::prop_assert_eq!(title, line.trim());
        }
    }
}
