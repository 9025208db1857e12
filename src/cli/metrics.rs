//! Answers with all desks as metrics, or writes them to a file.

use std::path::Path;

use super::args::{GlobalOptions, MetricsArgs};
use super::cli_session::CliSession;
use super::error::CliError;
use super::markup::typed;
use super::new_file::{self, NewFile, Replaces};
use super::reply::{NEEDS_ATTENTION, Output, Reply, warning_lines};
use crate::contract::{self, MetricsWritten};
use crate::core::{AllGauges, DeskName, count_text};
use crate::export::{METRICS_BEGIN, metrics};
use crate::failure::Words;

/// The file of a collector of metrics. It runs as a user of its own.
const FILE: NewFile = NewFile {
    what: "The metrics were not written",
    mode: 0o644,
    replaces: Replaces::BeginningWith(METRICS_BEGIN),
};

/// Returns the options without a desk: the metrics of all desks are the same, whichever one is asked.
#[must_use]
pub fn of_every_desk(options: &GlobalOptions) -> GlobalOptions {
    GlobalOptions { profile: Some(DeskName::DEFAULT.to_owned()), run: None, ..options.clone() }
}

impl CliSession<'_> {
    /// Answers with the metrics, or writes them to a file.
    pub(super) fn metrics(&self, asked: &MetricsArgs) -> Result<Reply, CliError> {
        let file = asked.output.as_deref();
        if file == Some(Path::new("-")) {
            return Err(usage("-o - names no file", "write to stdout without -o"));
        }
        if file.is_none() && self.json {
            let why = "the metrics have a form of their own, which is not JSON";
            return Err(usage(why, "leave out --json, or ask for `onwatch desks --json`"));
        }
        let found = self.desk.gauges();
        let text = metrics(&found.answer, env!("CARGO_PKG_VERSION"))?;
        let answer = match file {
            Some(path) => self.write_metrics(path, &text, &found.answer, &found.warnings)?,
            None => Output::Document(text),
        };
        let exit = if found.answer.is_complete { 0 } else { NEEDS_ATTENTION };
        let notices = warning_lines(&[self.warnings.clone(), found.warnings].concat());
        Ok(Reply { exit, notices, ..Reply::done(answer) })
    }

    /// Writes the metrics to a file; returns what was written.
    fn write_metrics(
        &self,
        path: &Path,
        text: &str,
        found: &AllGauges,
        warnings: &[String],
    ) -> Result<Output, CliError> {
        let own = self.desk.paths().of_profile(None);
        new_file::write(path, text, FILE, &[&own.config, &own.data])?;
        let done = MetricsWritten {
            path: path.display().to_string(),
            bytes: text.len(),
            desk_count: found.desks.len(),
            run_count: found.runs.all(),
            warnings: warnings.to_vec(),
        };
        if self.json {
            return Ok(Output::Json(vec![contract::line(&done)?]));
        }
        let (desks, runs) =
            (count_text(done.desk_count, "profile"), count_text(done.run_count, "live run"));
        Ok(Output::Lines(vec![format!("Wrote {}: {desks}, {runs}", typed(&done.path))]))
    }
}

fn usage(why: &str, next: &str) -> CliError {
    let what = "The command line was not understood".into();
    CliError::Usage(Words { what, why: why.to_owned(), next: next.to_owned() })
}
