//! Reads who may sign: from where the configuration comes, never from the change it judges.

use camino::Utf8Path;

use crate::config::Config;
use crate::git::Source;
use crate::git::signature::{Signers, SignersError};
use crate::verdict::Trouble;

/// More than any organisation has of keys.
const MAX_BYTES: u64 = 16 << 20;

/// Reads the files of `[provenance]` from `home`, the source of the configuration; without
/// any, nobody may sign.
///
/// # Errors
/// A file that is named is not there, or not read in full.
pub(super) fn read(home: &Source, config: &Config) -> Result<Signers, Vec<Trouble>> {
    let provenance = &config.provenance;
    let mut signers = Signers::default();
    if let Some(path) = &provenance.allowed_signers {
        let bytes = bytes(home, path, "allowed-signers")?;
        let text = String::from_utf8_lossy(&bytes);
        signers = Signers::read(&text).map_err(|error| unread(path, &error))?;
    }
    if let Some(path) = &provenance.revoked_signers {
        let bytes = bytes(home, path, "revoked-signers")?;
        let added = signers.with_revoked(&bytes);
        signers = added.map_err(|error| unread(path, &error))?;
    }
    if let Some(path) = &provenance.openpgp_keys {
        let bytes = bytes(home, path, "openpgp-keys")?;
        let added = signers.with_openpgp(&bytes);
        signers = added.map_err(|error| unread(path, &error))?;
    }
    Ok(signers)
}

fn bytes(home: &Source, path: &Utf8Path, key: &str) -> Result<Vec<u8>, Vec<Trouble>> {
    let read = home.read(path, MAX_BYTES);
    read.map_err(|error| {
        vec![Trouble {
            message: format!("`provenance.{key}` names a file that could not be read"),
            causes: vec![format!("{path}: {error}")],
            help: Some(
                "commit the file where the configuration names it; on a pull request it is \
                 read from the base commit"
                    .to_owned(),
            ),
            location: None,
        }]
    })
}

fn unread(path: &Utf8Path, error: &SignersError) -> Vec<Trouble> {
    let place = match error.line {
        Some(line) => format!("{path}:{line}"),
        None => path.to_string(),
    };
    vec![Trouble {
        message: "who may sign could not be read".to_owned(),
        causes: vec![format!("{place}: {error}")],
        help: Some("`docs/provenance.md` says what is read of these files".to_owned()),
        location: None,
    }]
}
