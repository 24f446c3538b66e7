//! Numbers that scikit-learn, Fairlearn and AIF360 computed: what is claimed of them right
//! passes the gate, and what is off by more than its decimals allow does not.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::repository::Repository;
use crate::support;

const RULES: [&str; 2] = [
    "eval/reported-differs-from-recomputed",
    "fairness/disparity-differs-from-recomputed",
];

const TOML: &str = "\
version = 1
[[system]]
id = \"s\"
tier = \"high\"
[rules]
profile = \"essential\"
";

fn golden(name: &str) -> Value {
    let file = support::root().join("tests/metrics").join(name);
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn counts(cells: &Value) -> Value {
    json!({"tp": cells[0], "fp": cells[1], "fn": cells[2], "tn": cells[3]})
}

fn sum(cells: &Value) -> u64 {
    list(cells).iter().map(|cell| cell.as_u64().unwrap()).sum()
}

/// A file of claims in the making, and the places of those that are off.
struct Claims {
    path: String,
    member: &'static str,
    items: Vec<String>,
    off: BTreeSet<(String, String)>,
}

impl Claims {
    fn new(path: String, member: &'static str) -> Self {
        Self {
            path,
            member,
            items: Vec::new(),
            off: BTreeSet::new(),
        }
    }

    /// States `number`, with the decimals it is written in.
    fn state(&mut self, about: &Map<String, Value>, number: &Value, is_off: bool) {
        if is_off {
            let at = format!("/{}/{}/value", self.member, self.items.len());
            self.off.insert((self.path.clone(), at));
        }
        let mut about = Value::Object(about.clone()).to_string();
        about.pop();
        let _ = write!(about, ",\"value\":{}}}", text(number));
        self.items.push(about);
    }

    fn state_all(&mut self, about: &Map<String, Value>, golden: &Value) {
        self.state(about, &golden["right"], false);
        for number in list(&golden["off"]) {
            self.state(about, number, true);
        }
    }

    fn write(&self, repository: &Repository, rest: &Value) {
        let mut file = rest.to_string();
        file.pop();
        let _ = write!(file, ",\"{}\":[{}]}}", self.member, self.items.join(",\n"));
        repository.write(&self.path, &file);
    }
}

fn result(index: usize, golden: &Value) -> (Claims, Value) {
    let path = format!("rai/eval/results/{index}.json");
    let mut claims = Claims::new(path, "metrics");
    let cells = &golden["counts"];
    for metric in list(&golden["metrics"]) {
        let about = json!({"type": metric["type"], "n": sum(cells), "counts": counts(cells)});
        claims.state_all(about.as_object().unwrap(), metric);
    }
    let rest = json!({"schema": "raigate/eval-result/v1", "id": format!("result-{index}")});
    (claims, rest)
}

fn report(index: usize, golden: &Value) -> (Claims, Value) {
    let path = format!("rai/fairness/{index}.json");
    let mut claims = Claims::new(path, "disparities");
    for disparity in list(&golden["disparities"]) {
        let mut about = disparity.as_object().unwrap().clone();
        about.retain(|key, _| ["metric", "family", "method", "aggregate"].contains(&key.as_str()));
        about.insert("feature".to_owned(), "team".into());
        if disparity["family"] == "aif360" {
            about.insert("privileged_group".to_owned(), json!({"team": "0"}));
        }
        claims.state_all(&about, disparity);
    }
    let groups = list(&golden["groups"]).iter().enumerate();
    let groups = groups.map(|(at, cells)| {
        json!({"group": {"team": at.to_string()}, "n": sum(cells), "counts": counts(cells)})
    });
    let total: u64 = list(&golden["groups"]).iter().map(sum).sum();
    let rest = json!({
        "schema": "raigate/fairness-report/v1",
        "id": format!("report-{index}"),
        "sensitive_features": ["team"],
        "total_n": total,
        "unknown_n": 0,
        "groups": groups.collect::<Vec<_>>(),
    });
    (claims, rest)
}

/// Returns each place that a finding of the two rules names as wrong.
fn found(report: &Value) -> BTreeSet<(String, String)> {
    let ours = list(&report["findings"]).iter();
    let ours = ours.filter(|one| RULES.contains(&text(&one["rule"])));
    let places = ours.flat_map(|one| {
        let related = list(&one["related"]).iter();
        std::iter::once(one)
            .chain(related)
            .map(|it| &it["location"])
    });
    let places = places.map(|at| {
        (
            text(&at["path"]).to_owned(),
            text(&at["pointer"]).to_owned(),
        )
    });
    places.filter(|(_, at)| at.ends_with("/value")).collect()
}

#[test]
fn claims_pass_as_far_as_their_decimals_allow_and_no_further() {
    let golden = golden("claims.json");
    let repository = Repository::empty();
    repository.write("raigate.toml", TOML);
    let results = list(&golden["results"]).iter().enumerate();
    let reports = list(&golden["reports"]).iter().enumerate();
    let results = results.map(|(at, golden)| result(at, golden));
    let files = results.chain(reports.map(|(at, golden)| report(at, golden)));
    let (mut stated, mut off) = (0, BTreeSet::new());
    for (claims, rest) in files {
        claims.write(&repository, &rest);
        stated += claims.items.len();
        off.extend(claims.off);
    }
    assert!(stated > 200 && off.len() > 130, "{stated}, {}", off.len());
    let ran = repository.run("check --format json");
    assert_eq!(found(&ran.json()), off, "{}", ran.err);
}

fn close(found: &Value, expected: &Value, what: &Value) {
    let [found, expected] = [found, expected].map(|number| number.as_f64().unwrap());
    let is_close = (found - expected).abs() < 1e-9;
    assert!(is_close, "{found} is not {expected}: {what}");
}

#[test]
fn weighted_rows_within_levels_of_a_control_are_measured_as_elsewhere() {
    let golden = golden("weighted.json");
    let repository = Repository::empty();
    let rows = support::root().join("tests/metrics/weighted.csv");
    repository.write("p.csv", &std::fs::read_to_string(rows).unwrap());
    let command = "metrics p.csv --by g h --control c --score score --weight w";
    for kind in ["eval-result", "fairness-report"] {
        let ran = repository.run(&format!("{command} --as {kind} --output {kind}.json"));
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let written = |kind: &str| -> Value {
        serde_json::from_str(&repository.read(&format!("{kind}.json"))).unwrap()
    };
    let (result, report) = (written("eval-result"), written("fairness-report"));
    for slice in list(&golden["slices"]) {
        for (name, expected) in slice["values"].as_object().unwrap() {
            let mut all = list(&result["metrics"]).iter();
            let it = all.find(|one| one["type"] == **name && one["slice"] == slice["slice"]);
            close(&it.unwrap()["value"], expected, &slice["slice"]);
        }
    }
    for expected in list(&golden["disparities"]) {
        let keys = ["metric", "method", "feature", "control"];
        let mut all = list(&report["disparities"]).iter();
        let it = all.find(|one| keys.iter().all(|key| one[*key] == expected[*key]));
        close(&it.unwrap()["value"], &expected["value"], expected);
    }
}
