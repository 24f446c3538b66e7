//! How time passes while the forge is spoken to; a test lets it pass without waiting.

use std::time::{Duration, Instant};

/// The clock of one publication.
pub struct Pace<'a> {
    /// How long it has taken so far.
    pub elapsed: &'a dyn Fn() -> Duration,
    /// Waits.
    pub sleep: &'a dyn Fn(Duration),
    /// How long one request may take.
    pub request: Duration,
}

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(30);

impl Pace<'_> {
    /// Does something at the pace of the clock on the wall.
    pub fn real<T>(work: impl FnOnce(&Pace) -> T) -> T {
        let begun = Instant::now();
        work(&Pace {
            elapsed: &|| begun.elapsed(),
            sleep: &std::thread::sleep,
            request: REQUEST,
        })
    }
}
