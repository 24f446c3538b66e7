//! The plans that are carried out.

use raigate::publish::plan::{
    Annotation, CheckRun, Comment, Conclusion, Level, Plan, Sarif, Sha, State, Status,
};
use serde_json::{Value, json};

use super::forge::{Forge, HEAD};

/// What our comment begins with.
pub const MARKER: &str = "<!-- raigate:v1 profile=recommended -->";

/// The number of the pull request.
pub const NUMBER: u64 = 7;

/// Returns a pull request for the forge to know, whose head is where it was judged.
pub fn pull() -> Value {
    json!({ "pulls": [{ "number": NUMBER, "head_sha": HEAD, "base_sha": "2".repeat(40), "author": "dev" }] })
}

/// Returns a plan that posts nothing.
pub fn empty(forge: &Forge) -> Plan {
    forge.seed(pull());
    Plan {
        repository: forge.repository(),
        pull_request: Some(NUMBER),
        head: Sha::parse(HEAD).unwrap(),
        is_fork: false,
        check: None,
        comment: None,
        sarif: None,
    }
}

/// Returns a plan that makes a check run with so many annotations.
pub fn check(forge: &Forge, annotations: usize) -> Plan {
    let annotation = |at: usize| Annotation {
        path: "models/credit/README.md".to_owned(),
        start_line: at + 1,
        end_line: at + 1,
        start_column: Some(3),
        end_column: Some(9),
        annotation_level: Level::Failure,
        title: "card/claim-contradicts-result".to_owned(),
        message: format!("card claims 0.99, the result is 0.9{at}"),
        raw_details: None,
    };
    Plan {
        check: Some(CheckRun {
            name: "raigate/recommended".to_owned(),
            external_id: "raigate:1:42:1:recommended:0a1b2c".to_owned(),
            twin: None,
            conclusion: Conclusion::Failure,
            title: "3 blocking".to_owned(),
            summary: "3 findings block.".to_owned(),
            text: "| rule | findings |\n|---|---|\n".to_owned(),
            annotations: (0..annotations).map(annotation).collect(),
            details_url: Some("https://forge.example/o/r/actions/runs/42".to_owned()),
            status: Status {
                context: "raigate".to_owned(),
                state: State::Failure,
                description: "3 blocking".to_owned(),
            },
        }),
        ..empty(forge)
    }
}

/// Returns a plan that posts a comment.
pub fn comment(forge: &Forge) -> Plan {
    Plan {
        comment: Some(Comment {
            marker: MARKER.to_owned(),
            body: format!("{MARKER}\n<!-- {HEAD} -->\n\n**3 findings block**\n"),
            twin: None,
            create: true,
        }),
        ..empty(forge)
    }
}

/// Returns a plan that uploads SARIF.
pub fn sarif(forge: &Forge) -> Plan {
    let result = |level: &str, line: usize| {
        let region = json!({ "startLine": line, "snippet": { "text": "accuracy: 0.99" } });
        json!({ "ruleId": "card/claim", "level": level, "message": { "text": level },
            "locations": [{ "physicalLocation": { "artifactLocation": { "uri": "README.md" }, "region": region } }] })
    };
    let log = json!({ "version": "2.1.0", "runs": [{ "automationDetails": { "id": "raigate/recommended/" }, "tool": { "driver": { "name": "raigate" } },
        "results": [result("error", 1), result("warning", 2), result("note", 3)] }] });
    Plan {
        sarif: Some(Sarif {
            commit_sha: Sha::parse(HEAD).unwrap(),
            git_ref: format!("refs/pull/{NUMBER}/head"),
            category: "raigate/recommended".to_owned(),
            text: log.to_string(),
            tool_name: "raigate".to_owned(),
        }),
        ..empty(forge)
    }
}

/// Returns a plan that posts everything.
pub fn everything(forge: &Forge) -> Plan {
    Plan {
        comment: comment(forge).comment,
        sarif: sarif(forge).sarif,
        ..check(forge, 3)
    }
}
