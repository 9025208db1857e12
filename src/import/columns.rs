//! The columns of a CSV file, found by their names.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnRole {
    Date,
    Start,
    StartDate,
    End,
    EndDate,
    Duration,
    Notes,
    Context(&'static str),
    Tags,
}

/// The names of columns, in small letters and with one space between words.
const NAMES: [(ColumnRole, &[&str]); 13] = [
    (ColumnRole::Date, &["date", "day"]),
    (
        ColumnRole::Start,
        &[
            "start",
            "from",
            "begin",
            "started",
            "start time",
            "start utc",
            "from utc",
            "started at",
            "started at utc",
            "start at",
        ],
    ),
    (ColumnRole::StartDate, &["start date", "from date"]),
    (
        ColumnRole::End,
        &[
            "end",
            "to",
            "until",
            "stop",
            "finish",
            "ended",
            "end time",
            "stop time",
            "end utc",
            "to utc",
            "until utc",
            "ended at",
            "ended at utc",
            "end at",
        ],
    ),
    (ColumnRole::EndDate, &["end date", "stop date", "to date"]),
    (ColumnRole::Duration, &["duration", "duration (h)"]),
    (ColumnRole::Notes, &["notes", "note", "description", "comment", "annotation", "message"]),
    (ColumnRole::Context("client"), &["client"]),
    (ColumnRole::Context("project"), &["project"]),
    (ColumnRole::Context("sprint"), &["sprint"]),
    (ColumnRole::Context("task"), &["task"]),
    (ColumnRole::Context("subtask"), &["subtask"]),
    (ColumnRole::Tags, &["tags", "tag"]),
];

/// The columns of a file: for each one what it holds, and its name.
pub(super) struct FileColumns {
    roles: Vec<Option<ColumnRole>>,
}

impl FileColumns {
    /// Reads the first line.
    ///
    /// # Errors
    /// The column that is missing, or that occurs twice.
    pub(super) fn read<'a>(names: impl Iterator<Item = &'a [u8]>) -> Result<Self, String> {
        let names: Vec<String> = names.map(plain).collect();
        let roles: Vec<Option<ColumnRole>> = names.iter().map(|name| role(name)).collect();
        for (nth, role) in roles.iter().enumerate() {
            let first = roles.iter().position(|other| other == role && role.is_some());
            if let Some(first) = first.filter(|first| *first < nth) {
                let name = |nth: usize| names.get(nth).map_or("", String::as_str);
                return Err(format!(
                    "the columns '{}' and '{}' say the same; take one away",
                    name(first),
                    name(nth)
                ));
            }
        }
        let columns = Self { roles };
        if names.iter().take(2).eq(["kind", "name"]) {
            return Err("this is a report of onwatch: it has sums, and no times of sessions".into());
        }
        if !columns.has(ColumnRole::Start) {
            return Err(format!(
                "no column has the start; the first line must name the columns, such as {EXAMPLE}"
            ));
        }
        if !(columns.has(ColumnRole::End) || columns.has(ColumnRole::Duration)) {
            return Err(format!(
                "no column has the end or the duration; name the columns such as {EXAMPLE}"
            ));
        }
        Ok(columns)
    }

    /// Returns how many columns there are.
    pub(super) fn count(&self) -> usize {
        self.roles.len()
    }

    /// Returns the number of the column with a role.
    pub(super) fn place(&self, role: ColumnRole) -> Option<usize> {
        self.roles.iter().position(|other| *other == Some(role))
    }

    /// Returns the types of context that columns name.
    pub(super) fn contexts(&self) -> impl Iterator<Item = (usize, &'static str)> {
        self.roles.iter().enumerate().filter_map(|(nth, role)| match role {
            Some(ColumnRole::Context(kind)) => Some((nth, *kind)),
            _ => None,
        })
    }

    fn has(&self, role: ColumnRole) -> bool {
        self.place(role).is_some()
    }
}

const EXAMPLE: &str = "start,end,project,notes";

fn role(name: &str) -> Option<ColumnRole> {
    NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(role, _)| *role)
}

/// Returns the name of a column in small letters, with spaces for other signs between words.
fn plain(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name).to_lowercase().replace(['_', '-', '.'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
