//! A commit status: the verdict in a line, where a check run is not allowed.

use http::Method;
use serde_json::json;

use super::super::plan::{Plan, Status};
use super::super::retry::Session;
use super::super::trouble::Trouble;

/// Makes the status; there is no page of its own to point at.
pub(super) fn post(
    session: &mut Session,
    plan: &Plan,
    status: &Status,
) -> Result<Option<String>, Trouble> {
    let route = format!("/repos/{}/statuses/{}", plan.repository, plan.head);
    let mut body = json!({
        "context": status.context,
        "state": status.state,
        "description": status.description,
    });
    if let Some(url) = plan
        .check
        .as_ref()
        .and_then(|check| check.details_url.as_deref())
    {
        body["target_url"] = url.into();
    }
    let listed = format!("/repos/{}/commits/{}/statuses", plan.repository, plan.head);
    let look_up = |session: &mut Session| {
        // The newest stands first, and the newest of a name is the one that counts.
        let all = session.all(&listed, None)?;
        let ours = all
            .into_iter()
            .find(|one| one["context"] == body["context"]);
        Ok(ours.filter(|one| {
            one["state"] == body["state"] && one["description"] == body["description"]
        }))
    };
    session.write(Method::POST, &route, &body, &look_up)?;
    Ok(None)
}
