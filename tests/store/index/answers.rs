//! Everything that can be asked, compared with what the journals say.

use std::collections::BTreeSet;
use std::fs;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use onwatch::core::{
    Band, DeskName, DeskSession, HistoryUpdate, Light, Page, PageFrom, PastQuery, PastSum,
    PastWord, Period, Search, SearchHit, SearchOrder, SessionKey, SessionName, SessionRecord,
    Tally, Task, TaskClass, TaskName, TaskQuery, TextField, TextKind,
};
use onwatch::desk::Desk;
use onwatch::index::Index;
use onwatch::zone::Zone;

use super::fold::PlainDesk;
use super::machine::Machine;
use crate::common::evidence::{past_ms, tasks_of_all};

/// Words that are looked for: some occur, some only in a part, some are no words.
pub const WANTED: [&str; 30] = [
    "grun",
    "GRÜN",
    "ubel",
    "strasse",
    "straße",
    "istanbul",
    "İ",
    "naive",
    "审",
    "查",
    "up",
    "review",
    "code rev",
    "a_b",
    "c d",
    "etat",
    "foo\"bar",
    "eau",
    "AND",
    "NEAR(",
    "NOT",
    "3",
    "²",
    "ano",
    "task",
    "team",
    "session 1",
    "sess",
    "—",
    "a\0b",
];

const ZONES: [Tz; 3] = [Tz::UTC, Tz::America__New_York, Tz::Pacific__Apia];

fn second(at: DateTime<Utc>) -> i64 {
    at.timestamp()
}

/// Checks answers of every kind that a desk gives. `story` tells what was done before. `nth` chooses
/// some of the words.
pub fn assert_right(machine: &Machine, asker: usize, nth: usize, story: &str) {
    let wanted: Vec<&str> = WANTED.into_iter().skip(nth % 7).step_by(7).collect();
    let (desk, plain) = (machine.desk(asker), machine.folds());
    let name = name_of(machine, asker);
    for period in periods(&plain) {
        assert_within(machine, &desk, &plain, &period, story);
        let words = if period == Period::default() { &wanted[..] } else { &["up"] };
        for words in words {
            assert_hits(&desk, &plain, &period, words, story);
        }
    }
    let empty = PlainDesk::of(name.clone(), Vec::new());
    let own = plain.iter().find(|desk| desk.name == name).unwrap_or(&empty);
    for query in queries(own, &wanted) {
        assert_pages(&desk, own, &query, story);
    }
    assert_days(machine, &desk, own, story);
    assert_tasks(machine, asker, story);
    assert_lines(machine, asker, own, story);
}

/// Checks some answers of each kind that a desk gives.
pub fn assert_briefly_right(machine: &Machine, asker: usize, story: &str) {
    let (desk, plain) = (machine.desk(asker), machine.folds());
    let own = plain.iter().find(|desk| desk.name == name_of(machine, asker)).unwrap();
    assert_within(machine, &desk, &plain, &Period::default(), story);
    assert_hits(&desk, &plain, &Period::default(), "up", story);
    let words = vec![PastWord { field: None, text: "up".to_owned() }];
    for query in [PastQuery::default(), PastQuery { words, ..PastQuery::default() }] {
        assert_pages(&desk, own, &query, story);
    }
    assert_lines(machine, asker, own, story);
}

/// Returns the whole time, and periods whose bounds are near those of sessions.
fn periods(plain: &[PlainDesk]) -> Vec<Period> {
    let ended: Vec<_> = plain.iter().flat_map(PlainDesk::ended).collect();
    let ms = TimeDelta::milliseconds;
    let mut times: Vec<DateTime<Utc>> = Vec::new();
    for record in ended.iter().step_by(ended.len() / 2 + 1) {
        times.extend([record.started_at_utc, record.ended_at_utc, record.ended_at_utc + ms(1)]);
    }
    let mut periods = vec![Period::default()];
    periods.extend(times.iter().map(|at| Period { since: Some(*at), until: None }));
    periods.extend(times.iter().map(|at| Period { since: None, until: Some(*at) }));
    periods
        .extend(times.iter().map(|at| Period { since: Some(*at), until: Some(*at + ms(90_000)) }));
    periods
}

/// In the order of the seconds in which they began.
fn sort(all: &mut [DeskSession]) {
    all.sort_by_key(|it| (second(it.record.earliest_utc()), it.desk.clone(), it.record.key));
}

fn assert_within(
    machine: &Machine,
    desk: &Desk,
    plain: &[PlainDesk],
    period: &Period,
    story: &str,
) {
    let (mut live, mut past): (Vec<_>, Vec<_>) = desk
        .sessions_of(onwatch::core::WantedDesks::All, period)
        .unwrap()
        .answer
        .into_iter()
        .partition(|it| is_live(&it.record));
    let order: Vec<i64> = past.iter().map(|it| second(it.record.earliest_utc())).collect();
    assert!(order.is_sorted(), "{story}, {period:?}: {order:?}");
    let mut told: Vec<_> = plain.iter().flat_map(|desk| desk.within(period)).collect();
    sort(&mut past);
    sort(&mut told);
    assert_eq!(past, told, "{story}, {period:?}");
    let mut now_live = Vec::new();
    for nth in 0..machine.desks() {
        let Some(desk) = plain.iter().find(|it| it.name == name_of(machine, nth)) else { continue };
        let at = machine.desk(nth);
        let view = at.look().unwrap();
        let record = view.watch.live_record(&view.moment(at.moment()));
        now_live.extend(record.filter(|it| period.touches(it)).map(|it| desk.with_readings(it)));
    }
    sort(&mut live);
    sort(&mut now_live);
    assert_eq!(live, now_live, "{story}, {period:?}");
}

fn name_of(machine: &Machine, nth: usize) -> DeskName {
    machine.paths(nth).desk
}

fn is_live(record: &SessionRecord) -> bool {
    record.phase.is_live()
}

fn assert_hits(desk: &Desk, plain: &[PlainDesk], period: &Period, words: &str, story: &str) {
    let mut searches =
        vec![Search { words: vec![words.to_owned()], period: *period, ..Search::default() }];
    if *period == Period::default() {
        let one = searches[0].clone();
        searches.push(Search { kinds: vec![TextKind::Note, TextKind::Title], ..one.clone() });
        searches.push(Search { kinds: vec![TextKind::Reason], ..one.clone() });
        let last = plain.last().map(|desk| desk.name.clone());
        searches.push(Search { desk: last, ..one.clone() });
        searches.push(Search { words: vec![words.into(), "up".into()], ..one.clone() });
        searches.push(Search { order: SearchOrder::Relevance, ..one });
    }
    for search in searches {
        let mut hits = desk.search(&search, 1_000).unwrap().answer;
        if search.order == SearchOrder::Newest {
            let order: Vec<i64> = hits.iter().map(|hit| -second(hit.at_utc)).collect();
            assert!(order.is_sorted(), "{story}, {search:?}: {order:?}");
        }
        let mut told: Vec<SearchHit> = plain.iter().flat_map(|desk| desk.hits(&search)).collect();
        for list in [&mut hits, &mut told] {
            let key = |hit: &SearchHit| {
                let text = (hit.kind.word(), hit.text.clone());
                (hit.desk.clone(), hit.seq, hit.session, hit.at_utc, text)
            };
            list.sort_by_key(key);
        }
        assert_eq!(hits, told, "{story}, {search:?}");
    }
}

fn queries(own: &PlainDesk, wanted: &[&str]) -> Vec<PastQuery> {
    let any = PastQuery::default;
    let mut queries = vec![any()];
    let word = |field, text: &str| PastWord { field, text: text.to_owned() };
    for (nth, text) in wanted.iter().enumerate() {
        let field = TextField::ALL[nth % TextField::ALL.len()];
        let with = |words| PastQuery { words, ..any() };
        queries.push(with(vec![word(None, text)]));
        queries.push(with(vec![word(Some(field), text)]));
        queries.push(with(vec![word(None, text), word(Some(TextField::Notes), "up")]));
    }
    queries.extend(Band::ALL.map(|band| PastQuery { bands: vec![band], ..any() }));
    queries.extend(Light::ALL.map(|light| PastQuery { healths: vec![light], ..any() }));
    queries.push(PastQuery { bands: vec![Band::A, Band::D], healths: vec![Light::Red], ..any() });
    let types = |words: &[&str]| PastQuery {
        types: words.iter().map(|word| word.parse().unwrap()).collect(),
        ..any()
    };
    for words in [&["work"][..], &["review"], &["code-review"], &["→"], &["é", "review"]] {
        queries.push(types(words));
        queries.push(PastQuery { words: vec![word(None, "up")], ..types(words) });
    }
    queries.push(types(&["work", "review"]));
    let ended: Vec<_> = own.ended().collect();
    for record in ended.iter().step_by(ended.len() / 3 + 1) {
        queries.push(PastQuery { keys: vec![record.key, SessionKey(1), SessionKey(999)], ..any() });
        let (since, until) = (Some(record.ended_at_utc), Some(record.started_at_utc));
        queries.push(PastQuery { since, ..any() });
        queries.push(PastQuery { until, ..any() });
        queries.push(PastQuery { since: until, until: since, ..any() });
        queries.push(PastQuery { since, words: vec![word(None, "up")], ..any() });
        for stay in record.contexts.iter().take(1) {
            let mut other = stay.frame.clone();
            other.id = other.id.to_uppercase();
            queries.push(PastQuery { contexts: vec![stay.frame.clone()], ..any() });
            queries.push(PastQuery { contexts: vec![other, stay.frame.clone()], since, ..any() });
        }
    }
    queries
}

/// Turns the pages, forwards and back, and adds them up.
fn assert_pages(desk: &Desk, own: &PlainDesk, query: &PastQuery, story: &str) {
    let page = |from, count| desk.past_page(query, from, count).unwrap().answer;
    let all = page(PageFrom::Newest, 10_000);
    assert!(!all.has_newer && !all.has_older, "{story}, {query:?}");
    let order: Vec<i64> = all.sessions.iter().map(|(_, it)| -second(it.earliest_utc())).collect();
    assert!(order.is_sorted(), "{story}, {query:?}: {order:?}");
    let mut found: Vec<&SessionRecord> = all.sessions.iter().map(|(_, record)| record).collect();
    found.sort_by_key(|record| record.key);
    assert_eq!(found, own.found(query), "{story}, {query:?}");
    let sum = PastSum {
        sessions: found.len(),
        active_ms: found.iter().map(|record| record.active_ms).sum(),
    };
    assert_eq!(desk.past_sum(query).unwrap().answer, sum, "{story}, {query:?}");

    let whole = all.sessions;
    let checked = |page: Page, first: usize, count: usize| {
        let last = (first + count).min(whole.len());
        assert_eq!(page.sessions, whole[first..last], "{story}, {query:?}");
        let more = (page.has_newer, page.has_older);
        assert_eq!(more, (first > 0, last < whole.len()), "{story}, {query:?}, {first}");
    };
    let count = 2;
    let nths: BTreeSet<usize> = [0, 1, whole.len() / 2, whole.len().saturating_sub(1)].into();
    for nth in nths.into_iter().filter(|nth| *nth < whole.len()) {
        let mark = whole[nth].0;
        checked(page(PageFrom::At(mark), count), nth, count);
        if nth + 1 < whole.len() {
            checked(page(PageFrom::Before(mark), count), nth + 1, count);
        }
        if nth > 0 {
            let first = nth.saturating_sub(count);
            checked(page(PageFrom::After(mark), count), first, nth - first);
        }
    }
    if !whole.is_empty() {
        let first = whole.len().saturating_sub(count);
        checked(page(PageFrom::Oldest, count), first, count);
    }
}

fn assert_days(machine: &Machine, desk: &Desk, own: &PlainDesk, story: &str) {
    let now = machine.desk(0).moment().utc;
    for zone in ZONES {
        for days in [0, 2, 400] {
            let since = zone.midnight(zone.day(now) - TimeDelta::days(days));
            let local = |at: DateTime<Utc>| -> NaiveDateTime { Zone::local(&zone, at) };
            let told = desk.tally(since, &local).unwrap().1;
            let mut tally = Tally::default();
            let (since, until) = (Some(since), Some(now + TimeDelta::days(400)));
            for record in own.ended() {
                tally.add(record, &Period { since, until }, local);
            }
            assert_eq!(told, tally, "{story}, {zone}, {days} days");
        }
    }
}

/// Checks where the lines of each session stand.
fn assert_lines(machine: &Machine, asker: usize, own: &PlainDesk, story: &str) {
    let paths = machine.paths(asker);
    let index = Index::new(machine.disk.clone(), paths.clone());
    let of_a_batch = own.lines.iter().flat_map(|it| &it.recorded.change.set.history_updates);
    let of_a_batch = of_a_batch.map(|update| match update {
        HistoryUpdate::Filed(session) => session.key,
        HistoryUpdate::Withdrawn { key, .. } => *key,
    });
    let keys = own.lines.iter().filter_map(|it| Some(it.recorded.session.as_ref()?.key));
    let keys: BTreeSet<SessionKey> = keys.chain(of_a_batch).collect();
    for key in keys {
        let found = index.lines_of(&|_| {}, &SessionName::Key(key)).unwrap().answer;
        let lines = own.lines_of(key);
        let seqs: Vec<u64> = lines.iter().map(|line| line.recorded.seq).collect();
        let told: Vec<u64> =
            found.ranges.iter().flat_map(|range| range.seq..=range.last_seq).collect();
        assert_eq!(told, seqs, "{story}, {key}");
        for run in &found.ranges {
            let first = own.lines.iter().find(|line| line.recorded.seq == run.seq).unwrap();
            let last = own.lines.iter().find(|line| line.recorded.seq == run.last_seq).unwrap();
            assert_eq!((&run.end.segment, run.begin), (&first.segment, first.from), "{story}");
            let end = (&run.end.segment, run.end.offset, &run.end.crc);
            assert_eq!(end, (&last.segment, last.end, &last.crc), "{story}, {key}");
            let text = fs::read(paths.history().join(&run.end.segment)).unwrap();
            let [begin, end] = [run.begin, run.end.offset].map(|at| usize::try_from(at).unwrap());
            let count = String::from_utf8_lossy(&text[begin..end]).lines().count();
            assert_eq!(u64::try_from(count).unwrap(), run.last_seq + 1 - run.seq, "{story}, {key}");
        }
        let undone: Vec<u64> = seqs.into_iter().filter(|seq| own.voids.contains(seq)).collect();
        assert_eq!(found.undone, undone, "{story}, {key}");
        let filed = own.past.get(&key).map(|(seq, _)| {
            let line = own.lines.iter().find(|line| line.recorded.seq == *seq).unwrap();
            (line.segment.clone(), line.end, line.crc.clone())
        });
        let told = found.filed.clone().map(|at| (at.segment, at.offset, at.crc));
        assert_eq!(told, filed, "{story}, {key}");
        assert_story(machine, asker, own, key, story);
        for id in lines.iter().filter_map(|it| it.recorded.session.as_ref()) {
            if id.key == key {
                let name = SessionName::Id(id.id.clone());
                let by_id = index.lines_of(&|_| {}, &name).unwrap().answer;
                assert_eq!(by_id, found, "{story}, {key} by its id");
            }
        }
    }
}

/// Checks what is told of a session, and what was done in it.
fn assert_story(machine: &Machine, asker: usize, own: &PlainDesk, key: SessionKey, story: &str) {
    let (desk, name) = (machine.desk(asker), SessionName::Key(key));
    let log = desk.log_of(&name, usize::MAX).unwrap().answer;
    // This one is read from the journal alone.
    assert_eq!(log, desk.log_after(0, Some(&name)).unwrap().1, "{story}, {key}");
    let on_the_desk = desk.look().unwrap().watch.session.is_some_and(|session| session.key == key);
    let told = desk.story(Some(name)).ok().map(|told| SessionRecord::of(&told.session));
    if !on_the_desk {
        let filed = own.past.get(&key).map(|(_, record)| record.clone());
        assert_eq!(told, filed, "{story}, {key}");
    }
}

/// Checks what a desk says of tasks, sprints and projects.
pub fn assert_tasks(machine: &Machine, asker: usize, story: &str) {
    let (desk, journals) = (machine.desk(asker), machine.journals(asker));
    let all = tasks_of_all(&journals);
    let local = |at: DateTime<Utc>| at.naive_utc();
    let lives: Vec<SessionRecord> = (0..machine.desks())
        .filter_map(|nth| {
            let at = machine.desk(nth);
            let view = at.look().unwrap();
            view.watch.live_record(&view.moment(at.moment()))
        })
        .collect();
    for class in [TaskClass::Tasks, TaskClass::Sprints, TaskClass::Projects] {
        let query = TaskQuery { class, ..TaskQuery::default() };
        let mut rows = desk.tasks(&query, &local).unwrap().answer;
        let key = |task: &Task| (task.name.kind.clone(), task.name.id.to_lowercase());
        rows.sort_by_key(|row| key(&row.task));
        let mut told: Vec<Task> =
            all.iter().filter(|task| class.has(&task.name.kind)).cloned().collect();
        told.sort_by_key(key);
        let found: Vec<Task> = rows.iter().map(|row| row.task.clone()).collect();
        assert_eq!(found, told, "{story}");
        for row in rows.iter().filter(|_| class == TaskClass::Tasks) {
            let past = journals.iter().map(|other| past_ms(&row.task.name, &other.lines));
            let name = TaskName::of(&row.task.name);
            let stays = lives.iter().flat_map(|live| &live.contexts);
            let live = stays.filter(|stay| name.is(&stay.frame)).map(|stay| stay.active_ms);
            assert_eq!(row.total_ms, past.chain(live).sum::<u64>(), "{story}: {name}");
        }
    }
}
