//! The parameters of a control sequence, as in `1;5:2`.

/// The parameters of a control sequence, and its other bytes.
#[derive(Debug)]
pub struct Parameters {
    /// The private marker, one of `<=>?`.
    pub marker: Option<u8>,
    /// The bytes before the last one, such as `$`.
    pub intermediates: Vec<u8>,
    numbers: Vec<Vec<Option<u32>>>,
}

impl Parameters {
    /// Reads what stands between the introducer and the last byte.
    pub fn of(body: &[u8]) -> Self {
        let marker = body.first().copied().filter(|byte| (0x3c..=0x3f).contains(byte));
        let is_intermediate = |byte: &&u8| (0x20..=0x2f).contains(*byte);
        let intermediates = body.iter().filter(is_intermediate).copied().collect();
        let text: String =
            body.iter().filter(|b| !is_intermediate(b)).map(|b| char::from(*b)).collect();
        let text = text.get(usize::from(marker.is_some())..).unwrap_or_default();
        let parts = |number: &str| number.split(':').map(|part| part.parse().ok()).collect();
        let numbers =
            if text.is_empty() { Vec::new() } else { text.split(';').map(parts).collect() };
        Self { marker, intermediates, numbers }
    }

    /// Returns how many parameters there are.
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    /// Returns a part of a parameter, both counted from 0; `None` if it is missing or no number.
    pub fn part(&self, nth: usize, part: usize) -> Option<u32> {
        self.numbers.get(nth)?.get(part).copied().flatten()
    }

    /// Returns the first part of a parameter.
    pub fn number(&self, nth: usize) -> Option<u32> {
        self.part(nth, 0)
    }

    /// Returns all parts of a parameter that are numbers.
    pub fn parts(&self, nth: usize) -> impl Iterator<Item = u32> + '_ {
        self.numbers.get(nth).into_iter().flatten().copied().flatten()
    }
}
