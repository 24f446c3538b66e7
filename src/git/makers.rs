//! Who made the changes of a stretch of history.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use git2::{Oid, Repository};

use crate::git::{Commit, Mailmap, Mapping, Person, Source, SourceError, history, walk};

/// A commit with the paths that it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The commit.
    pub commit: Arc<Commit>,
    /// What it changed, as it is in none of its parents.
    pub paths: Vec<Utf8PathBuf>,
    /// The e-mail addresses of its author, its committer and its co-authors: as they stand in
    /// it, and as the mailmap has them.
    pub emails: BTreeSet<String>,
}

/// What is known of a stretch of history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The commits that changed something, the latest first.
    pub changes: Vec<Change>,
    /// Whether history is cut short within it.
    pub is_cut_short: bool,
}

impl Source {
    /// Returns the commits of the judged history that changed any of `paths`; `mailmap` says who
    /// is the same person.
    ///
    /// # Errors
    /// There is no repository, or its history cannot be read.
    pub fn changes_of(
        &self,
        paths: &[Utf8PathBuf],
        mailmap: &Mailmap,
    ) -> Result<Changes, SourceError> {
        let repository = self.history()?;
        let Some(start) = self.commit else {
            return Ok(Changes::default());
        };
        let whole = paths.iter().map(|path| self.below.join(path).into_string());
        let whole: BTreeSet<String> = whole.collect();
        let sorted: Vec<&str> = whole.iter().map(String::as_str).collect();
        let mapping = mailmap.mapping();
        let boundary = history::boundary(&repository)?;
        let mut found = Changes::default();
        let mut ids = repository.revwalk()?;
        ids.push(start)?;
        for id in ids {
            let id = id?;
            if boundary.contains(&id) {
                // Without its parents, it looks as if it had made everything.
                found.is_cut_short = true;
                continue;
            }
            let changed = walk::changed(&repository, id, &sorted)?;
            let changed = changed.into_iter().filter_map(|at| sorted.get(at));
            let changed: Vec<&str> = changed.copied().collect();
            found
                .changes
                .extend(self.change(&repository, id, &changed, &mapping)?);
        }
        Ok(found)
    }

    /// Returns the commits that `head` has and `base` has not, with all that they changed;
    /// `mailmap` says who is the same person.
    ///
    /// # Errors
    /// There is no repository, or one of the commits is not in it.
    pub fn changes_between(
        &self,
        base: &str,
        head: &str,
        mailmap: &Mailmap,
    ) -> Result<Changes, SourceError> {
        let repository = self.history()?;
        let [base, head] = [base, head].map(|id| history::commit_of(&repository, id));
        let (base, head) = (base?, head?);
        let mapping = mailmap.mapping();
        let boundary = history::boundary(&repository)?;
        let mut found = Changes::default();
        let mut ids = repository.revwalk()?;
        ids.push(head)?;
        ids.hide(base)?;
        for id in ids {
            let id = id?;
            if boundary.contains(&id) {
                // Without its parents, it looks as if it had made everything.
                found.is_cut_short = true;
                continue;
            }
            let changed = all_changed(&repository, id)?;
            let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
            found
                .changes
                .extend(self.change(&repository, id, &changed, &mapping)?);
        }
        Ok(found)
    }

    fn change(
        &self,
        repository: &Repository,
        id: Oid,
        changed: &[&str],
        mapping: &Mapping,
    ) -> Result<Option<Change>, SourceError> {
        let paths = changed.iter();
        let paths = paths.filter_map(|path| self.inside(Utf8Path::new(path)));
        let paths: Vec<Utf8PathBuf> = paths.collect();
        if paths.is_empty() {
            return Ok(None);
        }
        let commit = history::read(repository, id)?;
        let emails = emails(&commit, mapping);
        Ok(Some(Change {
            commit: Arc::new(commit),
            paths,
            emails,
        }))
    }
}

/// Returns all that a commit changed, as it is in none of its parents.
fn all_changed(repository: &Repository, id: Oid) -> Result<BTreeSet<String>, SourceError> {
    let commit = repository.find_commit(id)?;
    let own = commit.tree()?;
    let mut parents = Vec::new();
    for parent in commit.parents() {
        parents.push(Some(parent.tree()?));
    }
    if parents.is_empty() {
        parents.push(None);
    }
    let mut changed: Option<BTreeSet<String>> = None;
    for parent in parents {
        let diff = repository.diff_tree_to_tree(parent.as_ref(), Some(&own), None)?;
        let files = diff.deltas().flat_map(|delta| {
            let sides = [delta.old_file().path_bytes(), delta.new_file().path_bytes()];
            sides.map(|side| side.map(|path| String::from_utf8_lossy(path).into_owned()))
        });
        let differing: BTreeSet<String> = files.flatten().collect();
        changed = Some(match changed {
            Some(known) => known.intersection(&differing).cloned().collect(),
            None => differing,
        });
    }
    Ok(changed.unwrap_or_default())
}

fn emails(commit: &Commit, mapping: &Mapping) -> BTreeSet<String> {
    let said = |person: &Person| (person.name.clone(), person.email.clone());
    let trailers = commit.trailers.iter();
    let trailers = trailers.filter(|(key, _)| key.eq_ignore_ascii_case("co-authored-by"));
    let others = trailers.filter_map(|(_, value)| {
        let (name, email) = value.trim().strip_suffix('>')?.rsplit_once('<')?;
        Some((name.trim().to_owned(), email.trim().to_owned()))
    });
    let named = [said(&commit.author), said(&commit.committer)].into_iter();
    let mut emails = BTreeSet::new();
    for (name, email) in named.chain(others) {
        emails.extend(mapping.email_of(&name, &email));
        emails.insert(email);
    }
    emails
}
