//! What a forge knows of a pull request: who reviewed which commit, and who is in which team.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

use crate::people::{Identity, People, Who};

/// The name of the shape in which reviews are given.
pub const SCHEMA: &str = "raigate/reviews/v1";

/// The reviews of one pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reviews {
    /// The name and version of this shape.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// The pull request.
    pub pull_request: PullRequest,
    /// Every review, also those that a later one takes the place of.
    pub reviews: Vec<Review>,
    /// Who is in which team, as `organisation/team`; a team that is not named is not known.
    #[serde(default)]
    pub teams: BTreeMap<String, Vec<String>>,
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// The handle of whoever opened it.
    pub author: String,
    /// The commit it would be merged into, in hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{40}([0-9a-f]{24})?$"))]
    pub base: String,
    /// The commit that would be merged, in hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{40}([0-9a-f]{24})?$"))]
    pub head: String,
    /// Its labels.
    #[serde(default)]
    pub labels: Vec<String>,
    /// The paths it changes.
    #[serde(default)]
    pub changed_files: Vec<String>,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The handle of whoever gave it.
    pub user: String,
    /// Whether a person stands behind the handle.
    #[serde(rename = "type")]
    pub kind: Account,
    /// What it says.
    pub state: State,
    /// The commit that was looked at, in hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{40}([0-9a-f]{24})?$"))]
    pub commit: String,
    /// When it was given, such as 2026-11-23T09:30:00Z.
    #[schemars(extend("format" = "date-time"))]
    pub submitted_at: String,
}

/// What stands behind a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Account {
    /// A person.
    User,
    /// A program, whose reviews never count.
    Bot,
}

/// What a review says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Yes.
    Approved,
    /// No, unless something changes.
    ChangesRequested,
    /// Neither; an earlier review stays as it is.
    Commented,
    /// It was taken back, by whoever gave it or by somebody who may.
    Dismissed,
}

/// An approval that stands: nothing later of the same person takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Who gave it.
    pub who: Who,
    /// Under which identity.
    pub identity: Identity,
    /// The commit that was looked at.
    pub commit: String,
}

impl Reviews {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// It is not of this shape: where, and how.
    pub fn read(text: &str) -> Result<Self, String> {
        let reviews: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if reviews.schema != SCHEMA {
            return Err(format!("`schema` is not `{SCHEMA}`"));
        }
        let pull_request = &reviews.pull_request;
        let own = [("base", &pull_request.base), ("head", &pull_request.head)];
        let theirs = reviews
            .reviews
            .iter()
            .map(|review| ("commit", &review.commit));
        for (name, commit) in own.into_iter().chain(theirs) {
            let is_commit = matches!(commit.len(), 40 | 64)
                && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !is_commit {
                return Err(format!("`{name}` is no commit of 40 hexadecimal digits"));
            }
        }
        for review in &reviews.reviews {
            let time = &review.submitted_at;
            if time.parse::<jiff::Timestamp>().is_err() {
                return Err(format!(
                    "`submitted_at` is no time with its offset: `{time}`"
                ));
            }
        }
        Ok(reviews)
    }

    /// Returns the approvals that stand, one for each person, by their names.
    ///
    /// The latest review counts; one that only comments says nothing, and bots have no say.
    #[must_use]
    pub fn standing(&self, people: &People) -> Vec<Standing> {
        let mut latest: BTreeMap<Who, (jiff::Timestamp, &Review, Identity)> = BTreeMap::new();
        for review in &self.reviews {
            let Some(identity) = handle(&review.user) else {
                continue;
            };
            let is_bot = review.kind == Account::Bot || identity.is_machine();
            if is_bot || review.state == State::Commented {
                continue;
            }
            let (Some(who), Ok(time)) = (people.who(&identity), review.submitted_at.parse()) else {
                continue;
            };
            let known = latest.get(&who).map(|(known, ..)| *known);
            if known.is_none_or(|known| known <= time) {
                latest.insert(who, (time, review, identity));
            }
        }
        let approved = latest.into_iter();
        let approved = approved.filter(|(_, (_, review, _))| review.state == State::Approved);
        approved
            .map(|(who, (_, review, identity))| Standing {
                who,
                identity,
                commit: review.commit.clone(),
            })
            .collect()
    }
}

/// Reads a name of the forge, which is a handle with or without `@`.
#[must_use]
pub fn handle(name: &str) -> Option<Identity> {
    Identity::parse(&format!("@{}", name.trim().trim_start_matches('@')))
        .filter(|identity| matches!(identity, Identity::Handle(_)))
}

/// Returns the JSON Schema of the file.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<Reviews>();
    schema.insert("$id".to_owned(), "urn:raigate:schema:reviews:v1".into());
    schema.insert("title".to_owned(), "Reviews of a pull request".into());
    schema.into()
}
