//! Who is the same person by `.mailmap`, as gitmailmap(5) has it.

use git2::Repository;

use crate::git::{Person, Source, lock};

/// The text of a `.mailmap`; an empty one maps nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailmap {
    text: String,
}

/// A `.mailmap`, ready to be asked.
pub struct Mapping(git2::Mailmap);

impl Source {
    /// Returns the `.mailmap` at the root of the repository, as the commit of this snapshot holds
    /// it; what is not committed maps nobody.
    #[must_use]
    pub fn mailmap(&self) -> Mailmap {
        let (Some(held), Some(commit)) = (&self.repository, self.commit) else {
            return Mailmap::default();
        };
        let read = |repository: &Repository| {
            let tree = repository.find_commit(commit)?.tree()?;
            let blob = repository.find_blob(tree.get_path(".mailmap".as_ref())?.id())?;
            let text = String::from_utf8_lossy(blob.content()).into_owned();
            Ok::<_, git2::Error>(Mailmap { text })
        };
        read(&lock(held)).unwrap_or_default()
    }
}

impl Mailmap {
    /// Reads the text; what git cannot read maps nobody.
    ///
    /// # Panics
    /// There is no memory for an empty mapping.
    #[must_use]
    pub fn mapping(&self) -> Mapping {
        let read = git2::Mailmap::from_buffer(&self.text).or_else(|_| git2::Mailmap::new());
        Mapping(read.expect("an empty mailmap takes no more than memory"))
    }
}

impl Mapping {
    /// Returns the address that stands for this person, where it is another than the one in the
    /// commit.
    #[must_use]
    pub fn email(&self, person: &Person) -> Option<String> {
        self.email_of(&person.name, &person.email)
    }

    pub(super) fn email_of(&self, name: &str, email: &str) -> Option<String> {
        let signature = git2::Signature::new(name, email, &git2::Time::new(0, 0)).ok()?;
        let mapped = self.0.resolve_signature(&signature).ok()?;
        let mapped = String::from_utf8_lossy(mapped.email_bytes()).into_owned();
        (mapped != email).then_some(mapped)
    }
}
