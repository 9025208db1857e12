//! Search in everything that was written.

use rusqlite::{Connection, Row, ToSql};

use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::match_words::{match_all, phrase};
use super::sessions::time;
use super::words::{case, first_row, index, last_row, uint, us};
use crate::core::{DeskName, Search, SearchHit, SearchOrder, SessionKey, has_a_word};

impl Index {
    /// Returns at most `count` texts that have some words.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn search(
        &self,
        say: OnProgress<'_>,
        search: &Search,
        count: usize,
    ) -> Result<Asked<Vec<SearchHit>>, IndexError> {
        self.ask(say, &|connection| hits(connection, search, count))
    }
}

fn hits(
    connection: &Connection,
    search: &Search,
    count: usize,
) -> rusqlite::Result<Vec<SearchHit>> {
    // The full text search leaves out what has no word.
    if !search.words.iter().all(|words| has_a_word(words)) {
        return Ok(Vec::new());
    }
    let columns: Vec<&str> = search.kinds.iter().map(|kind| kind.word()).collect();
    let columns = match columns.as_slice() {
        [] => String::new(),
        some => format!("{{{}}} : ", some.join(" ")),
    };
    let words = search.words.iter().map(|word| format!("{columns}{}", phrase(word, true)));
    let words = match_all(&words.collect::<Vec<_>>());
    let (since, until) = (search.period.since.map(us), search.period.until.map(us));
    let first = since.map_or(0, first_row);
    let last = until.map_or(i64::MAX, last_row);
    let order = match search.order {
        SearchOrder::Newest => "w.rowid DESC",
        SearchOrder::Relevance => "w.rank, w.rowid DESC",
    };
    let sql = format!(
        "SELECT d.name, t.seq, t.at, t.kind, t.text, t.key,
         (SELECT text FROM names WHERE name = t.contexts),
         (SELECT text FROM names WHERE name = t.operator)
         FROM text_words w CROSS JOIN texts t ON t.row = w.rowid JOIN desks d ON d.desk = t.desk
         WHERE text_words MATCH ?1 AND w.rowid BETWEEN ?2 AND ?3
         AND (?4 IS NULL OR t.at >= ?4) AND (?5 IS NULL OR t.at < ?5)
         AND (?6 IS NULL OR d.name = ?6)
         AND NOT EXISTS (SELECT 1 FROM voids v WHERE v.desk = t.desk AND v.seq = t.seq)
         AND (t.slot IS NULL OR NOT EXISTS (SELECT 1 FROM texts later
             WHERE later.desk = t.desk AND later.key = t.key AND later.slot = t.slot
             AND later.seq > t.seq AND NOT EXISTS
             (SELECT 1 FROM voids v WHERE v.desk = later.desk AND v.seq = later.seq)))
         ORDER BY {order} LIMIT ?7"
    );
    let desk = search.desk.as_ref().map(DeskName::as_str);
    let limit = index(count);
    let values: [&dyn ToSql; 7] = [&words, &first, &last, &since, &until, &desk, &limit];
    let mut query = connection.prepare_cached(&sql)?;
    query.query_map(values, hit)?.collect()
}

/// Reads a text with its desk, contexts and operator.
pub(super) fn hit(row: &Row<'_>) -> rusqlite::Result<SearchHit> {
    let contexts: Option<String> = row.get(6)?;
    let contexts = contexts.and_then(|path| serde_json::from_str(&path).ok());
    Ok(SearchHit {
        desk: DeskName::named(&row.get::<_, String>(0)?),
        seq: uint(row, 1)?,
        at_utc: time(row, 2)?,
        kind: case(row, 3)?,
        text: row.get(4)?,
        session: row.get::<_, Option<u32>>(5)?.map(SessionKey),
        contexts: contexts.unwrap_or_default(),
        operator: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
    })
}
