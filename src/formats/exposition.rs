//! The text format of Prometheus: one sample a line.

/// A sample as a line has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sampled<'a> {
    /// The name of the metric.
    pub(super) metric: &'a str,
    /// The labels, without quotes and escapes.
    pub(super) labels: Vec<(&'a str, String)>,
    /// The value as it is written.
    pub(super) value: &'a str,
    /// The time, milliseconds.
    pub(super) at_ms: Option<i64>,
}

/// Returns the samples of a text, or a line as it is if it is no sample. Comments are left out.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Result<Sampled<'_>, &str>> {
    let is_sample = |line: &&str| !line.is_empty() && !line.starts_with('#');
    text.lines().map(str::trim).filter(is_sample).map(|line| sampled(line).ok_or(line))
}

/// Reports whether a line that is not readable is of a metric.
pub(super) fn is_of(line: &str, metric: &str) -> bool {
    let rest = line.strip_prefix(metric);
    rest.is_some_and(|rest| !rest.starts_with(|c| is_name(c) || c == ':'))
}

fn sampled(line: &str) -> Option<Sampled<'_>> {
    let (metric, rest) = name(line)?;
    let rest = rest.trim_start();
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (Vec::new(), rest),
    };
    let mut words = rest.split_ascii_whitespace();
    let value = words.next()?;
    // What follows a "#" is an exemplar.
    let at_ms = match words.next() {
        Some("#") | None => None,
        Some(at) => Some(at.parse().ok()?),
    };
    value.parse::<f64>().is_ok().then_some(Sampled { metric, labels, value, at_ms })
}

fn labels(mut rest: &str) -> Option<(Vec<(&str, String)>, &str)> {
    let mut labels = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('}') {
            return Some((labels, after));
        }
        let (label, after) = name(rest)?;
        let after = after.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
        let (value, after) = quoted_value(after)?;
        labels.push((label, value));
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(after) => after,
            None if after.starts_with('}') => after,
            None => return None,
        };
    }
}

/// Returns a value up to its closing quote, without escapes, and what follows.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((value, characters.as_str())),
            '\\' => value.push(match characters.next()? {
                'n' => '\n',
                other => other,
            }),
            other => value.push(other),
        }
    }
}

/// Returns a name and what follows.
fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c| !is_name(c) && c != ':').unwrap_or(text.len());
    text.split_at_checked(end).filter(|(name, _)| !name.is_empty())
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_read_with_escapes_commas_and_a_time() {
        let text =
            "# TYPE up gauge\nup{a=\"x, \\\"y\\\" \\\\ \\n}\", b = \"\",} 1 1795615541781\nup 2\n";
        let all: Vec<Sampled<'_>> = lines(text).map(Result::unwrap).collect();
        let labels = vec![("a", "x, \"y\" \\ \n}".to_owned()), ("b", String::new())];
        let at_ms = Some(1_795_615_541_781);
        assert_eq!(
            all,
            [
                Sampled { metric: "up", labels, value: "1", at_ms },
                Sampled { metric: "up", labels: vec![], value: "2", at_ms: None },
            ]
        );
    }

    #[test]
    fn a_line_that_is_no_sample_is_given_back() {
        for line in
            ["up{a=\"x", "up{a=\"x\"}", "up{a} 1", "up one", "up 1 soon", "{} 1", "up{a=\"\\"]
        {
            assert_eq!(lines(line).next(), Some(Err(line)), "{line}");
        }
        assert!(is_of("monitor_status{", "monitor_status"));
        assert!(!is_of("monitor_status_code{", "monitor_status"));
    }
}
