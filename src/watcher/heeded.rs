//! Which changes in a directory are told.

/// Which changes in a directory are told. What is not told wakes nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heeded {
    /// A file got its name, or was removed: its writer makes a new one each time.
    Renames,
    /// Also that a file appeared.
    Names,
    /// Also that a file was written.
    Contents,
}
