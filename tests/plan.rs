//! What would be posted to a forge: from a report and an event, without network.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "plan/bitbucket.rs"]
mod bitbucket;
#[path = "plan/events.rs"]
mod events;
#[path = "plan/hostile.rs"]
mod hostile;
#[path = "plan/legs.rs"]
mod legs;
#[path = "plan/privacy.rs"]
mod privacy;
#[path = "report/sample.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod sample;
#[path = "report/stories.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod stories;
#[path = "plan/texts.rs"]
mod texts;
