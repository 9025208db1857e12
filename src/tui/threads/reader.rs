//! The thread that reads the past, so that no command waits for it.
//!
//! The past sessions come in pages, the newest first, so that the first rows appear at once. Between
//! two pages it answers other requests, or stops.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread;

use crate::core::{SessionName, SessionRecord};
use crate::desk::Desk;
use crate::tui::message::PanelEvent;
use crate::tui::model::{MARKS_MAX, SessionMarks};
use crate::tui::past::{PastAnswer, PastRequest};
use crate::tui::screens::{HistoryPage, HistoryRow};
use crate::zone::{DayZone, Zone};

const NAME: &str = "reader";
/// The sessions of the first page: more than any screen shows.
const FIRST_PAGE: usize = 250;
/// The sessions of each further page.
const PAGE: usize = 4_000;

/// Starts the reader; it ends when nobody can ask any more.
pub fn start(
    desk: Arc<Desk>,
    zone: &'static (dyn Zone + Sync),
    asked: Receiver<PastRequest>,
    events: Sender<PanelEvent>,
) -> io::Result<thread::JoinHandle<()>> {
    let reader = Reader { desk, zone, asked, events };
    thread::Builder::new().name(NAME.into()).spawn(move || {
        while let Ok(read) = reader.asked.recv() {
            reader.read(read);
        }
    })
}

struct Reader {
    desk: Arc<Desk>,
    zone: &'static (dyn Zone + Sync),
    asked: Receiver<PastRequest>,
    events: Sender<PanelEvent>,
}

/// The page that is being filled.
struct Reading {
    ticket: u32,
    begins: Option<u64>,
    records: Vec<SessionRecord>,
    room: usize,
    /// The request that replaces this one.
    next: Option<PastRequest>,
}

impl Reader {
    fn read(&self, read: PastRequest) {
        match read {
            PastRequest::Sessions { ticket } => self.sessions(ticket),
            PastRequest::StopSessions => {}
            PastRequest::Filed { after } => {
                self.send(PastAnswer::Filed(self.desk.filed_after(after)));
            }
            PastRequest::Story(name) => {
                let story = self.desk.story(Some(name.clone()));
                self.send(PastAnswer::Story { name, story: Box::new(story) });
            }
            PastRequest::Tally { since, day_start } => {
                let zone = DayZone { zone: self.zone, begins: day_start };
                let tally = self.desk.tally(since, &|at| zone.day_clock(at));
                self.send(PastAnswer::Tally(tally));
            }
            PastRequest::Week { first, period } => {
                let sessions = self.desk.sessions_within(&period);
                self.send(PastAnswer::Week { first, sessions });
            }
            PastRequest::Activities { count } => {
                self.send(PastAnswer::Activities { count, activities: self.desk.log(count) });
            }
            PastRequest::Marks { session } => {
                let log = self.desk.log_of(&SessionName::Id(session.clone()), MARKS_MAX);
                let marks = log.map(|activities| SessionMarks::of(&activities));
                self.send(PastAnswer::Marks { session, marks });
            }
        }
    }

    /// Sends an answer; nobody receives it once the panel has ended.
    fn send(&self, answer: PastAnswer) {
        let _ = self.events.send(PanelEvent::PastRead(answer));
    }

    fn sessions(&self, ticket: u32) {
        let reading =
            Reading { ticket, begins: None, records: vec![], room: FIRST_PAGE, next: None };
        let reading = RefCell::new(reading);
        let begin = |seq| {
            let mut reading = reading.borrow_mut();
            reading.begins = Some(seq);
            reading.records.clear();
        };
        let read = self.desk.each_past(&begin, &|record| {
            let mut reading = reading.borrow_mut();
            reading.records.push(record);
            if reading.records.len() < reading.room {
                return true;
            }
            self.send(PastAnswer::Sessions(reading.page(false, self.zone)));
            reading.next = self.meanwhile();
            reading.next.is_none()
        });
        let mut reading = reading.into_inner();
        match (reading.next.take(), read) {
            (Some(next), _) => self.read(next),
            (None, Ok(())) => self.send(PastAnswer::Sessions(reading.page(true, self.zone))),
            (None, Err(failure)) => self.send(PastAnswer::SessionsFailed { ticket, failure }),
        }
    }

    /// Answers the requests that came meanwhile; returns the one that replaces this reading.
    fn meanwhile(&self) -> Option<PastRequest> {
        while let Ok(read) = self.asked.try_recv() {
            match read {
                PastRequest::Sessions { .. } | PastRequest::StopSessions => return Some(read),
                other => self.read(other),
            }
        }
        None
    }
}

impl Reading {
    /// Returns the filled page, and begins the next one.
    fn page(&mut self, is_last: bool, zone: &dyn Zone) -> HistoryPage {
        let rows = HistoryRow::all_of(&self.records, zone);
        self.records.clear();
        self.room = PAGE;
        HistoryPage { ticket: self.ticket, begins: self.begins.take(), rows, is_last }
    }
}
