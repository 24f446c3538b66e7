//! A policy that would take all memory is stopped; alone, because the limit is the process's.

use std::sync::Arc;
use std::time::Duration;

use raigate::engine::{Module, Program, limit_memory};
use serde_json::json;

#[test]
fn a_policy_of_endless_memory_is_stopped() {
    limit_memory(128 << 20);
    // Each line makes the text three times as long, so that no memory would do.
    let longer = |level: usize| {
        let next = level + 1;
        format!("\tt{next} := concat(t{level}, [\"\", t{level}, \"\"])\n")
    };
    let lines: String = (0..40).map(longer).collect();
    let text = format!(
        "package p\nlong if {{\n\tt0 := \"0123456789\"\n{lines}\tcount(t40) < 0\n}}\nshort := 1\n"
    );
    let module = Module {
        path: "p.rego".to_owned(),
        text: Arc::from(text),
    };
    let program = Program::load(&[module], &json!({})).expect("loads");
    let mut session = program.session();
    session.set_input(&json!({}));
    let error = session.evaluate("data.p.long", Duration::from_secs(5));
    let error = error.expect_err("it is stopped");
    assert_eq!(error.message, "took the run over 128 MiB of memory");
    // What it held is free again, and the next rule is asked.
    let next = session.evaluate("data.p.short", Duration::from_secs(5));
    assert_eq!(next, Ok(Some(json!(1))));
}
