//! What the history of a repository answers.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use camino::Utf8PathBuf;
use git2::{ErrorCode, Oid, Repository, Signature, StatusOptions};

use crate::git::walk::{self, End};
use crate::git::{ReadError, Snapshot, Source, SourceError, lock, staged, stored, worktree};

/// A commit, as far as it says who changed something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its hexadecimal digits.
    pub id: String,
    /// Who made the change.
    pub author: Person,
    /// Who put it into the history.
    pub committer: Person,
    /// How many seconds it states to be before the latest of its parents; 0 where it is not.
    pub seconds_before_parent: i64,
    /// The trailers of its message, such as `Reviewed-by`, as key and value: claims of the
    /// committer, no more.
    pub trailers: Vec<(String, String)>,
}

/// A person as a commit names them; whoever makes a commit can write any name and any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The time they state, in seconds since 1970-01-01 UTC.
    pub time: i64,
}

/// Which commit changed a path last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LastChange {
    /// This one.
    At(Arc<Commit>),
    /// History is cut short here, in a shallow clone, before it tells.
    CutShort,
    /// None: the path was never committed.
    Never,
}

impl Source {
    /// Returns whether history is cut short here.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.repository
            .as_ref()
            .is_some_and(|held| lock(held).is_shallow())
    }

    /// Returns how many objects are replaced by others here; no answer sees the others.
    ///
    /// # Errors
    /// Commits have other parents here than everywhere else, so that history tells nothing.
    pub fn replaced(&self) -> Result<usize, SourceError> {
        let repository = self.history()?;
        let grafts = repository.commondir().join("info/grafts");
        if std::fs::metadata(grafts).is_ok_and(|file| file.len() > 0) {
            return Err(SourceError::Grafted);
        }
        Ok(repository.references_glob("refs/replace/*")?.count())
    }

    /// Returns the 40 hexadecimal digits of the commit that is judged, or is checked out.
    #[must_use]
    pub fn commit(&self) -> Option<String> {
        self.commit.map(|id| id.to_string())
    }

    /// Returns the 40 hexadecimal digits of the commit that `revision` names.
    ///
    /// # Errors
    /// There is no repository, or no such commit in it.
    pub fn resolve(&self, revision: &str) -> Result<String, SourceError> {
        Ok(commit_of(&*self.history()?, revision)?.to_string())
    }

    /// Returns the merge base of the judged commit with `revision`.
    ///
    /// # Errors
    /// The revision is not there, the histories share nothing, or history is cut short.
    pub fn merge_base(&self, revision: &str) -> Result<String, SourceError> {
        let repository = self.history()?;
        let theirs = commit_of(&repository, revision)?;
        let shallow = repository.is_shallow();
        let ours = self.commit.ok_or_else(|| SourceError::NoCommit {
            revision: "HEAD".to_owned(),
            shallow,
        })?;
        match repository.merge_base(ours, theirs) {
            Ok(base) => Ok(base.to_string()),
            Err(error) if error.code() == ErrorCode::NotFound => Err(SourceError::NoMergeBase {
                revision: revision.to_owned(),
                shallow,
            }),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns which commit changed each of `paths` last, seen from the judged commit or the
    /// one that is checked out: what `git log -1 -- PATH` answers, without replaced commits.
    ///
    /// # Errors
    /// There is no repository, or its history cannot be read.
    pub fn last_changes(&self, paths: &[Utf8PathBuf]) -> Result<Vec<LastChange>, SourceError> {
        let repository = self.history()?;
        let Some(start) = self.commit else {
            return Ok(vec![LastChange::Never; paths.len()]);
        };
        let whole: Vec<String> = paths
            .iter()
            .map(|path| self.below.join(path).into_string())
            .collect();
        let mut sorted: Vec<&str> = whole.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let ends = walk::ends(&repository, start, &sorted, &boundary(&repository)?)?;
        let mut commits: BTreeMap<Oid, Arc<Commit>> = BTreeMap::new();
        let mut found = Vec::with_capacity(paths.len());
        for path in &whole {
            let at = sorted.binary_search(&path.as_str());
            let end = at.ok().and_then(|at| ends.get(at)).copied();
            found.push(match end {
                Some(End::Changed(id)) => LastChange::At(match commits.get(&id) {
                    Some(commit) => Arc::clone(commit),
                    None => Arc::clone(
                        commits
                            .entry(id)
                            .or_insert(Arc::new(read(&repository, id)?)),
                    ),
                }),
                Some(End::CutShort) => LastChange::CutShort,
                Some(End::Never) | None => LastChange::Never,
            });
        }
        Ok(found)
    }

    /// Returns the commits of the judged history that do not come before `commit` and are not it.
    ///
    /// # Errors
    /// There is no repository, or no such commit in it.
    pub fn commits_after(&self, commit: &str) -> Result<BTreeSet<String>, SourceError> {
        let repository = self.history()?;
        let mut walk = repository.revwalk()?;
        if let Some(start) = self.commit {
            walk.push(start)?;
        }
        walk.hide(commit_of(&repository, commit)?)?;
        walk.map(|id| Ok(id?.to_string())).collect()
    }

    /// Returns the paths that are not as the commit that is checked out has them: changed,
    /// added, untracked or gone. Nothing of a commit is uncommitted.
    ///
    /// # Errors
    /// There is no repository.
    pub fn uncommitted_paths(&self) -> Result<BTreeSet<Utf8PathBuf>, SourceError> {
        match self.snapshot {
            Snapshot::Commit(_) => return Ok(BTreeSet::new()),
            Snapshot::Index => return Ok(self.staged_paths()?.into_iter().collect()),
            Snapshot::WorkTree => {}
        }
        let repository = self.history()?;
        let mut options = StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true);
        let statuses = repository.statuses(Some(&mut options))?;
        let paths = statuses.iter().filter_map(|status| {
            let path = String::from_utf8_lossy(status.path_bytes()).into_owned();
            self.inside(&Utf8PathBuf::from(path))
        });
        Ok(paths.collect())
    }

    /// Returns whether `later` is `earlier`, or comes after it in history.
    ///
    /// # Errors
    /// There is no repository, or one of the commits is not in it.
    pub fn contains(&self, later: &str, earlier: &str) -> Result<bool, SourceError> {
        let repository = self.history()?;
        let [later, earlier] = [later, earlier].map(|id| commit_of(&repository, id));
        let (later, earlier) = (later?, earlier?);
        Ok(later == earlier || repository.graph_descendant_of(later, earlier)?)
    }

    /// Returns the paths in which the index differs from the commit that is checked out:
    /// added, changed and deleted ones, and both names of a renamed one; sorted.
    ///
    /// # Errors
    /// There is no repository.
    pub fn staged_paths(&self) -> Result<Vec<Utf8PathBuf>, SourceError> {
        let staged = self.staged.get_or_init(|| self.find_staged());
        let staged = staged.as_ref().map_err(Clone::clone)?;
        Ok(staged.iter().filter_map(|path| self.inside(path)).collect())
    }

    /// Finds them, with paths from the root of the repository.
    fn find_staged(&self) -> Result<Vec<Utf8PathBuf>, SourceError> {
        let own;
        let index = if self.snapshot == Snapshot::Index {
            self.stored()?
        } else {
            own = stored::Listing::of_index(&*self.history()?, self.index_file.as_deref())?;
            &own
        };
        let repository = self.history()?;
        let committed = repository.head().and_then(|head| head.peel_to_tree());
        staged::differences(&repository, index, committed.ok().map(|tree| tree.id()))
    }
}

/// Returns the commit that `revision` names.
pub(super) fn commit_of(repository: &Repository, revision: &str) -> Result<Oid, SourceError> {
    let found = repository.revparse_single(revision);
    let commit = found.and_then(|object| object.peel_to_commit());
    commit
        .map(|commit| commit.id())
        .map_err(|_| SourceError::NoCommit {
            revision: revision.to_owned(),
            shallow: repository.is_shallow(),
        })
}

/// A list of more commits than a shallow clone ends in.
const MAX_BOUNDARY_BYTES: u64 = 64 << 20;

/// Returns the commits whose parents a shallow clone leaves out.
pub(super) fn boundary(repository: &Repository) -> Result<HashSet<Oid>, SourceError> {
    let file = Utf8PathBuf::from_path_buf(repository.commondir().join("shallow"));
    let file = file.map_err(|path| SourceError::Git(format!("{}: not UTF-8", path.display())))?;
    let bytes = match worktree::read_plain(&file, MAX_BOUNDARY_BYTES) {
        Ok(bytes) => bytes,
        Err(ReadError::Missing) => return Ok(HashSet::new()),
        Err(error) => return Err(SourceError::Git(format!("{file}: {error}"))),
    };
    let text = String::from_utf8_lossy(&bytes);
    text.lines()
        .map(|line| Ok(Oid::from_str(line.trim())?))
        .collect()
}

pub(super) fn read(repository: &Repository, id: Oid) -> Result<Commit, SourceError> {
    let commit = repository.find_commit(id)?;
    // A message without trailers, or one that git cannot read them from, has none.
    let trailers = git2::message_trailers_bytes(commit.message_bytes());
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let trailers = trailers.map(|found| {
        let each = found.iter();
        each.map(|(key, value)| (said(key), said(value))).collect()
    });
    let own = commit.time().seconds();
    // A parent that a shallow clone leaves out says nothing.
    let parents = commit.parents().map(|parent| parent.time().seconds());
    let latest = parents.max().unwrap_or(own);
    Ok(Commit {
        id: id.to_string(),
        seconds_before_parent: latest.saturating_sub(own).max(0),
        author: person(&commit.author()),
        committer: person(&commit.committer()),
        trailers: trailers.unwrap_or_default(),
    })
}

fn person(signature: &Signature<'_>) -> Person {
    Person {
        name: String::from_utf8_lossy(signature.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(signature.email_bytes()).into_owned(),
        time: signature.when().seconds(),
    }
}
