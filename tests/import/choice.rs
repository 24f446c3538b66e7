//! Which model, run and system an import is of.

use crate::{HARNESS, imported, raigate, support};

#[test]
fn of_many_models_one_has_to_be_named() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "results-imagenet.csv",
        "model,top1,top5\na.v1,80.1,95\nb.v2,79.2,94\n",
    );
    let (code, said) = raigate(&folder, &["import", "results-imagenet.csv"]);
    assert_eq!(
        (code, said.contains("names 2 models: a.v1, b.v2")),
        (2, true),
        "{said}"
    );
    let written = "rai/eval/results/results-imagenet.yaml";
    let text = imported(
        &folder,
        &["results-imagenet.csv", "--model", "b.v2"],
        written,
    );
    assert!(text.contains("79.2") && !text.contains("80.1"), "{text}");
    assert!(
        text.contains("name: \"imagenet\"") && text.contains("pointer: \"/rows/1/1\""),
        "{text}"
    );
    support::write(&folder, written, text.replace("79.2", "80.1"));
    let lines = support::lines(&support::check(&folder)).join("\n");
    assert!(lines.contains("is 80.1, its source says 79.2"), "{lines}");
}

#[test]
fn a_run_that_broke_off_is_not_imported() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "log.json",
        "{\"version\":2,\"status\":\"error\",\"eval\":{\"task\":\"t\",\"model\":\"m\",\"dataset\":{\"name\":\"d\"}},\"results\":{\"scores\":[{\"name\":\"s\",\"metrics\":{\"accuracy\":{\"value\":0.5}}}]}}",
    );
    let (code, said) = raigate(&folder, &["import", "log.json"]);
    assert_eq!(
        (code, said.contains("ended as `error`")),
        (2, true),
        "{said}"
    );
}

#[test]
fn a_run_folder_of_helm_is_one_artifact() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "mmlu:x/run_spec.json",
        "{\"name\":\"mmlu:subject=anatomy\",\"adapter_spec\":{\"model\":\"acme/m\"},\"scenario_spec\":{}}",
    );
    support::write(
        &folder,
        "mmlu:x/stats.json",
        "[{\"name\":{\"name\":\"exact_match\",\"split\":\"test\"},\"count\":1,\"sum\":0.5,\"mean\":0.5}]",
    );
    let written = "rai/eval/results/mmlu-x.yaml";
    let text = imported(
        &folder,
        &["mmlu:x/run_spec.json", "mmlu:x/stats.json"],
        written,
    );
    assert!(
        text.contains("name: acme/m") && text.contains("name: \"mmlu\""),
        "{text}"
    );
}

#[test]
fn a_system_that_is_declared_gets_its_evidence_below_its_root() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "raigate.toml",
        "version = 1\n[[system]]\nid = \"a\"\ntier = \"limited\"\nroot = \"models/a\"\n[[system]]\nid = \"b\"\ntier = \"limited\"\nroot = \"models/b\"\n",
    );
    support::write(&folder, "models/a/out/run.json", HARNESS);
    let text = imported(
        &folder,
        &["models/a/out/run.json"],
        "models/a/rai/eval/results/run.yaml",
    );
    assert!(text.contains("system: \"a\""), "{text}");
    let text = imported(
        &folder,
        &["models/a/out/run.json", "--system", "b"],
        "models/b/rai/eval/results/run.yaml",
    );
    assert!(
        text.contains("system: \"b\"") && text.contains("path: models/a/out/run.json")
            || text.contains("path: \"models/a/out/run.json\""),
        "{text}"
    );
}

#[test]
fn counts_of_predictions_bear_claims_that_name_model_and_data() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "p.csv",
        "sex,y_true,y_pred\nf,1,1\nf,0,1\nm,1,1\nm,0,0\n",
    );
    let args = "metrics p.csv --by sex --as eval-result --model acme/scorer --dataset acme/loans";
    let args: Vec<&str> = args.split(' ').collect();
    let (code, said) = raigate(&folder, &args);
    assert_eq!(code, 0, "{said}");
    support::write(
        &folder,
        "README.md",
        "---\nlicense: mit\nmodel-index:\n- name: acme/scorer\n  results:\n  - task: {type: tabular-classification}\n    dataset: {type: acme/loans, name: Loans}\n    metrics: [{type: accuracy, value: 0.9}]\n---\n# Scorer\n",
    );
    let lines = support::lines(&support::check(&folder)).join("\n");
    let expected = "card claims accuracy 0.9, the result is 0.75";
    assert!(lines.contains(expected), "{lines}");
}

#[test]
fn attacks_that_were_counted_case_by_case_are_held_against_their_cases() {
    // As promptfoo 0.121 writes it, but for what models said.
    let case = |plugin: &str, success: bool| {
        format!(
            "{{\"success\":{success},\"failureReason\":{},\"metadata\":{{\"pluginId\":\"{plugin}\"}}}}",
            u8::from(!success)
        )
    };
    let cases = [("pii", true), ("pii", false), ("harmful:hate", true)];
    let cases = cases.map(|(plugin, success)| case(plugin, success));
    let log = format!(
        "{{\"results\":{{\"version\":3,\"prompts\":[{{\"provider\":\"acme/chat\"}}],\
         \"stats\":{{\"successes\":2,\"failures\":1}},\"results\":[{}]}},\
         \"config\":{{\"redteam\":{{\"purpose\":\"help\"}}}}}}",
        cases.join(",")
    );
    let (_guard, folder) = support::folder();
    support::write(&folder, "out/attacks.json", &log);
    let args = ["out/attacks.json", "--as", "safety-test-log"];
    let written = "out/rai/safety/attacks.yaml";
    let (code, said) = raigate(
        &folder,
        &[&["import"][..], &args, &["-o", written]].concat(),
    );
    assert!(
        code == 0 && said.contains("4 values copied"),
        "{code}: {said}"
    );
    let text = std::fs::read_to_string(folder.join(written)).unwrap();
    let place = "\"/rows/1/failures\": \"/results/results/1/success\"";
    assert!(text.contains(place), "{text}");
    let differs = |text: &str| {
        support::write(&folder, written, text);
        let lines = support::lines(&support::check(&folder));
        let ours = |line: &String| line.contains("trace/differs-from-source");
        lines.into_iter().filter(ours).collect::<Vec<_>>()
    };
    assert_eq!(differs(&text), Vec::<String>::new());
    let whitewashed = text.replace("failures: 1", "failures: 0");
    let found = differs(&whitewashed);
    assert!(
        found.len() == 1 && found[0].contains("failures is 0, its source says 1"),
        "{found:?}"
    );
}
