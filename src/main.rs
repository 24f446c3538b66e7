//! The `raigate` command.

fn main() {}
