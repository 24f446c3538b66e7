//! One answer of the forge, and what it means for what comes next.

use std::time::Duration;

use http::header::{HeaderMap, LOCATION};
use serde_json::Value;

use super::trouble::Trouble;

/// The most that is repeated of what the forge says, in characters.
const MAX_MESSAGE: usize = 200;

/// What the forge answered.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The status of HTTP.
    pub(super) status: u16,
    /// `Retry-After`.
    pub(super) retry_after: Option<Duration>,
    /// How long until requests are counted anew; known where none is left.
    pub(super) reset_after: Option<Duration>,
    /// Whether no request is left.
    pub(super) is_used_up: bool,
    /// The address of the next page.
    pub(super) next_page: Option<String>,
    /// Where it sends on to.
    pub(super) location: Option<String>,
    /// The text.
    pub(super) body: String,
}

/// What an answer means for what comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It is what was asked for.
    Done,
    /// It will not be otherwise.
    Never(Trouble),
    /// After a time that the forge names, else a little longer each time.
    Later(Option<Duration>, Trouble),
    /// After a minute, once.
    AfterAMinute,
}

impl Answer {
    /// Reads what stands before the text.
    pub(super) fn read(status: u16, headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let number = |name: &str| text(name).and_then(|value| value.trim().parse::<u64>().ok());
        let is_used_up = number("x-ratelimit-remaining") == Some(0);
        // Both times are those of the forge, so that a clock that is wrong here does not matter.
        let now = text("date").and_then(seconds);
        let until = |moment: u64| Some(Duration::from_secs(moment.saturating_sub(now?)));
        let named = || text("retry-after").and_then(seconds).and_then(until);
        let sends_on = matches!(status, 301 | 302 | 303 | 307 | 308);
        let location = text(LOCATION.as_str()).filter(|_| sends_on);
        Self {
            status,
            retry_after: number("retry-after")
                .map(Duration::from_secs)
                .or_else(named),
            reset_after: number("x-ratelimit-reset")
                .filter(|_| is_used_up)
                .and_then(until),
            is_used_up,
            next_page: text("link").and_then(next_page).map(str::to_owned),
            location: location.map(str::to_owned),
            body: String::new(),
        }
    }

    /// Says what it means; `redact` leaves out of a text what is secret.
    pub(super) fn next(&self, redact: impl Fn(&str) -> String) -> Next {
        next(self, redact(&message(&self.body)))
    }
}

/// Says what an answer means; `message` is what the forge says in it.
fn next(answer: &Answer, message: String) -> Next {
    let status = answer.status;
    match status {
        200..=299 => Next::Done,
        401 => Next::Never(Trouble::Unauthorized),
        403 if message.contains("Resource not accessible") => {
            Next::Never(Trouble::Forbidden(message))
        }
        403 | 429 => limited(answer, message),
        404 => Next::Never(Trouble::NotFound),
        413 => Next::Never(Trouble::TooLarge),
        422 if is_too_long(&message) => Next::Never(Trouble::TooLong),
        408 | 500..=599 => Next::Later(None, Trouble::Down(status)),
        _ => Next::Never(Trouble::Refused { status, message }),
    }
}

/// Says what a 403 or 429 means: too many requests, or no right.
fn limited(answer: &Answer, message: String) -> Next {
    if let Some(wait) = answer.retry_after {
        return Next::Later(Some(wait), Trouble::Busy(wait));
    }
    if answer.is_used_up {
        return answer.reset_after.map_or(Next::AfterAMinute, |wait| {
            Next::Later(Some(wait), Trouble::Busy(wait))
        });
    }
    if message
        .to_ascii_lowercase()
        .contains("secondary rate limit")
    {
        return Next::AfterAMinute;
    }
    match answer.status {
        403 => Next::Never(Trouble::Forbidden(message)),
        status => Next::Later(None, Trouble::Down(status)),
    }
}

fn is_too_long(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("too long") || message.contains("characters are allowed")
}

/// Returns what the forge says of an error, on one line, and no more than a line holds.
fn message(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let more = body["errors"].as_array().into_iter().flatten();
    let more = more.filter_map(|error| text(error).or_else(|| text(&error["message"])));
    // Bitbucket says it one level deeper, and of some errors only in parts.
    let deeper = [&body["error"]["message"], &body["error"]["detail"]];
    let own = [&body["message"]].into_iter().chain(deeper);
    let all: Vec<String> = own.filter_map(text).chain(more).collect();
    let line = all.join("; ");
    let plain = line.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = plain.take(MAX_MESSAGE).collect();
    if short.is_empty() {
        return "without a reason".to_owned();
    }
    short
}

/// Reads the time of a `Date` header, in seconds since 1970.
fn seconds(date: &str) -> Option<u64> {
    let moment = jiff::fmt::rfc2822::parse(date).ok()?;
    u64::try_from(moment.timestamp().as_second()).ok()
}

/// Returns the address that a `Link` header names as the next page.
fn next_page(link: &str) -> Option<&str> {
    link.split('<').skip(1).find_map(|part| {
        let (url, rest) = part.split_once('>')?;
        let is_next = rest
            .split([';', ','])
            .any(|word| matches!(word.trim(), "rel=\"next\"" | "rel=next"));
        is_next.then_some(url)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Answer {
        Answer {
            status,
            ..Answer::default()
        }
    }

    fn said(answer: &Answer, text: &str) -> Next {
        next(answer, text.to_owned())
    }

    #[test]
    fn a_limit_is_waited_for_and_a_missing_right_is_not() {
        let minute = Duration::from_mins(1);
        let later = |wait| Next::Later(Some(wait), Trouble::Busy(wait));
        for status in [403, 429] {
            let after = Answer {
                retry_after: Some(minute),
                ..answer(status)
            };
            assert_eq!(said(&after, "secondary rate limit"), later(minute));
            let used_up = Answer {
                is_used_up: true,
                reset_after: Some(minute * 2),
                ..answer(status)
            };
            assert_eq!(said(&used_up, "rate limit"), later(minute * 2));
            let unknown = Answer {
                is_used_up: true,
                ..answer(status)
            };
            assert_eq!(said(&unknown, "rate limit"), Next::AfterAMinute);
            let text = "You have exceeded a secondary rate limit.";
            assert_eq!(said(&answer(status), text), Next::AfterAMinute);
        }
        let text = "Resource not accessible by integration";
        let forbidden = Next::Never(Trouble::Forbidden(text.to_owned()));
        let after = Answer {
            retry_after: Some(minute),
            ..answer(403)
        };
        assert_eq!(said(&after, text), forbidden);
        assert_eq!(said(&answer(403), text), forbidden);
    }

    #[test]
    fn only_a_forge_in_trouble_is_asked_again() {
        for status in [408, 429, 500, 502, 503, 504] {
            assert_eq!(
                said(&answer(status), ""),
                Next::Later(None, Trouble::Down(status))
            );
        }
        for status in [400, 401, 403, 404, 409, 410, 413, 422, 451] {
            assert!(
                matches!(said(&answer(status), ""), Next::Never(_)),
                "{status}"
            );
        }
        let text = "Validation Failed; Body is too long (maximum is 65536 characters)";
        assert_eq!(said(&answer(422), text), Next::Never(Trouble::TooLong));
    }

    #[test]
    fn what_the_forge_says_is_one_short_line() {
        let body =
            r#"{"message":"Validation\nFailed","errors":[{"message":"Body is too long"},"x"]}"#;
        assert_eq!(message(body), "Validation Failed; Body is too long; x");
        let body = r#"{"type":"error","error":{"message":"Bad request","detail":"summary: size"}}"#;
        assert_eq!(message(body), "Bad request; summary: size");
        assert_eq!(message("<html>"), "without a reason");
        let long = format!(r#"{{"message":"{}"}}"#, "é".repeat(900));
        assert_eq!(message(&long).chars().count(), MAX_MESSAGE);
    }

    #[test]
    fn the_next_page_is_found_among_others() {
        let link = r#"<https://h/a?page=1>; rel="prev", <https://h/a?x=1,2&page=3>; rel="next", <https://h/a?page=9>; rel="last""#;
        assert_eq!(next_page(link), Some("https://h/a?x=1,2&page=3"));
        assert_eq!(next_page(r#"<https://h/a?page=1>; rel="first""#), None);
        assert_eq!(next_page("nonsense"), None);
    }

    #[test]
    fn a_wait_is_named_in_seconds_or_by_its_end() {
        let read = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            let date = "Thu, 01 Jan 1970 00:01:00 GMT";
            for (name, value) in [
                ("date", date),
                ("x-ratelimit-remaining", "0"),
                (name, value),
            ] {
                headers.insert(name, value.parse().unwrap());
            }
            Answer::read(429, &headers)
        };
        let wait = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(read("retry-after", "17").retry_after, wait(17));
        let end = "Thu, 01 Jan 1970 00:01:40 GMT";
        assert_eq!(read("retry-after", end).retry_after, wait(40));
        assert_eq!(read("retry-after", "soon").retry_after, None);
        assert_eq!(read("x-ratelimit-reset", "83").reset_after, wait(23));
        assert_eq!(read("x-ratelimit-reset", "1").reset_after, wait(0));
    }

    #[test]
    fn the_time_of_the_forge_is_read() {
        assert_eq!(seconds("Thu, 01 Jan 1970 00:01:40 GMT"), Some(100));
        assert_eq!(seconds("yesterday"), None);
    }
}
