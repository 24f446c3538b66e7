//! Asks the forge again where that is safe, and within the time there is.
//!
//! What writes is never repeated blindly: an answer that was lost may be the answer to
//! something that was done, so the forge is asked first whether it was.

use std::time::Duration;

use http::Method;
use serde_json::Value;

use super::access::Access;
use super::answer::{Answer, Next};
use super::client::Client;
use super::pace::Pace;
use super::trouble::Trouble;

/// How long all of it may take.
const BUDGET: Duration = Duration::from_secs(90);

/// How often one thing is asked.
const TRIES: u32 = 4;

/// How far writes are apart, as GitHub asks for.
const BETWEEN_WRITES: Duration = Duration::from_secs(1);

/// How long to wait where a limit is met and nothing says how long.
const MINUTE: Duration = Duration::from_mins(1);

/// The most pages that a list is read of.
const MAX_PAGES: usize = 300;

/// One conversation with the forge.
pub(super) struct Session<'a> {
    client: Client,
    pace: &'a Pace<'a>,
    last_write: Option<Duration>,
    has_waited_a_minute: bool,
}

/// How to find out whether something was done whose answer was lost.
pub(super) type LookUp<'a> = &'a dyn Fn(&mut Session) -> Result<Option<Value>, Trouble>;

/// What is asked.
struct Question<'a> {
    method: Method,
    route: &'a str,
    body: Option<&'a Value>,
}

impl<'a> Session<'a> {
    /// Makes ready to speak to the forge.
    pub(super) fn open(access: &Access, pace: &'a Pace<'a>) -> Result<Self, Trouble> {
        Ok(Self::with(Client::open(access)?, pace))
    }

    /// Speaks to a forge that is reached.
    pub(super) const fn with(client: Client, pace: &'a Pace<'a>) -> Self {
        Self {
            client,
            pace,
            last_write: None,
            has_waited_a_minute: false,
        }
    }

    /// Reads one thing.
    pub(super) fn get(&mut self, route: &str) -> Result<Value, Trouble> {
        value(&self.page(route)?)
    }

    /// Reads a list, all pages of it; where it is a member of an object, `key` names it.
    pub(super) fn all(&mut self, route: &str, key: Option<&str>) -> Result<Vec<Value>, Trouble> {
        let mark = if route.contains('?') { '&' } else { '?' };
        let mut route = format!("{route}{mark}per_page=100");
        let mut list = Vec::new();
        for _ in 0..MAX_PAGES {
            let answer = self.page(&route)?;
            let mut page = value(&answer)?;
            if let Some(key) = key {
                page = page
                    .get_mut(key)
                    .map(Value::take)
                    .ok_or(Trouble::Unreadable)?;
            }
            let Value::Array(items) = page else {
                return Err(Trouble::Unreadable);
            };
            list.extend(items);
            let Some(next) = &answer.next_page else {
                return Ok(list);
            };
            route = self.client.route(next)?;
        }
        Err(Trouble::Unreadable)
    }

    /// Makes or changes something; before it is repeated, `look_up` says whether it is done.
    pub(super) fn write(
        &mut self,
        method: Method,
        route: &str,
        body: &Value,
        look_up: LookUp,
    ) -> Result<Value, Trouble> {
        let question = Question {
            method,
            route,
            body: Some(body),
        };
        Ok(match self.ask(&question, look_up)? {
            // What is written stands, whatever is said of it.
            Done::Answered(answer) => value(&answer).unwrap_or_default(),
            Done::Found(found) => found,
        })
    }

    /// Takes something away; what is not there is gone already.
    pub(super) fn delete(&mut self, route: &str) -> Result<(), Trouble> {
        let question = Question {
            method: Method::DELETE,
            route,
            body: None,
        };
        match self.ask(&question, &|_| Ok(None)) {
            Ok(_) | Err(Trouble::NotFound) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    /// Returns the text without anything that is secret.
    pub(super) fn redact(&self, text: &str) -> String {
        self.client.redact(text)
    }

    /// Waits, where the time allows it.
    pub(super) fn wait(&self, wait: Duration) -> Result<(), Trouble> {
        if wait >= self.left()? {
            return Err(Trouble::OutOfTime(BUDGET));
        }
        (self.pace.sleep)(wait);
        Ok(())
    }

    fn page(&mut self, route: &str) -> Result<Answer, Trouble> {
        let question = Question {
            method: Method::GET,
            route,
            body: None,
        };
        match self.ask(&question, &|_| Ok(None))? {
            Done::Answered(answer) => Ok(answer),
            Done::Found(_) => Err(Trouble::Unreadable),
        }
    }

    fn ask(&mut self, question: &Question, look_up: LookUp) -> Result<Done, Trouble> {
        let is_write = question.method != Method::GET;
        for tries in 1..=TRIES {
            if is_write {
                self.space_out()?;
            }
            let limit = self.pace.request.min(self.left()?);
            let heard = self
                .client
                .call(&question.method, question.route, question.body, limit);
            if is_write {
                self.last_write = Some((self.pace.elapsed)());
            }
            let (wait, trouble) = match self.next(&heard) {
                Next::Done => return heard.map(Done::Answered),
                Next::Never(trouble) => return Err(trouble),
                Next::AfterAMinute if self.has_waited_a_minute => {
                    return Err(Trouble::Busy(MINUTE));
                }
                Next::AfterAMinute => {
                    self.has_waited_a_minute = true;
                    (MINUTE, Trouble::Busy(MINUTE))
                }
                Next::Later(wait, trouble) => {
                    let patience = patience(question, tries);
                    (wait.map_or(patience, |wait| wait.max(patience)), trouble)
                }
            };
            if tries == TRIES || wait >= self.left()? {
                return Err(trouble);
            }
            (self.pace.sleep)(wait);
            if is_write {
                match look_up(self) {
                    Ok(Some(found)) => return Ok(Done::Found(found)),
                    Ok(None) => {}
                    // What the forge turned away was not done, whoever may look.
                    Err(Trouble::Unknown(_)) if !is_doubtful(&trouble) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        Err(Trouble::OutOfTime(BUDGET))
    }

    fn left(&self) -> Result<Duration, Trouble> {
        BUDGET
            .checked_sub((self.pace.elapsed)())
            .filter(|left| !left.is_zero())
            .ok_or(Trouble::OutOfTime(BUDGET))
    }

    fn space_out(&self) -> Result<(), Trouble> {
        let since = self
            .last_write
            .map(|last| (self.pace.elapsed)().saturating_sub(last));
        match since.and_then(|since| BETWEEN_WRITES.checked_sub(since)) {
            Some(wait) if !wait.is_zero() => self.wait(wait),
            _ => Ok(()),
        }
    }

    fn next(&self, heard: &Result<Answer, Trouble>) -> Next {
        match heard {
            Ok(answer) => answer.next(|said| self.redact(said)),
            Err(trouble @ (Trouble::Lost(_) | Trouble::Unreached(_))) => {
                Next::Later(None, trouble.clone())
            }
            Err(trouble) => Next::Never(trouble.clone()),
        }
    }
}

/// Whether what was asked may have been done all the same.
fn is_doubtful(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Lost(_) => true,
        Trouble::Down(status) => *status != 429,
        _ => false,
    }
}

/// How a question was answered.
enum Done {
    Answered(Answer),
    /// It was done before it was asked again.
    Found(Value),
}

/// Returns how long to wait after so many tries: 1, 2, 4 s, and up to half a second more.
///
/// What is added differs from run to run, so that many that failed together do not come
/// back together; it is taken from what is asked, since nothing here reads a clock.
fn patience(question: &Question, tries: u32) -> Duration {
    let body = question.body.map(Value::to_string).unwrap_or_default();
    let bytes = question.route.bytes().chain(body.bytes());
    let spread = bytes.fold(u64::from(tries), |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Duration::from_secs(1 << (tries - 1)) + Duration::from_millis(spread % 500)
}

fn value(answer: &Answer) -> Result<Value, Trouble> {
    serde_json::from_str(&answer.body).map_err(|_| Trouble::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_differs_from_run_to_run() {
        let waits = |route: &str| {
            let question = Question {
                method: Method::GET,
                route,
                body: None,
            };
            [1, 2, 3].map(|tries| patience(&question, tries).as_millis())
        };
        let waited = waits("/a");
        for (wait, seconds) in waited.into_iter().zip([1_000, 2_000, 4_000]) {
            assert!((seconds..seconds + 500).contains(&wait), "{wait}");
        }
        assert_ne!(waited, waits("/b"));
    }
}
