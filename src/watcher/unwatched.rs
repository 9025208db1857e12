//! Why files cannot be watched, in words.

use std::io;

use notify::ErrorKind;
use rustix::io::Errno;

/// Returns why the system does not watch something.
pub fn why(error: &io::Error) -> String {
    match Errno::from_io_error(error) {
        Some(Errno::NOSPC) => {
            "too many directories are watched (fs.inotify.max_user_watches)".to_owned()
        }
        Some(Errno::MFILE) => {
            "too many programs watch files (fs.inotify.max_user_instances)".to_owned()
        }
        _ => error.to_string(),
    }
}

/// Returns why the watching library does not watch something.
pub fn why_of(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::Io(error) => why(error),
        ErrorKind::MaxFilesWatch => why(&Errno::NOSPC.into()),
        ErrorKind::Generic(_)
        | ErrorKind::PathNotFound
        | ErrorKind::WatchNotFound
        | ErrorKind::InvalidConfig(_) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_of_the_system_is_said_in_words() {
        let watches = "fs.inotify.max_user_watches";
        for (error, text) in [
            (io::Error::from(Errno::NOSPC), watches),
            (Errno::MFILE.into(), "fs.inotify.max_user_instances"),
            (io::Error::other("another reason"), "another reason"),
        ] {
            assert!(why(&error).contains(text), "{error}: {}", why(&error));
            let of_library = notify::Error::io(error);
            assert!(why_of(&of_library).contains(text), "{of_library}");
        }
        assert!(why_of(&notify::Error::new(ErrorKind::MaxFilesWatch)).contains(watches));
    }
}
