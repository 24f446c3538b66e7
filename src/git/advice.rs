//! What a user can do about a repository that cannot be read.

use crate::git::SourceError;

impl SourceError {
    /// Returns whether history is needed that this shallow clone lacks.
    #[must_use]
    pub const fn is_shallow(&self) -> bool {
        matches!(
            self,
            Self::NoCommit { shallow: true, .. } | Self::NoMergeBase { shallow: true, .. }
        )
    }

    /// Returns the way out, where there is one to name.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoCommit { shallow: true, .. } | Self::NoMergeBase { shallow: true, .. } => {
                Some("this clone is shallow: fetch all of history, `fetch-depth: 0` in GitHub Actions, else `git fetch --unshallow`".to_owned())
            }
            Self::NoCommit { .. } => Some("fetch the revision, or check how it is spelled".to_owned()),
            Self::Bare(_) => Some("name a commit with `--commit REV`".to_owned()),
            Self::ForeignOwner(root) => Some(format!(
                "trust it with `git config --global --add safe.directory {root}`"
            )),
            Self::Conflicts { .. } => Some("resolve them and `git add` the files".to_owned()),
            Self::Git(message) if message.contains("object format") => {
                Some("raigate reads repositories with SHA-1 objects; judge a copy with `git init` and the same files, without history".to_owned())
            }
            Self::Git(message) if message.contains("refstorage") => {
                Some("raigate reads refs kept as files: `git refs migrate --ref-format=files` turns them, and `git clone --ref-format=files` makes a copy".to_owned())
            }
            Self::Grafted => Some("remove `info/grafts` from the folder of git, and fetch the history again".to_owned()),
            _ => None,
        }
    }
}
