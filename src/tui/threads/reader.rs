//! The thread that reads the past, so that no command waits for it.
//!
//! It takes all requests that wait before it reads. Those for a list that nobody wants any more are
//! dropped, so that no key in the filter waits for the one before. Pages come first: they are seen.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::thread;

use chrono::NaiveTime;

use crate::config::{PanelSetup, SourceLeftOut};
use crate::core::{
    Calendar, DeskSession, FrameRef, SessionName, SessionRecord, SprintPage, TaskClass, TaskName,
    TaskQuery,
};
use crate::desk::{Asked, Desk};
use crate::failure::Failure;
use crate::sources::{polling_process, read_answers};
use crate::tui::message::PanelEvent;
use crate::tui::model::{MARKS_MAX, SessionMarks};
use crate::tui::past::{LookedInto, PastAnswer, PastRequest};
use crate::tui::screens::{HistoryPage, PageRequest, SourcesNow, SumRequest};
use crate::tui::tasks::{TaskBoard, TaskList};
use crate::zone::{DayZone, Zone};

const NAME: &str = "reader";

/// Starts the reader; it ends when nobody can ask any more.
pub fn start(
    desk: Arc<Desk>,
    zone: &'static (dyn Zone + Sync),
    asked: Receiver<PastRequest>,
    events: Sender<PanelEvent>,
) -> io::Result<thread::JoinHandle<()>> {
    let reader = Reader { desk, zone, events };
    thread::Builder::new().name(NAME.into()).spawn(move || {
        let mut waiting = VecDeque::new();
        while let Ok(request) = asked.recv() {
            waiting.push_back(request);
            waiting.extend(asked.try_iter());
            while let Some(request) = next(&mut waiting) {
                // Nobody receives it once the panel has ended.
                let _ = reader.events.send(PanelEvent::PastRead(reader.read(request)));
                waiting.extend(asked.try_iter());
            }
        }
    })
}

/// Takes out the request to answer now, and those for lists and questions that were replaced.
fn next(waiting: &mut VecDeque<PastRequest>) -> Option<PastRequest> {
    for number_of in [ticket_of, question_of] {
        let newest = waiting.iter().filter_map(number_of).next_back();
        waiting.retain(|request| number_of(request).is_none_or(|of| Some(of) == newest));
    }
    let is_seen_at_once = |request: &PastRequest| {
        matches!(
            request,
            PastRequest::Sessions(_)
                | PastRequest::Preview { .. }
                | PastRequest::Completion { .. }
                | PastRequest::Choices
        )
    };
    match waiting.iter().position(is_seen_at_once) {
        Some(seen) => waiting.remove(seen),
        None => waiting.pop_front(),
    }
}

/// Returns the number of the question that a request is; the newest one replaces the others.
fn question_of(request: &PastRequest) -> Option<u32> {
    match request {
        PastRequest::Preview { question, .. } | PastRequest::Completion { question, .. } => {
            Some(*question)
        }
        PastRequest::Sessions(_)
        | PastRequest::Sums(_)
        | PastRequest::Story(_)
        | PastRequest::Tally { .. }
        | PastRequest::Activities { .. }
        | PastRequest::Week { .. }
        | PastRequest::Marks { .. }
        | PastRequest::Choices
        | PastRequest::Sources
        | PastRequest::Tasks { .. }
        | PastRequest::Task { .. }
        | PastRequest::Desks { .. } => None,
    }
}

/// Returns the number of the list that a request is for.
fn ticket_of(request: &PastRequest) -> Option<u32> {
    match request {
        PastRequest::Sessions(PageRequest { ticket, .. })
        | PastRequest::Sums(SumRequest { ticket, .. }) => Some(*ticket),
        PastRequest::Story(_)
        | PastRequest::Tally { .. }
        | PastRequest::Activities { .. }
        | PastRequest::Week { .. }
        | PastRequest::Marks { .. }
        | PastRequest::Choices
        | PastRequest::Sources
        | PastRequest::Tasks { .. }
        | PastRequest::Task { .. }
        | PastRequest::Desks { .. }
        | PastRequest::Preview { .. }
        | PastRequest::Completion { .. } => None,
    }
}

struct Reader {
    desk: Arc<Desk>,
    zone: &'static (dyn Zone + Sync),
    events: Sender<PanelEvent>,
}

impl Reader {
    fn read(&self, read: PastRequest) -> PastAnswer {
        match read {
            PastRequest::Sessions(request) => {
                let page = self.page(&request);
                page.map_or_else(|failure| failed(request.ticket, failure), PastAnswer::Sessions)
            }
            PastRequest::Sums(request) => {
                let mut warnings = Vec::new();
                let sums = request.answer(|query| {
                    self.desk.past_sum(query).map(|asked| answer(asked, &mut warnings))
                });
                match sums {
                    Ok(answer) => PastAnswer::Sums(Asked { answer, warnings, missing: Vec::new() }),
                    Err(failure) => failed(request.ticket, failure),
                }
            }
            PastRequest::Story(name) => {
                let story = self.desk.story(Some(name.clone()));
                PastAnswer::Story { name, story: Box::new(story) }
            }
            PastRequest::Tally { since, day_start } => {
                let zone = DayZone { zone: self.zone, begins: day_start };
                PastAnswer::Tally(self.desk.tally(since, &|at| zone.day_clock(at)))
            }
            PastRequest::Week { first, period } => {
                let sessions = self.desk.sessions_within(&period);
                let sessions = sessions.map(|asked| self.own(asked));
                PastAnswer::Week { first, sessions }
            }
            PastRequest::Activities { count } => {
                PastAnswer::Activities { count, activities: self.desk.log(count) }
            }
            PastRequest::Marks { session } => {
                let log = self.desk.log_of(&SessionName::Id(session.clone()), MARKS_MAX);
                let marks = log.map(|log| SessionMarks::of(&log.answer));
                PastAnswer::Marks { session, marks }
            }
            PastRequest::Desks { is_all, into } => {
                let desks = if is_all { self.desk.all_desks() } else { self.desk.desks() };
                let into = into.map(|desk| {
                    let view = self.desk.look_into(&desk);
                    Box::new(LookedInto { desk, view })
                });
                PastAnswer::Desks { is_all, desks, into }
            }
            PastRequest::Choices => {
                let choices = self.desk.task_choices();
                PastAnswer::Choices(choices.map(|asked| TaskList::new(asked.answer)))
            }
            PastRequest::Tasks { day_start } => PastAnswer::Tasks(self.board(day_start)),
            PastRequest::Task { name, day_start } => {
                let page = Box::new(self.page_of_task(&name, day_start));
                PastAnswer::Task { name, page }
            }
            PastRequest::Sources => PastAnswer::Sources(Box::new(self.sources())),
            PastRequest::Preview { question, request, day_start, week_start } => {
                let zone = DayZone { zone: self.zone, begins: day_start };
                let calendar = Calendar { local: &|at| zone.day_clock(at), week_start };
                let preview = Box::new(self.desk.preview(&request, &calendar));
                PastAnswer::Preview { question, preview }
            }
            PastRequest::Completion { question, request } => {
                let check = Box::new(self.desk.completion(&request));
                PastAnswer::Completion { question, check }
            }
        }
    }

    /// Returns the sources, and what they answered lately.
    fn sources(&self) -> SourcesNow {
        let paths = self.desk.paths();
        let file = paths.settings();
        let settings = file.display().to_string();
        let loaded = PanelSetup::load(&file, paths.home());
        let (used, left_out) = match loaded {
            Ok(loaded) => {
                let settings = loaded.settings.settings;
                (settings.sources, settings.sources_left_out)
            }
            // The panel says by itself that its settings cannot be read.
            Err(_) => (Vec::new(), Vec::new()),
        };
        let told = |one: &SourceLeftOut| format!("{settings}:{}: {one}", one.line);
        let left_out = left_out.iter().map(told).collect();
        let answers = read_answers(&paths.sources());
        SourcesNow {
            silent_since: answers.silent_since(&used, self.desk.moment().utc),
            used,
            left_out,
            settings,
            answers,
            asked_by: polling_process(&paths.sources_lock()),
            own_process: std::process::id(),
        }
    }

    /// Returns the tasks and sprints of all desks.
    fn board(&self, day_start: NaiveTime) -> Result<Asked<TaskBoard>, Failure> {
        let zone = DayZone { zone: self.zone, begins: day_start };
        let mut warnings = Vec::new();
        let mut of = |class| {
            let query = TaskQuery { class, ..TaskQuery::default() };
            let asked = self.desk.tasks(&query, &|at| zone.day_clock(at))?;
            Ok::<_, Failure>(answer(asked, &mut warnings))
        };
        let (tasks, sprints) = (of(TaskClass::Tasks)?, of(TaskClass::Sprints)?);
        let answer = TaskBoard { tasks, sprints };
        Ok(Asked { answer, warnings, missing: Vec::new() })
    }

    /// Returns the page of a task or a sprint.
    fn page_of_task(
        &self,
        name: &FrameRef,
        day_start: NaiveTime,
    ) -> Result<Asked<SprintPage>, Failure> {
        let zone = DayZone { zone: self.zone, begins: day_start };
        let local = |at| zone.day_clock(at);
        if name.kind.is_of_sprints() {
            return self.desk.sprint(&TaskName::of(name), &local);
        }
        let Asked { answer: page, warnings, missing } =
            self.desk.task(&TaskName::of(name), &local)?;
        Ok(Asked { answer: SprintPage { page, burn_down: Vec::new() }, warnings, missing })
    }

    /// Returns the sessions of this desk: they are those of all other screens.
    fn own(&self, asked: Asked<Vec<DeskSession>>) -> Asked<Vec<SessionRecord>> {
        let own = self.desk.name();
        let sessions = asked.answer.into_iter().filter(|session| session.desk == own);
        Asked {
            answer: sessions.map(|session| session.record).collect(),
            warnings: asked.warnings,
            missing: asked.missing,
        }
    }

    fn page(&self, request: &PageRequest) -> Result<Asked<HistoryPage>, Failure> {
        let mut warnings = Vec::new();
        let page = request.answer(|query, from, count| {
            self.desk.past_page(query, from, count).map(|asked| answer(asked, &mut warnings))
        })?;
        Ok(Asked { answer: page, warnings, missing: Vec::new() })
    }
}

fn failed(ticket: u32, failure: Failure) -> PastAnswer {
    PastAnswer::HistoryFailed { ticket, failure }
}

/// Returns an answer; adds its warnings to those known.
fn answer<T>(asked: Asked<T>, warnings: &mut Vec<String>) -> T {
    for warning in asked.warnings {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    asked.answer
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveTime, Weekday};

    use super::*;
    use crate::core::{By, Command, Interface, PageMark, PastQuery, Request};
    use crate::tui::screens::PageStart;

    fn page(ticket: u32, from: PageStart) -> PastRequest {
        let query = PastQuery::default();
        PastRequest::Sessions(PageRequest { ticket, query, from, count: 1 })
    }

    fn sums(ticket: u32) -> PastRequest {
        PastRequest::Sums(SumRequest { ticket, query: PastQuery::default(), wants_all: true })
    }

    fn order(requests: impl IntoIterator<Item = PastRequest>) -> Vec<PastRequest> {
        let mut waiting: VecDeque<_> = requests.into_iter().collect();
        std::iter::from_fn(|| next(&mut waiting)).collect()
    }

    #[test]
    fn requests_for_a_list_that_was_replaced_are_dropped() {
        let log = || PastRequest::Activities { count: 9 };
        let asked = [page(1, PageStart::Newest), sums(1), log(), page(2, PageStart::Newest)];
        assert_eq!(order(asked), [page(2, PageStart::Newest), log()]);
        // The numbers of lists begin again after the last one.
        let asked = [page(u32::MAX, PageStart::Newest), page(0, PageStart::Newest)];
        assert_eq!(order(asked), [page(0, PageStart::Newest)]);
    }

    #[test]
    fn only_the_newest_question_is_answered() {
        let preview = |question| PastRequest::Preview {
            question,
            request: Box::new(Request::new(Command::Undo, By::new("ana", Interface::Tui, "desk"))),
            day_start: NaiveTime::MIN,
            week_start: Weekday::Mon,
        };
        let log = || PastRequest::Activities { count: 9 };
        assert_eq!(order([preview(1), log(), preview(2)]), [preview(2), log()]);
    }

    #[test]
    fn a_page_comes_before_what_is_not_seen_at_once() {
        let further = || page(3, PageStart::Before(PageMark(7)));
        assert_eq!(order([sums(3), further()]), [further(), sums(3)]);
    }
}
