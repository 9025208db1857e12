//! Random damage to one file or several, by seed.
//!
//! The law: everything acknowledged is there, or it is refused with the file and the cause, or a
//! warning or a finding names what was lost. It is never silent.
//!
//! `ONWATCH_TEST_DAMAGES` sets how many homes are damaged, `ONWATCH_TEST_DAMAGE` the number of the
//! only one. The table is printed with:
//!
//! ```sh
//! ONWATCH_TEST_DAMAGES=4000 cargo test --test store damage::random -- --nocapture
//! ```

mod dice;
mod hit;
mod judge;
mod table;
mod visit;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use onwatch::store::SystemDisk;

use super::day::{self, DAY};
use crate::common::home::{Home, change};
use crate::common::seam_disk::Seam;
use dice::Dice;
use hit::{Hit, strike};
use judge::{Fate, judge};
use table::Table;
use visit::Loss;

/// How many homes are damaged, unless it is said otherwise.
const USUAL: usize = 200;

fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().map(|number| number.parse().unwrap())
}

/// Everything that was found.
#[derive(Default)]
struct Findings {
    kinds: Table,
    places: Table,
    laws: BTreeMap<&'static str, usize>,
    /// What is wrong, in words, by seed.
    wrong: BTreeMap<usize, String>,
}

impl Findings {
    fn add(&mut self, seed: usize, home: &Home, hits: &[Hit], verdict: &judge::Verdict) {
        let (kind, place) = match hits {
            [hit] => (hit.kind.to_owned(), hit.path.display().to_string()),
            hits => (format!("{} at once", hits.len()), format!("{} at once", hits.len())),
        };
        self.kinds.add(&kind, verdict.fate);
        self.places.add(&place, verdict.fate);
        for (law, _) in &verdict.broken {
            *self.laws.entry(law).or_default() += 1;
        }
        if verdict.fate != Fate::Silent && verdict.broken.is_empty() {
            return;
        }
        let hits: Vec<_> = hits.iter().map(|hit| hit.words.as_str()).collect();
        let mut wrong = vec![format!("damage {seed}: {}", hits.join("; "))];
        if verdict.fate == Fate::Silent {
            wrong.push(format!("lost without a word: {:?}", verdict.unsaid));
        }
        wrong.extend(verdict.broken.iter().map(|(law, how)| format!("{law}: {how}")));
        wrong.extend(verdict.said.iter().map(|(source, text)| format!("{source:?}: {text}")));
        let wrong = wrong.join("\n    ");
        let root = home.dir.path().to_string_lossy();
        self.wrong.insert(seed, wrong.replace(&*root, "HOME"));
    }
}

/// Damages a home: one file, a directory, or up to four files.
fn damage(seed: usize) -> (Home, Vec<Hit>) {
    let mut dice = Dice::of(u64::try_from(seed).unwrap());
    let home = DAY.home();
    let wanted = *dice.pick(&[1, 1, 1, 1, 2, 2, 3, 4]);
    let mut hits = Vec::new();
    while hits.len() < wanted {
        let hit = strike(&mut dice, &DAY, home.dir.path(), &hits, true);
        hits.extend(hit);
    }
    (home, hits)
}

fn case(seed: usize, findings: &Mutex<Findings>) {
    let (home, hits) = damage(seed);
    let judged = catch_unwind(AssertUnwindSafe(|| judge(&DAY, &home, Arc::new(SystemDisk), seed)));
    let verdict = judged.unwrap_or_else(|_| judge::Verdict {
        fate: Fate::Silent,
        broken: vec![("a panic", String::new())],
        unsaid: std::collections::BTreeSet::new(),
        said: Vec::new(),
    });
    findings.lock().unwrap().add(seed, &home, &hits, &verdict);
}

#[test]
fn whatever_is_damaged_nothing_is_lost_without_a_word() {
    let only = number("ONWATCH_TEST_DAMAGE");
    let all = number("ONWATCH_TEST_DAMAGES").unwrap_or(USUAL);
    let seeds = only.map_or(0..all, |seed| seed..seed + 1);
    let (next, findings) = (AtomicUsize::new(seeds.start), Mutex::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !seeds.contains(&seed) {
                        break;
                    }
                    case(seed, &findings);
                }
            });
        }
    });
    let Findings { kinds, places, laws, wrong } = findings.into_inner().unwrap();
    println!("{kinds}\n{places}");
    for (law, count) in &laws {
        println!("{count:>6} {law}");
    }
    for text in wrong.values() {
        println!("{text}");
    }
    assert!(wrong.is_empty(), "{} of {} damages break the law", wrong.len(), seeds.len());
}

#[test]
fn a_store_that_does_not_compare_its_files_is_caught_so_this_test_can_fail() {
    let (home, before) = (DAY.home(), DAY.home_before_last());
    let newest = DAY.files.keys().rfind(|path| day::is_segment(path)).unwrap();
    change(&home.dir.path().join(newest), |bytes| {
        bytes.truncate(bytes.len() - DAY.lines[DAY.lines.len() - 1].len() - 1);
    });
    let (root, older) = (home.dir.path().to_owned(), before.dir.path().to_owned());
    let shown = move |path: &Path| {
        let proofs = ["state.json", "witness"];
        let is_proof = proofs.iter().any(|proof| path.ends_with(proof));
        path.strip_prefix(&root)
            .map_or(path.to_owned(), |own| if is_proof { older.join(own) } else { path.to_owned() })
    };
    let disk = Arc::new(Seam { shown: Arc::new(shown), ..Seam::default() });
    let verdict = judge(&DAY, &home, disk, 0);
    assert_eq!(verdict.fate, Fate::Silent);
    let last = u64::try_from(DAY.lines.len()).unwrap();
    assert!(verdict.unsaid.contains(&Loss::Event(last)), "{:?}", verdict.unsaid);
    let laws: Vec<_> = verdict.broken.iter().map(|(law, _)| *law).collect();
    assert!(laws.contains(&"a number or key given twice"), "{:?}", verdict.broken);
}
