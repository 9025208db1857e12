//! The clocks of this machine. No other file reads them.

use std::sync::OnceLock;
use std::time::SystemTime;

use chrono::{DateTime, SubsecRound, Utc};

use crate::core::{Anchor, Moment, Thresholds};

/// A source of [`Moment`]s.
pub trait Clock: Send + Sync {
    /// Returns the present moment. Its wall time is UTC in whole microseconds.
    fn now(&self) -> Moment;
}

/// The clocks and the random numbers of this machine.
#[derive(Debug, Default)]
pub struct SystemClock {
    identity: OnceLock<Option<String>>,
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        // The first reading of the steady clock reads files. The wall clock is read after it, so
        // that both are read at nearly the same time.
        let steady = self.steady();
        Moment {
            // `Utc::now` panics before 1970.
            utc: DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(6),
            steady,
            nonce: nonce(),
            heartbeat: None,
            thresholds: Thresholds::default(),
            sources: crate::core::SourceTimes::default(),
        }
    }
}

impl SystemClock {
    #[cfg(target_os = "linux")]
    fn steady(&self) -> Option<Anchor> {
        use rustix::time::{ClockId, clock_gettime};

        let ms = |id| {
            let time = clock_gettime(id);
            time.tv_sec.saturating_mul(1_000).saturating_add(time.tv_nsec / 1_000_000)
        };
        let clock = self.identity.get_or_init(identity).clone()?;
        Some(Anchor { clock, boot_ms: ms(ClockId::Boottime), mono_ms: ms(ClockId::Monotonic) })
    }

    #[cfg(not(target_os = "linux"))]
    fn steady(&self) -> Option<Anchor> {
        let _ = &self.identity;
        None
    }
}

/// Returns the boot id, the time namespace and the offsets of its clocks. Readings compare only if
/// all three are equal. The number of the namespace is not enough: the kernel uses it again.
#[cfg(target_os = "linux")]
fn identity() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let namespace = std::fs::read_link("/proc/self/ns/time").unwrap_or_default();
    let namespace: String =
        namespace.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
    let offsets = std::fs::read_to_string("/proc/self/timens_offsets").unwrap_or_default();
    Some(format!("{}/{namespace}{}", boot.trim(), offset_suffix(&offsets)))
}

/// Returns the clock offsets of a time namespace as part of its name; empty if there are none.
#[cfg(target_os = "linux")]
fn offset_suffix(offsets: &str) -> String {
    let numbers = offsets.split_whitespace().filter(|word| word.parse::<i64>().is_ok());
    let numbers: Vec<&str> = numbers.collect();
    if numbers.iter().all(|number| *number == "0") {
        return String::new();
    }
    format!("+{}", numbers.join(","))
}

fn nonce() -> u32 {
    // Without random numbers, the key of a session is still unique on its desk.
    getrandom::u32().unwrap_or_default()
}

/// A clock that does not run; for tests and for images of the panel.
#[derive(Debug)]
pub struct FixedClock(pub std::sync::Mutex<Moment>);

impl FixedClock {
    /// Returns a clock that shows `utc` and has no steady clock.
    #[must_use]
    pub fn at(utc: DateTime<Utc>) -> Self {
        Self(std::sync::Mutex::new(Moment {
            utc,
            steady: None,
            nonce: 0x00a1_b2c3,
            heartbeat: None,
            thresholds: Thresholds::default(),
            sources: crate::core::SourceTimes::default(),
        }))
    }

    /// Sets the clock.
    pub fn set(&self, moment: Moment) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = moment;
    }

    /// Advances every clock by `seconds`.
    pub fn advance(&self, seconds: i64) {
        let mut moment = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        moment.utc += chrono::TimeDelta::seconds(seconds);
        if let Some(steady) = &mut moment.steady {
            steady.boot_ms = steady.boot_ms.saturating_add(seconds.saturating_mul(1_000));
            steady.mono_ms = steady.mono_ms.saturating_add(seconds.saturating_mul(1_000));
        }
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Moment {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::offset_suffix;

    #[test]
    fn a_time_namespace_is_identified_by_its_offsets() {
        assert_eq!(offset_suffix("monotonic 0 0\nboottime 0 0\n"), "");
        assert_eq!(offset_suffix(""), "");
        assert_eq!(offset_suffix("monotonic 0 0\nboottime 1000 0\n"), "+0,0,1000,0");
    }
}
