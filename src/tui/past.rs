//! What the panel can ask of the past, and the answers.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};

use crate::core::{
    Activity, CompletionCheck, DeskGlance, DeskName, FrameRef, Period, Preview, Request, SessionId,
    SessionName, SessionRecord, SprintPage, Story, Tally,
};
use crate::desk::{Asked, DeskView};
use crate::failure::Failure;

use super::model::SessionMarks;
use super::screens::{HistoryPage, HistorySums, PageRequest, SourcesNow, SumRequest};
use super::tasks::{TaskBoard, TaskList};

/// What the reader can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum PastRequest {
    /// A page of the past sessions.
    Sessions(PageRequest),
    /// How many past sessions there are, and their active time.
    Sums(SumRequest),
    /// One session in full.
    Story(SessionName),
    /// The active time of the past sessions, by day.
    Tally {
        /// The beginning of the first day, UTC.
        since: DateTime<Utc>,
        /// The time of day at which days begin.
        day_start: NaiveTime,
    },
    /// The sessions of a week.
    Week {
        /// Its first day.
        first: NaiveDate,
        /// The time from its start to its end.
        period: Period,
    },
    /// The newest activities.
    Activities {
        /// How many.
        count: usize,
    },
    /// The marks on the strip of a session.
    Marks {
        /// The session.
        session: SessionId,
    },
    /// The desks of this machine.
    Desks {
        /// Whether those that are over are wanted too.
        is_all: bool,
        /// The desk that is looked into.
        into: Option<DeskName>,
    },
    /// What the sources of band and health answered lately.
    Sources,
    /// What can be entered.
    Choices,
    /// The tasks and sprints of all desks.
    Tasks {
        /// The time of day at which days begin.
        day_start: NaiveTime,
    },
    /// One task or sprint in full.
    Task {
        /// Which.
        name: FrameRef,
        /// The time of day at which days begin.
        day_start: NaiveTime,
    },
    /// What a request would do.
    Preview {
        /// The number of the question.
        question: u32,
        /// The request.
        request: Box<Request>,
        /// The time of day at which days begin.
        day_start: NaiveTime,
        /// The first day of a week.
        week_start: Weekday,
    },
    /// What the checks of a completion stand on.
    Completion {
        /// The number of the question.
        question: u32,
        /// The request that completes something.
        request: Box<Request>,
    },
}

/// What the reader answers.
#[derive(Debug)]
pub enum PastAnswer {
    /// A page of past sessions.
    Sessions(Asked<HistoryPage>),
    /// How many past sessions there are, and their active time.
    Sums(Asked<HistorySums>),
    /// Why a page or sums could not be read.
    HistoryFailed {
        /// The number of the list that they were for.
        ticket: u32,
        /// The reason.
        failure: Failure,
    },
    /// One session in full.
    Story {
        /// The name that was asked for.
        name: SessionName,
        /// Its story.
        story: Box<Result<Story, Failure>>,
    },
    /// The active time by day, and the newest filing that this includes.
    Tally(Result<(u64, Tally), Failure>),
    /// The sessions of this desk in a week.
    Week {
        /// Its first day.
        first: NaiveDate,
        /// The sessions, the live one included.
        sessions: Result<Asked<Vec<SessionRecord>>, Failure>,
    },
    /// The newest activities, newest first.
    Activities {
        /// How many were asked for.
        count: usize,
        /// As many as there are.
        activities: Result<Vec<Activity>, Failure>,
    },
    /// The marks on the strip of a session.
    Marks {
        /// The session.
        session: SessionId,
        /// Its marks.
        marks: Result<SessionMarks, Failure>,
    },
    /// The desks of this machine.
    Desks {
        /// Whether those that are over are among them.
        is_all: bool,
        /// The desks.
        desks: Result<Asked<Vec<DeskGlance>>, Failure>,
        /// The desk that is looked into.
        into: Option<Box<LookedInto>>,
    },
    /// What the sources of band and health answered lately.
    Sources(Box<SourcesNow>),
    /// What can be entered.
    Choices(Result<TaskList, Failure>),
    /// The tasks and sprints of all desks.
    Tasks(Result<Asked<TaskBoard>, Failure>),
    /// One task or sprint in full.
    Task {
        /// Which.
        name: FrameRef,
        /// Its page.
        page: Box<Result<Asked<SprintPage>, Failure>>,
    },
    /// What a request would do.
    Preview {
        /// The number of the question.
        question: u32,
        /// What it would do, or why it would be refused.
        preview: Box<Result<Preview, Failure>>,
    },
    /// What the checks of a completion stand on.
    Completion {
        /// The number of the question.
        question: u32,
        /// The checks; `None` if nothing is checked.
        check: Box<Result<Option<CompletionCheck>, Failure>>,
    },
}

/// A desk that is looked into.
#[derive(Debug)]
pub struct LookedInto {
    /// Its name.
    pub desk: DeskName,
    /// What it has, or why it cannot be read.
    pub view: Result<DeskView, Failure>,
}
