//! `raigate init --hook`: a git hook that judges every commit before it is made.

use anyhow::{Context, Result, bail};
use camino::Utf8Path;

use super::init::write_new;
use super::{read_file, terminal};
use crate::git::Source;
use crate::git::hooks::Hooks;

/// Installs the hook, unless one is there: that of somebody else is never touched.
///
/// # Errors
/// There is no repository, its hooks are not its own, or another hook is there.
pub(super) fn install(source: &Source) -> Result<()> {
    let hooks = source.hooks().context("a hook needs a git repository")?;
    let Hooks { folder, is_own, .. } = &hooks;
    let (file, command) = (folder.join("pre-commit"), command(&hooks.judged));
    if !is_own {
        bail!(
            "`core.hooksPath` is `{folder}`, which is not of this repository alone\n  \
             help: add this line to `{file}` by hand: {command} || exit 1"
        );
    }
    if file.exists() || file.is_symlink() {
        let there = read_file(&file)?;
        let mut lines = there.lines().map(str::trim_start);
        if !lines.any(|line| !line.starts_with('#') && line.contains(&command)) {
            bail!(
                "`{file}` is there already, and is left as it is\n  \
                 help: add this line to it: {command} || exit 1"
            );
        }
        if there == script(&command) {
            make_executable(&file)?;
        }
        terminal::say(&format!("the hook `{file}` is there already\n"));
        return Ok(());
    }
    write_new(&file, &script(&command))?;
    make_executable(&file)?;
    terminal::say(&format!("installed the hook `{file}`\n"));
    Ok(())
}

/// Returns what judges the index of `folder`, from where git runs hooks.
fn command(folder: &Utf8Path) -> String {
    let command = "raigate check --staged";
    match folder.as_str() {
        "" => command.to_owned(),
        folder => format!("{command} '{}'", folder.replace('\'', r"'\''")),
    }
}

/// Returns the hook. The shell is `sh`, which git brings along on Windows.
fn script(command: &str) -> String {
    format!(
        "#!/bin/sh\n\
         # Judges exactly what is about to be committed. Written by `raigate init --hook`.\n\
         command -v raigate >/dev/null 2>&1 || {{\n\
         \techo 'no verdict: raigate is not on the PATH; install it, or remove this hook' >&2\n\
         \texit 1\n\
         }}\n\
         exec {command}\n"
    )
}

#[cfg(unix)]
fn make_executable(file: &Utf8Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let all_may_run = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(file, all_may_run)
        .with_context(|| format!("`{file}` could not be made executable"))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail elsewhere")]
fn make_executable(_file: &Utf8Path) -> Result<()> {
    Ok(())
}
