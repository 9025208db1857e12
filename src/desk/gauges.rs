//! The desks of this machine in numbers, for programs that watch it.

use super::obey::Desk;
use crate::core::{
    AllGauges, DeskGauges, DeskGlance, DeskName, Moment, ProfileGauges, RunCounts, WaitsFor,
};
use crate::index::{Asked, MissingDesk};
use crate::paths::Paths;

/// What was read of one desk.
enum ReadDesk {
    /// That of a person, and why it is not sound.
    OfPerson(ProfileGauges, Option<String>),
    /// That of a run.
    OfRun(DeskGlance),
}

impl Desk {
    /// Returns all desks in numbers: those of people, and the live runs. The index is not used, unless many
    /// runs ended whose end it has not read.
    ///
    /// A desk in which nothing was ever recorded is left out. A desk that cannot be read is in the answer,
    /// and is missing.
    #[must_use]
    pub fn gauges(&self) -> Asked<AllGauges> {
        let Asked { answer: names, warnings, missing } = self.index.desks();
        let found = self.read_each(&names, |name, paths, now| self.found(name, paths, now));
        let mut asked = Asked { answer: AllGauges::default(), warnings, missing };
        let (mut desks, mut runs, mut ended) = (Vec::new(), RunCounts::default(), 0);
        for one in found {
            match one {
                ReadDesk::OfRun(run) => {
                    runs.add(&run);
                    ended += usize::from(run.is_over());
                    if let Some(WaitsFor::Attention { why }) = &run.waits_for {
                        asked.add_missing(vec![MissingDesk::unread(&run.desk, why)]);
                    }
                }
                ReadDesk::OfPerson(desk, why) => {
                    let fault = why.map(|why| MissingDesk::unread(&desk.desk, &why));
                    match (&desk.gauges, fault) {
                        (None, fault) => asked.add_missing(fault.into_iter().collect()),
                        (Some(_), fault) => asked.warnings.extend(fault.map(|one| one.warning)),
                    }
                    let is_used = desk.gauges.as_ref().is_none_or(|gauges| gauges.is_used);
                    desks.extend((is_used || !desk.is_sound).then_some(desk));
                }
            }
        }
        // The numbers are known without it. If the index fails, the same runs are read the next time.
        let _ = self.close_ended(ended);
        desks.sort_by(|one, other| one.desk.cmp(&other.desk));
        let is_complete = asked.missing.is_empty();
        asked.answer = AllGauges { desks, runs, is_complete };
        asked
    }

    fn found(&self, name: &DeskName, paths: &Paths, now: &Moment) -> ReadDesk {
        if name.run().is_some() {
            return ReadDesk::OfRun(self.glance_of(name, paths, now));
        }
        let store = self.store.beside(paths.clone());
        let now = self.moment_at(&store, now);
        let (gauges, why) = match store.look() {
            Ok(found) => {
                let gauges = DeskGauges::of(&found.reached.watch, &now);
                (Some(gauges), found.read_only.map(|error| error.to_string()))
            }
            Err(error) => (None, Some(error.to_string())),
        };
        ReadDesk::OfPerson(
            ProfileGauges { desk: name.clone(), is_sound: why.is_none(), gauges },
            why,
        )
    }
}
