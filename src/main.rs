//! The `raigate` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    raigate::cli::run(std::env::args_os())
}
