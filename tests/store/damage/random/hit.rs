//! Every way to damage files.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::super::day::{Day, Files, is_segment, put};
use super::dice::Dice;

/// A file or directory that was damaged.
pub struct Hit {
    /// Its path below the home.
    pub path: PathBuf,
    /// The kind of damage.
    pub kind: &'static str,
    /// The damage in words.
    pub words: String,
}

/// A file that is to be damaged.
pub struct Victim<'a> {
    pub dice: &'a mut Dice,
    pub day: &'a Day,
    /// The home.
    pub root: &'a Path,
    /// The path below the home.
    pub path: &'a Path,
}

/// Damages a file; returns the details, or `None` if this damage is impossible there.
type Way = fn(&mut Victim<'_>) -> Option<String>;

impl Victim<'_> {
    fn at(&self) -> PathBuf {
        self.root.join(self.path)
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        fs::read(self.at()).ok().filter(|bytes| !bytes.is_empty())
    }

    /// Changes the bytes of the file.
    fn change(
        &mut self,
        how: impl FnOnce(&mut Dice, &mut Vec<u8>) -> Option<String>,
    ) -> Option<String> {
        let mut bytes = self.bytes()?;
        let words = how(self.dice, &mut bytes)?;
        put(&self.at(), &bytes);
        Some(words)
    }

    /// Changes the lines of the file; each has its line end.
    fn change_lines(
        &mut self,
        how: impl FnOnce(&mut Dice, &mut Vec<Vec<u8>>) -> Option<String>,
    ) -> Option<String> {
        self.change(|dice, bytes| {
            let mut lines = lines(bytes);
            let words = how(dice, &mut lines)?;
            *bytes = lines.concat();
            Some(words)
        })
    }

    fn replace(&mut self, files: &Files, words: String) -> Option<String> {
        let bytes = files.get(self.path)?;
        put(&self.at(), bytes);
        Some(words)
    }

    fn backup(&mut self) -> (String, Files) {
        let nth = self.dice.below(self.day.backups.len() - 1);
        (format!("as after event {}", nth + 1), self.day.backups[nth].clone())
    }
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
}

pub const WAYS: &[(&str, Way)] = &[
    ("a bit flipped", |v| {
        v.change(|dice, bytes| {
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
            Some(format!("in byte {at}"))
        })
    }),
    ("bytes overwritten", |v| {
        v.change(|dice, bytes| {
            let (at, len) = (dice.below(bytes.len()), 1 + dice.below(64));
            bytes.iter_mut().skip(at).take(len).for_each(|byte| *byte = dice.byte());
            Some(format!("{len} from {at}"))
        })
    }),
    ("a range zeroed", |v| {
        v.change(|dice, bytes| {
            let (at, len) = (dice.below(bytes.len()), 1 + dice.below(4_096));
            bytes.iter_mut().skip(at).take(len).for_each(|byte| *byte = 0);
            Some(format!("{len} from {at}"))
        })
    }),
    ("a range lost", |v| {
        v.change(|dice, bytes| {
            let (at, len) = (dice.below(bytes.len()), 1 + dice.below(4_096));
            bytes.drain(at..(at + len).min(bytes.len()));
            Some(format!("{len} from {at}"))
        })
    }),
    ("filled with NUL", |v| {
        v.change(|_, bytes| {
            bytes.fill(0);
            Some(String::new())
        })
    }),
    ("a line lost", |v| {
        v.change_lines(|dice, lines| {
            let at = dice.below(lines.len());
            lines.remove(at);
            Some(format!("line {}", at + 1))
        })
    }),
    ("the first line lost", |v| {
        v.change_lines(|_, lines| {
            lines.remove(0);
            Some(String::new())
        })
    }),
    ("the last lines lost", |v| {
        v.change_lines(|dice, lines| {
            let lost = 1 + dice.below(lines.len().min(4));
            lines.truncate(lines.len() - lost);
            Some(format!("{lost}"))
        })
    }),
    ("a line doubled", |v| {
        v.change_lines(|dice, lines| {
            let (from, to) = (dice.below(lines.len()), dice.below(lines.len() + 1));
            lines.insert(to, lines[from].clone());
            Some(format!("line {} before line {}", from + 1, to + 1))
        })
    }),
    ("two lines swapped", |v| {
        v.change_lines(|dice, lines| {
            let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
            lines.swap(one, other);
            (one != other).then(|| format!("lines {} and {}", one + 1, other + 1))
        })
    }),
    ("a line moved", |v| {
        v.change_lines(|dice, lines| {
            let line = lines.remove(dice.below(lines.len()));
            let to = dice.below(lines.len() + 1);
            lines.insert(to, line);
            Some(format!("to line {}", to + 1))
        })
    }),
    ("the last lines damaged", |v| {
        v.change_lines(|dice, lines| {
            let hit = (1 + dice.below(3)).min(lines.len());
            for line in lines.iter_mut().rev().take(hit) {
                let at = dice.below(line.len().max(2) - 1);
                line[at] ^= 1;
            }
            Some(format!("{hit}"))
        })
    }),
    ("cut", |v| {
        v.change(|dice, bytes| {
            let at = dice.below(bytes.len());
            bytes.truncate(at);
            Some(format!("at byte {at}"))
        })
    }),
    ("the last newline lost", |v| {
        v.change(|_, bytes| (bytes.pop() == Some(b'\n')).then(String::new))
    }),
    ("rubbish added", |v| {
        v.change(|dice, bytes| {
            let len = 1 + dice.below(200);
            bytes.extend((0..len).map(|_| dice.byte()));
            Some(format!("{len} bytes"))
        })
    }),
    ("emptied", |v| {
        v.change(|_, bytes| {
            bytes.clear();
            Some(String::new())
        })
    }),
    ("removed", |v| fs::remove_file(v.at()).ok().map(|()| String::new())),
    ("grown by holes", |v| {
        let mib = 1_024 * 1_024;
        // Many MiB take long, so they are rare.
        let grown = if v.dice.one_in(32) { 80 * mib } else { *v.dice.pick(&[4_096, mib]) };
        let len = u64::try_from(v.bytes()?.len()).unwrap();
        let file = fs::OpenOptions::new().write(true).open(v.at()).ok()?;
        file.set_len(len + grown).ok().map(|()| format!("{grown} bytes"))
    }),
    ("CRLF", |v| {
        v.change(|_, bytes| {
            *bytes = crlf(bytes);
            Some(String::new())
        })
    }),
    ("a BOM in front", |v| {
        v.change(|_, bytes| {
            bytes.splice(0..0, *b"\xef\xbb\xbf");
            Some(String::new())
        })
    }),
    ("foreign JSON", |v| {
        v.change(|_, bytes| {
            *bytes = b"{\"session\": {\"active\": false}}\n".to_vec();
            Some(String::new())
        })
    }),
    ("the file of another store", |v| v.replace(&v.day.foreign, String::new())),
    ("an older copy", |v| {
        let (words, files) = v.backup();
        v.replace(&files, words)
    }),
    ("exchanged with another file", |v| {
        let others: Vec<_> = v.day.files.keys().filter(|path| *path != v.path).collect();
        let other = v.root.join(*v.dice.pick(&others));
        let (here, there) = (v.bytes()?, fs::read(&other).ok()?);
        put(&v.at(), &there);
        put(&other, &here);
        Some(name(&other))
    }),
    ("a line moved to another file", |v| {
        let others: Vec<_> = v.day.files.keys().filter(|path| *path != v.path).collect();
        let other = v.root.join(*v.dice.pick(&others));
        let mut into = lines(&fs::read(&other).ok()?);
        let at = v.dice.below(into.len() + 1);
        v.change_lines(|dice, lines| {
            let from = dice.below(lines.len());
            into.insert(at, lines.remove(from));
            put(&other, &into.concat());
            Some(format!("line {} to line {} of {}", from + 1, at + 1, name(&other)))
        })
    }),
    ("a directory", |v| {
        fs::remove_file(v.at()).ok()?;
        fs::create_dir(v.at()).ok().map(|()| String::new())
    }),
    ("a link to nothing", |v| {
        fs::remove_file(v.at()).ok()?;
        symlink("gone", v.at()).ok().map(|()| String::new())
    }),
    ("a link to itself elsewhere", |v| {
        let elsewhere = v.root.join(format!("moved-{}", name(v.path)));
        fs::rename(v.at(), &elsewhere).ok()?;
        symlink(&elsewhere, v.at()).ok().map(|()| String::new())
    }),
];

/// Damages of many files at once; the path is the directory.
pub const WIDE: &[(&str, &str, Way)] = &[
    ("the directory removed", "data/history", remove_dir),
    ("the directory removed", "data", remove_dir),
    ("the directory removed", "config", remove_dir),
    ("the directory as an older copy", "data/history", restore),
    ("the directory as an older copy", "data", restore),
    ("the directory as an older copy", "config", restore),
    ("an older copy over the directory", "data/history", |v| {
        let (words, files) = v.backup();
        put_below(v, &files);
        Some(words)
    }),
    ("the directory of another store", "data/history", |v| {
        let files = v.day.foreign.clone();
        remove_dir(v)?;
        put_below(v, &files);
        Some(String::new())
    }),
    ("all of it CRLF", "data/history", |v| {
        for path in v.day.files.keys().filter(|path| path.starts_with(v.path)) {
            let path = v.root.join(path);
            put(&path, &crlf(&fs::read(&path).ok()?));
        }
        Some(String::new())
    }),
];

fn remove_dir(v: &mut Victim<'_>) -> Option<String> {
    fs::remove_dir_all(v.at()).ok().map(|()| String::new())
}

fn restore(v: &mut Victim<'_>) -> Option<String> {
    let (words, files) = v.backup();
    remove_dir(v)?;
    put_below(v, &files);
    Some(words)
}

fn put_below(v: &Victim<'_>, files: &Files) {
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with(v.path)) {
        let at = v.root.join(path);
        // No file is copied over a directory.
        if !at.is_dir() {
            put(&at, bytes);
        }
    }
}

fn crlf(bytes: &[u8]) -> Vec<u8> {
    let ends = |line: &[u8]| [line.strip_suffix(b"\n").unwrap_or(line), b"\r\n"].concat();
    bytes.split_inclusive(|b| *b == b'\n').flat_map(ends).collect()
}

pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Damages one file, or a directory if `may_be_wide`; not one that was damaged before.
pub fn strike(
    dice: &mut Dice,
    day: &Day,
    root: &Path,
    before: &[Hit],
    may_be_wide: bool,
) -> Option<Hit> {
    if may_be_wide && dice.one_in(12) {
        let (kind, dir, way) = *dice.pick(WIDE);
        let path = PathBuf::from(dir);
        let words = way(&mut Victim { dice, day, root, path: &path })?;
        return Some(Hit { words: told(&path, kind, &words), path, kind });
    }
    let mut places: Vec<PathBuf> = day.files.keys().cloned().collect();
    places.push("data/history/.lock".into());
    // What the others are derived from is damaged more often.
    let main =
        |path: &&PathBuf| is_segment(path) || matches!(&*name(path), "state.json" | "witness");
    let again: Vec<PathBuf> = places.iter().filter(main).cloned().collect();
    places.extend(again);
    let path = dice.pick(&places).clone();
    if before.iter().any(|hit| path == hit.path) {
        return None;
    }
    let (kind, way) = *dice.pick(WAYS);
    let words = way(&mut Victim { dice, day, root, path: &path })?;
    Some(Hit { words: told(&path, kind, &words), path, kind })
}

fn told(path: &Path, kind: &str, words: &str) -> String {
    format!("{}: {kind} {words}", path.display()).trim_end().to_owned()
}
