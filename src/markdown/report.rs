//! A report as a page of Markdown.

use super::against_rules::overrides;
use super::escape::plain;
use super::section::section;
use crate::core::{ReportRow, WorkReport};
use crate::export::{
    breaks_of, by_text, corrected_text, day_name, exact_text, gap_text, live_text, period_title,
    rounded_note, shown_time,
};
use crate::zone::Zone;

/// Returns a report as a page, with local times.
#[must_use]
pub fn report(report: &WorkReport, zone: &dyn Zone) -> String {
    let query = &report.query;
    let title = period_title(&query.period, zone);
    let mut page =
        vec![format!("# Work: {}, {}", plain(&title), plain(&by_text(report))), String::new()];
    for warning in &report.warnings {
        page.extend([format!("**Warning:** {}", plain(warning)), String::new()]);
    }
    page.extend(rows(report));
    page.extend(rounded_note(report).into_iter().flat_map(|note| [String::new(), note]));
    let live = |one| format!("- {}", plain(&live_text(one, report, zone)));
    section(&mut page, "Live", report.live.iter().map(live).collect());
    let day = |(day, seconds, ranges): (_, u64, Vec<String>)| {
        format!("- {}, {}: {}", day_name(day), exact_text(seconds), ranges.join(", "))
    };
    section(&mut page, "Breaks", breaks_of(report, zone).into_iter().map(day).collect());
    let gap = |one| {
        let (head, verdict) = gap_text(one, report, false, zone);
        format!("- {}; {}", plain(&head), plain(&verdict))
    };
    section(&mut page, "Gaps", report.gaps.iter().map(gap).collect());
    let against = report.overrides.iter().flat_map(|one| {
        let session = plain(&report.session_name(one.session, &one.desk));
        let lines = overrides(std::slice::from_ref(&one.done), zone);
        lines.into_iter().map(move |line| format!("{line} ({session})"))
    });
    section(&mut page, "Against a rule", against.collect());
    page.push(String::new());
    page.join("\n")
}

fn rows(report: &WorkReport) -> Vec<String> {
    let (grouping, unit) = (report.query.grouping, report.query.rounded_to_seconds);
    let head = capital(grouping.word());
    let has_titles = report.rows.iter().any(|row| row.key.has_titles());
    let title_cell = |text: &str| if has_titles { format!(" {text} |") } else { String::new() };
    let time = |seconds, rounded| shown_time(seconds, rounded, unit);
    let row = |row: &ReportRow| {
        let name = plain(&row.key.name(grouping));
        let title = row.title().map(plain).or_else(|| row.title_count()).unwrap_or_default();
        let title = title_cell(&title);
        let live = if row.is_live { " (live)" } else { "" };
        let active = time(row.seconds, row.rounded_seconds);
        let corrected = corrected_text(row).map(|text| format!(" ({text})")).unwrap_or_default();
        format!("| {name}{live} |{title} {active} | {}{corrected} |", row.sessions)
    };
    let mut lines = vec![format!("| {head} |{} Active | Sessions |", title_cell("Title"))];
    lines.push(format!("|---|{}---:|---:|", if has_titles { "---|" } else { "" }));
    lines.extend(report.rows.iter().map(row));
    let total = time(report.seconds(), report.rounded_seconds);
    lines.push(format!("| **Total** |{} **{total}** | {} |", title_cell(""), report.sessions));
    lines
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
