//! Whether an approval is signed by who gives it: in a file beside it, or by its commit.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use super::super::binding::signatures;
use super::Ground;
use super::said::Record;
use crate::artifact::Artifact;
use crate::git::signature::{Signature, Status, verify_file};
use crate::people::{Identity, Who};

/// What a signature in a file of its own is made for: `ssh-keygen -Y sign -n raigate-approval`.
const NAMESPACE: &str = "raigate-approval";

/// More than any approval has, or any signature.
const LIMIT_BYTES: u64 = 4 << 20;

/// Returns the fact `signed`: its `state` is `approver` where a good signature is by whom the
/// record names, `other` where it is by somebody else, `not_good` where a file beside the record
/// claims to be one, and `none` otherwise.
///
/// A file beside the record comes before its commit: whoever commits may be anybody then.
pub(super) fn fact(ground: &Ground<'_>, record: &Record<'_>, who: &Who) -> Value {
    let Some(artifact) = ground.evidence.artifacts.get(record.artifact) else {
        return json!({"state": "none"});
    };
    match beside(ground, &artifact.path) {
        Some((file, signature)) => of_file(ground, &file, &signature, who),
        None => of_commit(ground, artifact, who),
    }
}

/// Returns the signature that lies beside a file.
fn beside(ground: &Ground<'_>, path: &Utf8Path) -> Option<(Utf8PathBuf, Signature)> {
    let file = signatures(path).find(|file| ground.covers.holds(file))?;
    let read = |path: &Utf8Path| {
        let bytes = ground.source.read(path, LIMIT_BYTES);
        bytes.map_err(|error| format!("`{path}` {error}"))
    };
    let signature = match (read(path), read(&file)) {
        (Ok(text), Ok(signature)) => {
            let signature = String::from_utf8_lossy(&signature);
            let past = ground.past;
            verify_file(&text, &signature, NAMESPACE, past.signers, past.today)
        }
        (Err(why), _) | (_, Err(why)) => Signature::unread(&why),
    };
    Some((file, signature))
}

fn of_file(ground: &Ground<'_>, file: &Utf8Path, signature: &Signature, who: &Who) -> Value {
    let state = match signature.status {
        Status::Good if is_by(ground, signature, who) => "approver",
        Status::Good => "other",
        _ => "not_good",
    };
    json!({
        "state": state,
        "by": "file",
        "file": file,
        "status": signature.status.name(),
        "signers": signature.principals(),
        "why": signature.reason,
    })
}

/// Returns whether the key is this person's: `[people]` names its owner, else whoever vouches
/// for the key names an address of theirs.
fn is_by(ground: &Ground<'_>, signature: &Signature, who: &Who) -> bool {
    let people = &ground.people;
    let key = signature.fingerprint.as_deref();
    if let Some(owner) = key.and_then(|key| people.owner_of_key(key)) {
        return owner == *who;
    }
    let names = |principal: &String| {
        let identity = Identity::parse(principal);
        identity.and_then(|identity| people.who(&identity)).as_ref() == Some(who)
    };
    let addresses = people.addresses(who);
    signature.principals().iter().any(names) || addresses.iter().any(|one| signature.is_by(one))
}

/// Returns what history says: a good signature of a commit is by its committer.
fn of_commit(ground: &Ground<'_>, artifact: &Artifact, who: &Who) -> Value {
    let Some(history) = artifact.facts.get("history") else {
        return json!({"state": "none"});
    };
    let signature = &history["signature"];
    let email = history["committer"]["email"].as_str().unwrap_or_default();
    let is_theirs = Identity::parse(email).and_then(|identity| ground.people.who(&identity));
    let state = match (
        signature["status"].as_str(),
        is_theirs.as_ref() == Some(who),
    ) {
        (Some("good"), true) => "approver",
        (Some("good"), false) => "other",
        _ => "none",
    };
    json!({
        "state": state,
        "by": "commit",
        "status": signature["status"],
        "signers": [email],
        "why": signature["reason"],
    })
}
