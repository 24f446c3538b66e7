//! Verifies signatures that git keeps in its objects: of commits and of tags.

use git2::{ObjectType, Oid, Repository};
use jiff::civil::Date;

use super::payload::{self, Signed};
use super::{Moments, Signature, Signers, Status};
use crate::git::{Source, SourceError, history};

/// What git signs commits and tags for.
const NAMESPACE: &str = "git";

impl Source {
    /// Verifies the signature of a commit, and that its key is of the committer.
    ///
    /// `addresses` returns all e-mail addresses of the person who has the given one.
    ///
    /// # Errors
    /// There is no repository, or no such commit in it.
    pub fn commit_signature(
        &self,
        commit: &str,
        signers: &Signers,
        addresses: &dyn Fn(&str) -> Vec<String>,
        today: Date,
    ) -> Result<Signature, SourceError> {
        let repository = self.history()?;
        let id = history::commit_of(&repository, commit)?;
        let found = repository.find_commit(id)?;
        let committer = found.committer();
        let who = Who {
            address: &String::from_utf8_lossy(committer.email_bytes()),
            time: committer.when().seconds(),
        };
        let signed = payload::of_commit(&raw(&repository, id, ObjectType::Commit)?);
        Ok(of_object(&signed, &who, signers, addresses, today))
    }

    /// Verifies the signature of an annotated tag, and that its key is of the tagger.
    ///
    /// # Errors
    /// There is no repository, or no such annotated tag in it.
    pub fn tag_signature(
        &self,
        tag: &str,
        signers: &Signers,
        addresses: &dyn Fn(&str) -> Vec<String>,
        today: Date,
    ) -> Result<Signature, SourceError> {
        let repository = self.history()?;
        let found = repository
            .revparse_single(&format!("refs/tags/{tag}"))?
            .peel_to_tag()?;
        let tagger = found.tagger();
        let address = tagger.as_ref().map(git2::Signature::email_bytes);
        let who = Who {
            address: &String::from_utf8_lossy(address.unwrap_or_default()),
            time: tagger
                .as_ref()
                .map_or(i64::MIN, |tagger| tagger.when().seconds()),
        };
        let signed = payload::of_tag(&raw(&repository, found.id(), ObjectType::Tag)?);
        Ok(of_object(&signed, &who, signers, addresses, today))
    }
}

/// Who is said to have made an object, and when.
struct Who<'w> {
    address: &'w str,
    time: i64,
}

fn of_object(
    signed: &Signed,
    who: &Who<'_>,
    signers: &Signers,
    addresses: &dyn Fn(&str) -> Vec<String>,
    today: Date,
) -> Signature {
    let moments = Moments::of(today, Some(who.time));
    match signed.signatures.as_slice() {
        [] => Signature::none(Status::Unsigned, "not signed"),
        [signature] => {
            let found = super::verify(&signed.payload, signature, NAMESPACE, signers, moments);
            found.of_person(who.address, &addresses(who.address))
        }
        // git verifies one of them and shows the other nowhere.
        _ => Signature::none(Status::Bad, "holds more than one signature"),
    }
}

fn raw(repository: &Repository, id: Oid, kind: ObjectType) -> Result<Vec<u8>, SourceError> {
    let objects = repository.odb()?;
    let object = objects.read(id)?;
    if object.kind() != kind {
        return Err(SourceError::Git(format!("{id} is no {kind}")));
    }
    Ok(object.data().to_vec())
}
