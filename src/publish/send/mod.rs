//! Carries a plan out: one request at a time, and what is not allowed makes way for less.
//!
//! Whatever happens here ends as a notice. No part of it knows the exit code.

mod check;
mod comment;
mod sarif;
mod shorten;
mod status;

use std::fmt::Write as _;

use serde_json::Value;

use super::access::Access;
use super::outcome::{Notice, Outcome, Posted};
use super::pace::Pace;
use super::plan::{CheckRun, Plan};
use super::retry::Session;
use super::trouble::Trouble;

/// What can be posted, and the right that it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Check,
    Comment,
    Status,
    Sarif,
}

impl What {
    const fn name(self) -> &'static str {
        match self {
            Self::Check => "check run",
            Self::Comment => "comment",
            Self::Status => "commit status",
            Self::Sarif => "SARIF",
        }
    }

    const fn permission(self) -> &'static str {
        match self {
            Self::Check => "checks: write",
            Self::Comment => "pull-requests: write",
            Self::Status => "statuses: write",
            Self::Sarif => "security-events: write",
        }
    }
}

/// What is known of the pull request when something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    /// It is where it was judged.
    Here,
    /// It has no pull request, or the token does not see it.
    Unknown,
}

/// What became of one thing.
enum Done {
    /// It can be seen on the forge, at an address where it has one.
    Posted(Option<String>),
    /// There was nothing to post.
    Nothing,
}

/// A plan while it is carried out.
struct Carrier<'a> {
    plan: &'a Plan,
    session: Session<'a>,
    is_fork: bool,
    outcome: Outcome,
    /// What would come in the way of everything that is left.
    blocked: Option<Trouble>,
}

/// Posts what is planned, and says what became of it.
#[must_use]
pub fn send(plan: &Plan, access: &Access, pace: &Pace) -> Outcome {
    let planned = [
        plan.check.as_ref().map(|_| What::Check),
        plan.comment.as_ref().map(|_| What::Comment),
        plan.sarif.as_ref().map(|_| What::Sarif),
    ];
    let planned = planned.into_iter().flatten();
    match Session::open(access, pace) {
        Ok(session) => {
            let mut carrier = Carrier {
                plan,
                session,
                is_fork: plan.is_fork,
                outcome: Outcome::default(),
                blocked: None,
            };
            planned.for_each(|what| carrier.carry(what));
            carrier.outcome
        }
        Err(trouble) => Outcome {
            failed: planned.map(|what| notice(what, &trouble)).collect(),
            ..Outcome::default()
        },
    }
}

impl Carrier<'_> {
    fn carry(&mut self, what: What) {
        let done = match &self.blocked {
            Some(trouble) => Err(trouble.clone()),
            None => self.post(what),
        };
        match done {
            Ok(Done::Posted(url)) => self.posted(what, url),
            Ok(Done::Nothing) => {}
            Err(trouble) => {
                if trouble.is_everywhere() {
                    self.blocked = Some(trouble.clone());
                }
                self.not_posted(what, &trouble);
            }
        }
    }

    fn post(&mut self, what: What) -> Result<Done, Trouble> {
        let head = self.head()?;
        let plan = self.plan;
        match what {
            What::Check => match &plan.check {
                Some(check) => self.post_check(check).map(Done::Posted),
                None => Ok(Done::Nothing),
            },
            What::Comment => match (&plan.comment, plan.pull_request) {
                // Without the head, the comment of a newer run could be written over.
                (Some(_), Some(_)) if head == Head::Unknown => Err(Trouble::NotFound),
                (Some(comment), Some(number)) => {
                    let (done, is_twin) = comment::post(&mut self.session, plan, number, comment)?;
                    if is_twin {
                        self.failed(What::Comment, shared("its comment"));
                    }
                    Ok(done)
                }
                _ => Ok(Done::Nothing),
            },
            What::Sarif => match &plan.sarif {
                Some(sarif) => sarif::post(&mut self.session, plan, sarif).map(Done::Posted),
                None => Ok(Done::Nothing),
            },
            What::Status => Ok(Done::Nothing),
        }
    }

    /// Asks where the pull request is now; where it has moved on, nothing is written.
    fn head(&mut self) -> Result<Head, Trouble> {
        let Some(number) = self.plan.pull_request else {
            return Ok(Head::Unknown);
        };
        let route = format!("/repos/{}/pulls/{number}", self.plan.repository);
        let pull = match self.session.get(&route) {
            Ok(pull) => pull,
            Err(trouble) if trouble.is_of_rights() => return Ok(Head::Unknown),
            Err(trouble) => return Err(trouble),
        };
        let name = |side: &str| pull[side]["repo"]["full_name"].as_str().map(str::to_owned);
        // A fork that was deleted has no name.
        self.is_fork |= name("head") != name("base");
        match pull["head"]["sha"].as_str() {
            Some(sha) if sha == self.plan.head.as_str() => Ok(Head::Here),
            Some(sha) => Err(Trouble::Moved(sha.chars().take(7).collect())),
            None => Err(Trouble::Unreadable),
        }
    }

    /// Makes a check run; where none is allowed, a commit status says the verdict.
    fn post_check(&mut self, check: &CheckRun) -> Result<Option<String>, Trouble> {
        let posted = check::post(&mut self.session, self.plan, check);
        let posted = posted.map(|posted| {
            if posted.untaken > 0 {
                let (untaken, all) = (posted.untaken, check.annotations.len());
                let why = format!("the forge did not take {untaken} of {all} annotations");
                self.failed(What::Check, why);
            }
            if posted.is_twin {
                self.failed(What::Check, shared(&check.name));
            }
            posted.url
        });
        // What is no app may make no check run, whatever rights it has, but a status.
        if let Err(Trouble::Forbidden(message)) = &posted
            && !message.contains("by integration")
        {
            match status::post(&mut self.session, self.plan, &check.status) {
                Ok(url) => self.posted(What::Status, url),
                Err(trouble) => self.not_posted(What::Status, &trouble),
            }
        }
        posted
    }

    fn failed(&mut self, what: What, why: String) {
        self.outcome.failed.push(Notice {
            what: what.name().to_owned(),
            why,
            permission: None,
        });
    }

    fn posted(&mut self, what: What, url: Option<String>) {
        self.outcome.posted.push(Posted {
            what: what.name().to_owned(),
            url: url.map(|url| self.session.redact(&url)),
        });
    }

    fn not_posted(&mut self, what: What, trouble: &Trouble) {
        let mut notice = notice(what, trouble);
        if trouble.is_of_rights() && self.is_fork {
            notice
                .why
                .push_str("; a pull request from a fork cannot have it");
        }
        let is_less = trouble.is_of_rights() || matches!(trouble, Trouble::Moved(_));
        let list = if is_less {
            &mut self.outcome.degraded
        } else {
            &mut self.outcome.failed
        };
        list.push(notice);
    }
}

/// Says that two jobs of one run write in one place.
fn shared(place: &str) -> String {
    format!(
        "another job of this run posted something else as {place}, and only the last is shown; \
         `--leg NAME` gives each job its own"
    )
}

/// Says why something was not posted, and which right would change it.
fn notice(what: What, trouble: &Trouble) -> Notice {
    Notice {
        what: what.name().to_owned(),
        why: trouble.to_string(),
        permission: trouble.is_of_rights().then(|| what.permission().to_owned()),
    }
}

/// Returns where something can be read.
fn url_of(value: &Value) -> Option<String> {
    let url = value["html_url"].as_str()?;
    Some(url.chars().filter(|c| !c.is_control()).collect())
}

/// Writes a name as part of an address.
fn url_safe(name: &str) -> String {
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
