//! On a pull request the base decides: a change cannot loosen the rules it is judged by.

use anyhow::Result;
use camino::Utf8Path;

use super::{surroundings, variable};
use crate::config::FILE_NAME;
use crate::git::{Names, ReadError, Snapshot, Source};
use crate::run::{self, Request};

/// Lets the base of a pull request, or of a merge group, decide, and returns what a person
/// should know of it.
///
/// # Errors
/// This is such a change, and which one cannot be read.
pub(crate) fn defer_to_base(request: &mut Request) -> Result<Option<String>> {
    let Some((base, _)) = surroundings::base()? else {
        return Ok(None);
    };
    let base = base.to_string();
    request.pull_request = Some(base.clone());
    let file = request
        .config
        .as_deref()
        .unwrap_or(Utf8Path::new(FILE_NAME));
    let is_there = |source: &Source| !matches!(source.read(file, 0), Err(ReadError::Missing));
    let index_file = request.index_file.as_deref();
    let now = run::open(&request.folder, &request.snapshot, index_file).ok();
    let before = now
        .as_ref()
        .and_then(|now| now.at(&Snapshot::Commit(base.clone())).ok());
    let (Some(now), Some(before)) = (now, before) else {
        // The run itself says what is missing, in every format.
        request.policy_from = Some(base);
        return Ok(None);
    };
    if is_there(&before) {
        request.policy_from = Some(base);
        return Ok(None);
    }
    if !is_there(&now) {
        return Ok(None);
    }
    request.fail_on = Some(None);
    Ok(Some(format!(
        "this pull request introduces `{file}`: the run is advisory, and nothing blocks yet"
    )))
}

/// Returns the branches and tags that the forge says this run is about: what is judged, and
/// what it is to be merged into.
pub(crate) fn names() -> Names {
    let list = |names: &[&str]| names.iter().filter_map(|name| variable(name)).collect();
    let is_set = |name: &str| variable(name).is_some();
    if is_set("GITHUB_ACTIONS") {
        let own = variable("GITHUB_REF_NAME").into_iter();
        let (tags, mut branches): (Vec<String>, Vec<String>) =
            match variable("GITHUB_REF_TYPE").as_deref() {
                Some("tag") => (own.collect(), Vec::new()),
                _ => (Vec::new(), own.collect()),
            };
        branches.extend(variable("GITHUB_BASE_REF"));
        // Reviews and merge groups have no such variable; an event that cannot be read is told
        // where the base is asked for.
        if let Ok(Some((_, branch))) = surroundings::base() {
            branches.extend(branch);
        }
        return Names { branches, tags };
    }
    if is_set("GITLAB_CI") {
        let target = "CI_MERGE_REQUEST_TARGET_BRANCH_NAME";
        return Names {
            branches: list(&["CI_COMMIT_BRANCH", target]),
            tags: list(&["CI_COMMIT_TAG"]),
        };
    }
    if is_set("TF_BUILD") {
        return names_of_azure();
    }
    if is_set("BITBUCKET_BUILD_NUMBER") {
        return Names {
            branches: list(&["BITBUCKET_BRANCH", "BITBUCKET_PR_DESTINATION_BRANCH"]),
            tags: list(&["BITBUCKET_TAG"]),
        };
    }
    if is_set("JENKINS_URL") {
        let mut branches: Vec<String> = list(&["BRANCH_NAME", "GIT_BRANCH", "CHANGE_TARGET"]);
        // Outside of a multibranch pipeline the name begins with that of the remote.
        let own = variable("GIT_BRANCH");
        let own = own.as_deref().and_then(|name| name.split_once('/'));
        branches.extend(own.map(|(_, name)| name.to_owned()));
        return Names {
            branches,
            tags: list(&["TAG_NAME"]),
        };
    }
    Names::default()
}

/// Returns what Azure Pipelines says of it.
fn names_of_azure() -> Names {
    let mut branches = Vec::new();
    // Of a repository on GitHub the target has no `refs/heads/`.
    if let Some(target) = variable("SYSTEM_PULLREQUEST_TARGETBRANCH") {
        let name = target.strip_prefix("refs/heads/");
        branches.push(name.unwrap_or(&target).to_owned());
    }
    let own = variable("BUILD_SOURCEBRANCH").unwrap_or_default();
    branches.extend(own.strip_prefix("refs/heads/").map(str::to_owned));
    let tags = own.strip_prefix("refs/tags/").map(str::to_owned);
    Names {
        branches,
        tags: tags.into_iter().collect(),
    }
}
