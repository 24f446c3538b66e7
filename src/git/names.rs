//! Tells by which branches and tags the judged state goes.

use git2::{BranchType, Oid, Repository};

use crate::git::{Snapshot, Source, SourceError, lock};

/// Names of branches and tags, without `refs/…` and without the name of a remote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Branches.
    pub branches: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
}

impl Names {
    /// Adds those of `other`.
    pub fn extend(&mut self, other: Self) {
        self.branches.extend(other.branches);
        self.tags.extend(other.tags);
    }
}

impl Source {
    /// Returns the names of what is judged: the branch that is checked out and the tags at its
    /// commit, or all branches and tags that end in the commit that was asked for.
    ///
    /// # Errors
    /// A reference cannot be read.
    pub fn names(&self) -> Result<Names, SourceError> {
        let (Some(held), Some(commit)) = (&self.repository, self.commit) else {
            return Ok(Names::default());
        };
        let repository = lock(held);
        let tags = tags_at(&repository, commit)?;
        let branches = if matches!(self.snapshot, Snapshot::Commit(_)) {
            branches_at(&repository, commit)?
        } else {
            let branch = repository.head().ok().filter(git2::Reference::is_branch);
            let name = branch.as_ref().and_then(|branch| branch.shorthand().ok());
            name.map(str::to_owned).into_iter().collect()
        };
        Ok(Names { branches, tags })
    }
}

fn branches_at(repository: &Repository, commit: Oid) -> Result<Vec<String>, SourceError> {
    let mut names = Vec::new();
    for branch in repository.branches(None)? {
        let (branch, kind) = branch?;
        let tip = branch.get().peel_to_commit().map(|tip| tip.id());
        if tip.ok() != Some(commit) {
            continue;
        }
        // A name that is not UTF-8 fits no glob of a configuration.
        let Ok(Some(name)) = branch.name() else {
            continue;
        };
        let own = match kind {
            BranchType::Local => name,
            BranchType::Remote => name.split_once('/').map_or(name, |(_, own)| own),
        };
        names.push(own.to_owned());
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

fn tags_at(repository: &Repository, commit: Oid) -> Result<Vec<String>, SourceError> {
    let mut names = Vec::new();
    for reference in repository.references_glob("refs/tags/*")? {
        let reference = reference?;
        let tagged = reference.peel_to_commit().map(|tagged| tagged.id());
        if tagged.ok() == Some(commit) {
            let name = reference.shorthand().ok().map(str::to_owned);
            names.extend(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}
