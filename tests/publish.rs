//! What is posted to a forge: against one in this process, and against GitHub's own
//! description of its interface where the tool for it is there. What is posted to Bitbucket goes
//! to one in this process, behind a schema of what Atlassian says of its interface.

#![allow(
    clippy::disallowed_methods,
    clippy::needless_pass_by_value,
    clippy::print_stderr,
    clippy::print_stdout,
    unreachable_pub,
    reason = "tests stand outside the stages"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "publish/approvals.rs"]
mod approvals;
#[path = "publish/bitbucket.rs"]
mod bitbucket;
#[path = "publish/forge.rs"]
mod forge;
#[path = "publish/gate.rs"]
mod gate;
#[path = "publish/http.rs"]
mod http;
#[path = "publish/insights.rs"]
mod insights;
#[path = "publish/limits.rs"]
mod limits;
#[path = "publish/pipelines.rs"]
mod pipelines;
#[path = "publish/plans.rs"]
mod plans;
#[path = "publish/posting.rs"]
mod posting;
#[path = "publish/reading.rs"]
mod reading;
#[path = "cli/repository.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod repository;
#[path = "publish/rights.rs"]
mod rights;
#[path = "publish/server.rs"]
mod server;
mod support;
#[path = "publish/tls.rs"]
mod tls;
#[path = "publish/trouble.rs"]
mod trouble;
