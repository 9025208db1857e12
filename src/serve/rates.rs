//! How many requests a caller may send, and how many sessions it may start.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock as RateClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{NotUntil, Quota, RateLimiter};
use http::{StatusCode, header};

use super::problem::Problem;
use super::who::{Caller, KnownBy};
use crate::clock::Clock;
use crate::config::RequestRate;

/// How many requests without a valid token an address may send.
const ANONYMOUS: RequestRate =
    RequestRate { count: NonZeroU32::MIN.saturating_add(49), seconds: 1 };
/// From how many addresses on those that were quiet are forgotten.
const ADDRESSES_MAX: usize = 4_096;

/// The numbers of requests and of starts.
pub struct Rates {
    clock: SteadyClock,
    requests: Mutex<Limiters>,
    starts: Arc<Mutex<StartTimes>>,
    anonymous:
        RateLimiter<IpAddr, HashMapStateStore<IpAddr>, SteadyClock, NoOpMiddleware<Duration>>,
}

type Limiters = HashMap<LimitedKey, (RequestRate, OneLimiter)>;
type OneLimiter = RateLimiter<NotKeyed, InMemoryState, SteadyClock, NoOpMiddleware<Duration>>;

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy)]
pub enum LimitedBy<'a> {
    /// Those with a token, by its name.
    Token(&'a str),
    /// Those of callers without one.
    Known(KnownBy),
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum LimitedKey {
    Token(String),
    Known(KnownBy),
}

impl LimitedKey {
    fn of(by: LimitedBy<'_>) -> Self {
        match by {
            LimitedBy::Token(name) => Self::Token(name.to_owned()),
            LimitedBy::Known(known) => Self::Known(known),
        }
    }
}

/// When each caller started sessions and runs lately.
type StartTimes = HashMap<LimitedKey, VecDeque<Duration>>;

/// The place of a start among those that there may be.
#[derive(Debug)]
pub struct StartPlace {
    all: Arc<Mutex<StartTimes>>,
    of: LimitedKey,
    at: Duration,
    is_kept: bool,
}

impl StartPlace {
    /// Keeps it: something was started.
    pub fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for StartPlace {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = all.get_mut(&self.of)
            && let Some(place) = times.iter().rposition(|at| *at == self.at)
        {
            times.remove(place);
        }
    }
}

/// There were too many.
#[derive(Debug, PartialEq, Eq)]
pub struct RateExceeded {
    /// What there were too many of.
    pub what: &'static str,
    /// How many there may be.
    pub rate: RequestRate,
    /// After how many seconds there may be the next one, at least 1.
    pub wait_seconds: u64,
}

impl Rates {
    /// Returns the numbers by a clock.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let clock = SteadyClock(clock);
        let store = HashMapStateStore::default();
        let anonymous = RateLimiter::new(quota(ANONYMOUS), store, clock.clone());
        Self { clock, requests: Mutex::default(), starts: Arc::default(), anonymous }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`RateExceeded`] if there were too many.
    pub fn request(&self, by: LimitedBy<'_>, rate: RequestRate) -> Result<(), RateExceeded> {
        self.count(&self.requests, by, rate, "requests")
    }

    /// Takes a place for the start of a session or a run; `None` if there may be any number. `usual` is how many
    /// there may be of each caller. A place that is not kept is free again: what is refused uses nothing up.
    ///
    /// # Errors
    /// [`RateExceeded`] if there were too many.
    pub fn start_of(
        &self,
        caller: &Caller,
        usual: Option<RequestRate>,
    ) -> Result<Option<StartPlace>, RateExceeded> {
        let Some(rate) = caller.starts.map_or(usual, |own| own.0) else { return Ok(None) };
        let by = caller.name.as_deref().map_or(LimitedBy::Known(caller.known), LimitedBy::Token);
        self.start(by, rate).map(Some)
    }

    fn start(&self, by: LimitedBy<'_>, rate: RequestRate) -> Result<StartPlace, RateExceeded> {
        let (now, within) = (self.clock.now(), Duration::from_secs(rate.seconds.into()));
        let mut all = self.starts.lock().unwrap_or_else(PoisonError::into_inner);
        let times = all.entry(LimitedKey::of(by)).or_default();
        times.retain(|at| now.saturating_sub(*at) < within);
        let count = usize::try_from(rate.count.get()).unwrap_or(usize::MAX);
        // The one whose time has to pass, if there may be no more.
        if let Some(oldest) = times.len().checked_sub(count).and_then(|place| times.get(place)) {
            let wait = within.saturating_sub(now.saturating_sub(*oldest));
            let begun = u64::from(wait.subsec_nanos() > 0);
            let wait_seconds = wait.as_secs().saturating_add(begun).max(1);
            return Err(RateExceeded { what: "starts", rate, wait_seconds });
        }
        times.push_back(now);
        Ok(StartPlace {
            all: Arc::clone(&self.starts),
            of: LimitedKey::of(by),
            at: now,
            is_kept: false,
        })
    }

    /// Counts a request of a caller that is not known, by its address.
    ///
    /// # Errors
    /// [`RateExceeded`] if there were too many.
    pub fn anonymous(&self, address: IpAddr) -> Result<(), RateExceeded> {
        if self.anonymous.len() >= ADDRESSES_MAX {
            self.anonymous.retain_recent();
        }
        // Of more addresses than are kept, all are one: so the memory stays bounded.
        let is_full = self.anonymous.len() >= ADDRESSES_MAX;
        let key = if is_full { Ipv6Addr::UNSPECIFIED.into() } else { network(address) };
        self.anonymous.check_key(&key).map_err(|until| self.exceeded("requests", ANONYMOUS, &until))
    }

    fn count(
        &self,
        limiters: &Mutex<Limiters>,
        by: LimitedBy<'_>,
        rate: RequestRate,
        what: &'static str,
    ) -> Result<(), RateExceeded> {
        let mut limiters = limiters.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || (rate, RateLimiter::direct_with_clock(quota(rate), self.clock.clone()));
        let (of, limiter) = limiters.entry(LimitedKey::of(by)).or_insert_with(new);
        if *of != rate {
            // The settings changed.
            (*of, *limiter) = new();
        }
        limiter.check().map_err(|until| self.exceeded(what, rate, &until))
    }

    fn exceeded(
        &self,
        what: &'static str,
        rate: RequestRate,
        until: &NotUntil<Duration>,
    ) -> RateExceeded {
        let wait = until.wait_time_from(self.clock.now());
        let begun = u64::from(wait.subsec_nanos() > 0);
        RateExceeded { what, rate, wait_seconds: wait.as_secs().saturating_add(begun).max(1) }
    }
}

impl RateExceeded {
    /// Returns it as the problem of a request.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let Self { what, rate, wait_seconds } = self;
        let within = match rate.seconds {
            1 => "a second".to_owned(),
            60 => "a minute".to_owned(),
            3_600 => "an hour".to_owned(),
            86_400 => "a day".to_owned(),
            seconds => format!("{seconds} seconds"),
        };
        let why = format!("there were more than {} {what} in {within}", rate.count);
        let next = format!("send it again in {wait_seconds} seconds");
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "Nothing was done", why, next)
            .with_header(header::RETRY_AFTER.as_str(), wait_seconds.to_string())
    }
}

/// Returns an address, of version 6 its network: one machine has all addresses of it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

fn quota(rate: RequestRate) -> Quota {
    let each = Duration::from_secs(rate.seconds.into()).checked_div(rate.count.get());
    let quota = each.and_then(Quota::with_period).unwrap_or(Quota::per_second(rate.count));
    quota.allow_burst(rate.count)
}

/// The clock of the server as a steady time: nobody can set it.
#[derive(Clone)]
struct SteadyClock(Arc<dyn Clock>);

impl RateClock for SteadyClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let now = self.0.now();
        let ms = now.steady.map_or_else(|| now.utc.timestamp_millis(), |steady| steady.boot_ms);
        Duration::from_millis(ms.try_into().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::clock::FixedClock;

    fn rate(count: u32, seconds: u32) -> RequestRate {
        RequestRate { count: NonZeroU32::new(count).unwrap(), seconds }
    }

    fn clock() -> Arc<FixedClock> {
        Arc::new(FixedClock::at("2026-11-21T08:00:00Z".parse().unwrap()))
    }

    #[test]
    fn of_ten_starts_an_hour_the_next_one_comes_when_the_first_is_an_hour_ago() {
        let clock = clock();
        let rates = Rates::new(clock.clone());
        let start = || rates.start(LimitedBy::Token("a"), rate(10, 3_600)).map(StartPlace::keep);
        assert_eq!(start(), Ok(()));
        clock.advance(600);
        assert!((1..10).all(|_| start().is_ok()));
        assert_eq!(start().unwrap_err().wait_seconds, 3_000);
        clock.advance(2_999);
        assert_eq!(start().unwrap_err().wait_seconds, 1);
        clock.advance(1);
        assert_eq!(start(), Ok(()));
        assert_eq!(start().unwrap_err().wait_seconds, 600);
        // Another token has its own number, and so have requests.
        assert!(rates.start(LimitedBy::Token("b"), rate(10, 3_600)).is_ok());
        assert_eq!(rates.request(LimitedBy::Token("a"), rate(1, 1)), Ok(()));
    }

    #[test]
    fn a_start_that_was_refused_uses_nothing_up() {
        let rates = Rates::new(clock());
        let start = || rates.start(LimitedBy::Token("a"), rate(1, 3_600));
        assert!((0..5).all(|_| start().is_ok()), "each place is free again");
        start().unwrap().keep();
        assert!(start().is_err());
    }

    #[test]
    fn a_new_number_in_the_settings_counts_at_once() {
        let rates = Rates::new(clock());
        assert!(rates.request(LimitedBy::Token("a"), rate(1, 3_600)).is_ok());
        assert!(rates.request(LimitedBy::Token("a"), rate(1, 3_600)).is_err());
        assert!(rates.request(LimitedBy::Token("a"), rate(2, 3_600)).is_ok());
    }

    #[test]
    fn a_million_addresses_do_not_take_more_memory_than_the_first_thousands() {
        let rates = Rates::new(clock());
        for number in 0..20_000_u32 {
            let _ = rates.anonymous(IpAddr::V4(number.into()));
        }
        assert!(rates.anonymous.len() <= ADDRESSES_MAX + 1, "{}", rates.anonymous.len());
        // An address of before still has its own number.
        assert_eq!(rates.anonymous(IpAddr::V4(20_001.into())).unwrap_err().what, "requests");
    }

    #[test]
    fn all_addresses_of_a_network_of_version_6_are_one() {
        let rates = Rates::new(clock());
        let address = |last: u16| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, last));
        let sent = (0..60).filter(|last| rates.anonymous(address(*last)).is_ok()).count();
        assert_eq!(sent, 50);
    }
}
