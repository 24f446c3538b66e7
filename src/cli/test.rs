//! `raigate test`: the `test_*` rules of policy folders.

use anyhow::{Result, bail};

use super::args::TestArgs;

/// Runs them.
pub(crate) fn run(args: &TestArgs) -> Result<u8> {
    bail!("cannot run the tests of {} paths", args.paths.len())
}
