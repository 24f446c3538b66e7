//! Asks the forge which pull request a commit is the head of.

use serde_json::Value;

use super::access::Access;
use super::event::{Event, Subject};
use super::outcome::Notice;
use super::pace::Pace;
use super::retry::Session;
use super::trouble::Trouble;

/// Says in `event` which pull request its head is of, where the event itself does not.
///
/// # Errors
/// The forge did not say.
pub fn find(event: &mut Event, access: &Access, pace: &Pace) -> Result<(), Notice> {
    if event.subject != Subject::JudgedBefore(None) {
        return Ok(());
    }
    match ask(event, access, pace) {
        Ok(number) => event.found(number),
        Err(trouble) => {
            let is_of_rights = trouble.is_of_rights();
            return Err(Notice {
                what: "comment".to_owned(),
                why: format!("which pull request it is for is not known: {trouble}"),
                permission: is_of_rights.then(|| "pull-requests: write".to_owned()),
            });
        }
    }
    Ok(())
}

/// Returns the open pull request into this repository whose head that commit is; where there
/// are several, the first that was opened.
fn ask(event: &Event, access: &Access, pace: &Pace) -> Result<Option<u64>, Trouble> {
    let mut session = Session::open(access, pace)?;
    let (repository, head) = (&event.repository, &event.head);
    let pulls = session.all(&format!("/repos/{repository}/commits/{head}/pulls"), None)?;
    let is_it = |pull: &&Value| {
        let base = pull["base"]["repo"]["full_name"].as_str();
        pull["state"] == "open"
            && pull["head"]["sha"].as_str() == Some(head.as_str())
            && base.is_some_and(|name| repository.is(name))
    };
    Ok(pulls
        .iter()
        .filter(is_it)
        .filter_map(|pull| pull["number"].as_u64())
        .min())
}
