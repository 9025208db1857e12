//! Prints what drawing costs: `cargo bench --bench draw`.
//!
//! Each frame is drawn in full from the model into cells: a target, a strip with marks and a
//! cursor, half a year of days. Nothing here passes or fails; a person reads the figures.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss,
    clippy::indexing_slicing
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use common::panel::Panel;
use common::story::{Story, note};
use onwatch::tui::PanelEvent;
use ratatui::layout::Size;

const ROUNDS: usize = 2_000;

fn main() {
    let mut story = Story::morning();
    story.watch.session.as_mut().unwrap().target_seconds = Some(3 * 3_600);
    for nth in 0..50 {
        story.wait(3, 0).give(note(&format!("round {nth}: nothing to report so far")));
    }
    let mut panel = Panel::sized(story, 120, 40, true);
    panel.past = common::panel::half_a_year("2026-03-13T08:00:00Z".parse().unwrap());
    panel.days_again();
    // The focus on the session: its strip has a cursor.
    panel.type_keys("⇤");
    for (width, height) in [(80, 24), (120, 40), (140, 40), (200, 60)] {
        panel.hear(PanelEvent::Resized(Size { width, height }));
        let (draw, tick) = (measured(|| drop(black_box(panel.draw()))), ticks(&mut panel));
        println!(
            "{width:3}×{height:<3} full draw {:6.3} ms, p99 {:6.3} ms (asked: 2 ms at 120×40); a second's tick {:6.3} ms",
            at(&draw, 50),
            at(&draw, 99),
            at(&tick, 50),
        );
    }
}

fn ticks(panel: &mut Panel) -> Vec<Duration> {
    measured(|| panel.hear(PanelEvent::Tick))
}

fn measured(mut act: impl FnMut()) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            act();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times
}

/// Returns a percentile, milliseconds.
fn at(times: &[Duration], percent: usize) -> f64 {
    times[times.len() * percent / 100].as_secs_f64() * 1_000.0
}
