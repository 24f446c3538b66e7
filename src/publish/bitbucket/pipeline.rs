//! What a run is about, as Bitbucket Pipelines says it: which commit, which pull request.
//!
//! <https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/>

use super::super::plan::{Repository, Sha};

/// The pages of Bitbucket.
const PAGES: &str = "https://bitbucket.org";

/// What Pipelines says of a run: its variables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// `BITBUCKET_COMMIT`
    pub commit: Option<String>,
    /// `BITBUCKET_WORKSPACE`
    pub workspace: Option<String>,
    /// `BITBUCKET_REPO_SLUG`
    pub slug: Option<String>,
    /// `BITBUCKET_PR_ID`
    pub pull_request: Option<String>,
    /// `BITBUCKET_BUILD_NUMBER`
    pub build: Option<String>,
}

/// What a run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// Where: the workspace, and the repository in it.
    pub repository: Repository,
    /// The commit that is to be judged; of a pull request its head, which Pipelines merges the
    /// destination into before a step runs.
    pub head: Sha,
    /// The pull request; `None` where the run is about a branch or a tag.
    pub pull_request: Option<u64>,
    /// The number of the run; 0 outside of one.
    pub build: u64,
}

/// Why the surroundings do not say what a run is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PipelineError {
    /// This is no run of Bitbucket Pipelines.
    #[error("`{0}` is not set: this is no run of Bitbucket Pipelines")]
    Unset(&'static str),
    /// A variable holds something else.
    #[error("`{variable}` is no {what}")]
    Unreadable {
        /// The variable.
        variable: &'static str,
        /// What it would be.
        what: &'static str,
    },
}

impl Pipeline {
    /// Reads what the run is about.
    ///
    /// # Errors
    /// This is no run of Pipelines, or a variable holds something else.
    pub fn read(around: &Surroundings) -> Result<Self, PipelineError> {
        fn set<'t>(
            variable: &'static str,
            text: Option<&'t str>,
        ) -> Result<&'t str, PipelineError> {
            text.ok_or(PipelineError::Unset(variable))
        }
        let head = set("BITBUCKET_COMMIT", around.commit.as_deref())?;
        let workspace = set("BITBUCKET_WORKSPACE", around.workspace.as_deref())?;
        let slug = set("BITBUCKET_REPO_SLUG", around.slug.as_deref())?;
        let repository = Repository::parse(&format!("{workspace}/{slug}"));
        let number = |variable, text: Option<&str>| {
            let read = text.map(str::parse::<u64>).transpose();
            let what = "number";
            read.map_err(|_| PipelineError::Unreadable { variable, what })
        };
        Ok(Self {
            repository: repository.ok_or(PipelineError::Unreadable {
                variable: "BITBUCKET_REPO_SLUG",
                what: "name of a repository, beside BITBUCKET_WORKSPACE",
            })?,
            head: Sha::parse(head).ok_or(PipelineError::Unreadable {
                variable: "BITBUCKET_COMMIT",
                what: "commit of 40 hexadecimal digits",
            })?,
            pull_request: number("BITBUCKET_PR_ID", around.pull_request.as_deref())?,
            build: number("BITBUCKET_BUILD_NUMBER", around.build.as_deref())?.unwrap_or_default(),
        })
    }

    /// Returns the page of the run, where there is one.
    #[must_use]
    pub fn page(&self) -> Option<String> {
        let (repository, build) = (&self.repository, self.build);
        (build > 0).then(|| format!("{PAGES}/{repository}/pipelines/results/{build}"))
    }

    /// Returns the page on which the report is seen.
    #[must_use]
    pub fn seen_at(&self) -> String {
        let (repository, head) = (&self.repository, &self.head);
        match self.pull_request {
            Some(number) => format!("{PAGES}/{repository}/pull-requests/{number}"),
            None => format!("{PAGES}/{repository}/commits/{head}"),
        }
    }
}
