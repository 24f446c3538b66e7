# What continuous integration runs, step by step.

# Everything that has to be green before a change lands.
ci: fmt clippy test doc

# Formatting.
fmt:
    cargo fmt --check

# Lints.
clippy:
    cargo clippy --locked --all-targets -- -D warnings

# All tests; generated files are compared with what the code says.
test:
    cargo test --locked

# The documentation of the code.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

# Licences, advisories, sources and duplicate crates of the dependencies.
deny:
    cargo deny check

# Spelling.
typos:
    typos

# Writes every golden and generated file anew; read the difference before you commit it.
refresh:
    SNAPSHOTS=overwrite cargo test --locked

# Judges the example repositories.
examples:
    cargo run --quiet -- check examples/loan-scoring

# How long a run takes, from 100 to 10,000 artifacts.
bench:
    cargo bench --locked
