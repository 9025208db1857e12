//! The past sessions of a desk, in pages, and their sums.

use rusqlite::{Connection, ToSql, params};

use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::match_words::{field_words, match_all};
use super::sessions::{COLUMNS, find};
use super::words::{index, last_row, us};
use crate::core::{
    DeskName, Page, PageFrom, PageMark, PastQuery, PastSum, Phase, TextField, has_a_word,
};

impl Index {
    /// Returns a page of the past sessions of this desk, at most `count`.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn past_page(
        &self,
        say: OnProgress<'_>,
        query: &PastQuery,
        from: PageFrom,
        count: usize,
    ) -> Result<Asked<Page>, IndexError> {
        self.ask(say, &|connection| page(connection, &self.own_desk(), query, from, count))
    }

    /// Returns how many past sessions of this desk there are, and their active time.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn past_sum(
        &self,
        say: OnProgress<'_>,
        query: &PastQuery,
    ) -> Result<Asked<PastSum>, IndexError> {
        self.ask(say, &|connection| sum(connection, &self.own_desk(), query))
    }
}

/// The rows among which sessions are looked for.
#[derive(Clone, Copy)]
struct RowRange {
    first: i64,
    last: i64,
}

/// A query in SQL.
struct Wanted {
    /// Where the sessions are found, and the conditions.
    from: String,
    values: Vec<Box<dyn ToSql>>,
    /// The column by which they are in order.
    row: &'static str,
    rows: RowRange,
}

impl Wanted {
    fn of(connection: &Connection, desk: &DeskName, query: &PastQuery) -> rusqlite::Result<Self> {
        let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(desk.as_str().to_owned())];
        // Only keys and cancelled sessions are looked up by an index; all others would be sorted after
        // it.
        let is_plain = query.keys.is_empty() && !query.is_cancelled;
        let desk_column = if is_plain { "+s.desk" } else { "s.desk" };
        let phase = if query.is_cancelled { Phase::Cancelled } else { Phase::Ended }.word();
        let mut conditions = vec![format!(
            "{desk_column} = (SELECT desk FROM desks WHERE name = ?1) AND s.phase = '{phase}'"
        )];
        // The full text search leaves out what has no word.
        if !query.words.iter().all(|word| has_a_word(&word.text)) {
            conditions.push("FALSE".to_owned());
        }
        let mut add = |condition: &dyn Fn(usize) -> String, value: Box<dyn ToSql>| {
            values.push(value);
            conditions.push(condition(values.len()));
        };
        let mut matches: Vec<String> =
            query.words.iter().map(|word| field_words(word.field, &word.text, true)).collect();
        for frame in &query.contexts {
            matches.push(field_words(Some(TextField::Contexts), &frame.to_string(), false));
            let text = format!("{} {}", frame.kind, frame.id);
            let exact = |nth: usize| {
                format!(
                    "EXISTS (SELECT 1 FROM stays t WHERE t.row = s.row
                     AND t.type || ' ' || t.id = ?{nth} COLLATE NOCASE)"
                )
            };
            add(&exact, Box::new(text));
        }
        let states = query.bands.iter().map(|band| band.word());
        let states = states.chain(query.healths.iter().map(|health| health.word()));
        matches.extend(states.map(|word| format!("state : \"{word}\"")));
        if !query.keys.is_empty() {
            let keys: Vec<String> = query.keys.iter().map(|key| key.0.to_string()).collect();
            // They are numbers.
            add(&|_| format!("s.key IN ({}) AND ?1 IS NOT NULL", keys.join(", ")), Box::new(0));
        }
        if !query.types.is_empty() {
            // Their words lie in an index; whether they are the whole type is looked up in the row.
            let words = query.types.iter().map(|one| (one.is_work(), one.as_str()));
            let in_words = |(is_work, word): (bool, &str)| !is_work && has_a_word(word);
            if words.clone().all(in_words) {
                let any = words.map(|(_, word)| field_words(Some(TextField::Type), word, false));
                matches.push(any.collect::<Vec<_>>().join(" OR "));
            }
            let types = serde_json::to_string(&query.types).unwrap_or_default();
            let exact = |nth| format!("+s.type IN (SELECT value FROM json_each(?{nth}))");
            add(&exact, Box::new(types));
        }
        if let Some(since) = query.since {
            add(&|nth| format!("+s.latest >= ?{nth}"), Box::new(us(since)));
        }
        if let Some(until) = query.until {
            add(&|nth| format!("s.earliest < ?{nth}"), Box::new(us(until)));
        }
        let (source, row) = if matches.is_empty() {
            let all_cancelled = query.is_cancelled && query.keys.is_empty();
            let source = "sessions s INDEXED BY cancelled_sessions";
            (if all_cancelled { source } else { "sessions s" }, "s.row")
        } else {
            values.push(Box::new(match_all(&matches)));
            conditions.push(format!("session_words MATCH ?{}", values.len()));
            ("session_words w JOIN sessions s ON s.row = w.rowid", "w.rowid")
        };
        let from = format!("FROM {source} WHERE {}", conditions.join(" AND "));
        Ok(Self { from, values, row, rows: RowRange::of(connection, query)? })
    }

    /// Returns the values of the query, with more at the end.
    fn values<'a>(&'a self, more: &[&'a dyn ToSql]) -> Vec<&'a dyn ToSql> {
        self.values.iter().map(AsRef::as_ref).chain(more.iter().copied()).collect()
    }

    /// Reports whether there is a session among some rows.
    fn is_any(&self, connection: &Connection, rows: RowRange) -> rusqlite::Result<bool> {
        if rows.first > rows.last {
            return Ok(false);
        }
        let (row, nth) = (self.row, self.values.len());
        let sql = format!(
            "SELECT EXISTS (SELECT 1 {} AND {row} BETWEEN ?{} AND ?{})",
            self.from,
            nth + 1,
            nth + 2
        );
        let mut query = connection.prepare_cached(&sql)?;
        query.query_row(self.values(&[&rows.first, &rows.last]).as_slice(), |row| row.get(0))
    }
}

impl RowRange {
    /// Returns the rows of the sessions that may lie in the period of a query.
    fn of(connection: &Connection, query: &PastQuery) -> rusqlite::Result<Self> {
        let first = match query.since {
            None => 0,
            Some(since) => {
                let mut first = connection.prepare_cached(
                    "SELECT min(row) FROM sessions INDEXED BY sessions_by_end WHERE latest >= ?1",
                )?;
                first
                    .query_row(params![us(since)], |row| row.get::<_, Option<i64>>(0))?
                    .unwrap_or(i64::MAX)
            }
        };
        let last = query.until.map_or(i64::MAX, |until| last_row(us(until)));
        Ok(Self { first, last })
    }
}

fn page(
    connection: &Connection,
    desk: &DeskName,
    query: &PastQuery,
    from: PageFrom,
    count: usize,
) -> rusqlite::Result<Page> {
    let wanted = Wanted::of(connection, desk, query)?;
    let RowRange { first, last } = wanted.rows;
    let (order, rows) = match from {
        PageFrom::Newest => ("DESC", wanted.rows),
        PageFrom::Oldest => ("ASC", wanted.rows),
        PageFrom::At(PageMark(row)) => ("DESC", RowRange { first, last: last.min(row) }),
        PageFrom::Before(PageMark(row)) => {
            ("DESC", RowRange { first, last: last.min(row.saturating_sub(1)) })
        }
        PageFrom::After(PageMark(row)) => {
            ("ASC", RowRange { first: first.max(row.saturating_add(1)), last })
        }
    };
    if rows.first > rows.last {
        let has_newer =
            wanted.is_any(connection, RowRange { first: rows.last.max(first), last })?;
        return Ok(Page { sessions: Vec::new(), has_newer, has_older: false });
    }
    let (row, nth) = (wanted.row, wanted.values.len());
    let sql = format!(
        "SELECT {COLUMNS} {} AND {row} BETWEEN ?{} AND ?{} ORDER BY {row} {order} LIMIT ?{}",
        wanted.from,
        nth + 1,
        nth + 2,
        nth + 3
    );
    let limit = index(count);
    let mut found = find(connection, &sql, &wanted.values(&[&rows.first, &rows.last, &limit]))?;
    if order == "ASC" {
        found.reverse();
    }
    let ends = found.first().zip(found.last()).map(|(newest, oldest)| (newest.row, oldest.row));
    let (newest, oldest) = ends.unwrap_or((rows.last, rows.last));
    let after = RowRange { first: newest.saturating_add(1).max(first), last };
    let before = RowRange { first, last: oldest.saturating_sub(1).min(last) };
    Ok(Page {
        has_newer: wanted.is_any(connection, after)?,
        has_older: wanted.is_any(connection, before)?,
        sessions: found.into_iter().map(|found| (PageMark(found.row), found.record)).collect(),
    })
}

fn sum(connection: &Connection, desk: &DeskName, query: &PastQuery) -> rusqlite::Result<PastSum> {
    let wanted = Wanted::of(connection, desk, query)?;
    let RowRange { first, last } = wanted.rows;
    if first > last {
        return Ok(PastSum::default());
    }
    let (row, nth) = (wanted.row, wanted.values.len());
    let sql = format!(
        "SELECT count(*), coalesce(sum(s.active_ms), 0) {} AND {row} BETWEEN ?{} AND ?{}",
        wanted.from,
        nth + 1,
        nth + 2
    );
    let mut query = connection.prepare_cached(&sql)?;
    query.query_row(wanted.values(&[&first, &last]).as_slice(), |row| {
        Ok(PastSum {
            sessions: usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0),
            active_ms: super::words::uint(row, 1)?,
        })
    })
}
