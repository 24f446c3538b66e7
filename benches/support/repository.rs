//! Writes the repository that runs are measured on.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Artifacts of one system: two cards, an intake, a manifest, a result, a risk assessment.
const PER_SYSTEM: usize = 7;

/// A small generator of words: the same text for the same seed, on every machine.
struct Words(u64);

impl Words {
    fn next(&mut self) -> u64 {
        // The multiplier and increment are those of Knuth's MMIX.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn sentence(&mut self, words: usize) -> String {
        const PARTS: [&str; 16] = [
            "ba", "der", "kin", "lo", "mar", "nel", "or", "pas", "quo", "ri", "sel", "tun", "ul",
            "ver", "wen", "zo",
        ];
        let mut text = String::new();
        for _ in 0..words {
            for _ in 0..=self.next() % 3 {
                text.push_str(PARTS[usize::try_from(self.next() % 16).unwrap()]);
            }
            text.push(' ');
        }
        text.trim_end().to_owned() + "."
    }

    fn sections(&mut self, names: &[&str]) -> String {
        let mut text = String::new();
        for name in names {
            let _ = write!(text, "## {name}\n\n{}", self.paragraphs(1));
        }
        text
    }

    fn paragraphs(&mut self, count: usize) -> String {
        let mut text = String::new();
        for _ in 0..count {
            let sentences: Vec<String> = (0..7).map(|_| self.sentence(12)).collect();
            let _ = writeln!(text, "{}\n", sentences.join(" "));
        }
        text
    }
}

/// Writes a repository of `artifacts` artifacts of about four kilobytes each.
pub(super) fn write(folder: &Path, artifacts: usize) {
    let mut config = "version = 1\n\n[rules]\nprofile = \"complete\"\n".to_owned();
    for number in 0..artifacts.div_ceil(PER_SYSTEM) {
        let id = format!("system-{number:05}");
        let _ = write!(
            config,
            "\n[[system]]\nid = \"{id}\"\ntier = \"limited\"\nstage = \"review\"\nroot = \"models/{id}\"\n"
        );
        write_system(&folder.join("models").join(&id), &id, number as u64 + 1);
    }
    fs::write(folder.join("raigate.toml"), config).unwrap();
}

fn write_system(folder: &Path, id: &str, seed: u64) {
    let mut words = Words(seed);
    let put = |path: &str, text: String| {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    let card = format!(
        "---\nlicense: mit\nlanguage: en\nlibrary_name: sklearn\nmodel-index:\n  - name: {id}\n    \
         results:\n      - task: {{type: classification}}\n        dataset: {{type: {id}-data, name: \
         {id}-data, split: test}}\n        metrics:\n          - {{type: accuracy, value: 0.91}}\n---\n\n# {id}\n\n"
    );
    let sections = [
        "Model details",
        "Intended use",
        "Out-of-scope use",
        "Training data",
        "Evaluation",
        "Limitations",
        "Ethical considerations",
        "Contact",
    ];
    let body = words.sections(&sections);
    put("README.md", card + &body);
    let sections = [
        "Motivation",
        "Composition",
        "Collection process",
        "Preprocessing",
        "Uses",
        "Limitations",
        "Distribution",
        "Maintenance",
    ];
    let body = words.sections(&sections);
    put(
        "DATASHEET.md",
        format!(
            "---\nraigate: {{schema: raigate/datasheet/v1, id: {id}-data, name: {id}-data}}\nlicense: mit\n---\n\n# {id}-data\n\n{body}"
        ),
    );
    let list = |words: &mut Words, count: usize| {
        (0..count).fold(String::new(), |mut text, _| {
            let _ = writeln!(text, "  - {}", words.sentence(14));
            text
        })
    };
    put(
        "rai/intake/intake.yaml",
        format!(
            "schema: raigate/intake/v1\nid: {id}-intake\nmodels: [{id}]\nuse_case: {}\ndomain: other\npractices: [none]\nintended_users:\n{}affected_groups:\n{}out_of_scope_uses:\n{}data_sources:\n  - {id}-data\nmodel_type: classification\ndeployment_surface: {}\nowner: team\nhuman_oversight:\n  mode: in-the-loop\n  who: {}\nfallback_behaviour: {}\n",
            words.sentence(30),
            list(&mut words, 13),
            list(&mut words, 13),
            list(&mut words, 13),
            words.sentence(8),
            words.sentence(8),
            words.sentence(20)
        ),
    );
    put(
        "rai/models/model.yaml",
        format!(
            "schema: raigate/model-manifest/v1\nid: {id}\nname: {id}\nversion: \"1.0.0\"\nlibrary_name: sklearn\nlicense: mit\ndatasets:\n  - {{name: {id}-data, role: train, split: train}}\n"
        ),
    );
    let slices: Vec<String> = (0..30).map(|group| format!(
        "    {{\"type\": \"accuracy\", \"value\": 0.9, \"n\": 100, \"slice\": {{\"group\": \"g{group}\"}}, \"counts\": {{\"tp\": 45, \"fp\": 5, \"fn\": 5, \"tn\": 45}}}}"
    )).collect();
    put(
        "rai/eval/results/holdout.json",
        format!(
            "{{\n  \"schema\": \"raigate/eval-result/v1\",\n  \"id\": \"{id}-result\",\n  \"model\": {{\"name\": \"{id}\"}},\n  \"dataset\": {{\"name\": \"{id}-data\", \"split\": \"test\"}},\n  \"task\": \"classification\",\n  \"code_commit\": \"8f1d0c6b7a5e42939c1be0f4d7a2635e91c0ab48\",\n  \"command\": \"python evaluate.py\",\n  \"environment\": \"requirements.lock\",\n  \"seed\": 7,\n  \"metrics\": [\n    {{\"type\": \"accuracy\", \"value\": 0.9103, \"n\": 3000}},\n    {{\"type\": \"recall\", \"value\": 0.9012, \"n\": 1500}},\n{}\n  ]\n}}\n",
            slices.join(",\n")
        ),
    );
    let groups: Vec<String> = (0..30).map(|group| format!("g{group}")).collect();
    put(
        "rai/eval/plan.yaml",
        format!(
            "schema: raigate/eval-plan/v1\nid: {id}-plan\ntask: classification\ntest_sets: [{id}-data]\nmetrics:\n  - {{type: accuracy, threshold: 0.7}}\n  - {{type: recall, threshold: 0.7, slice: {{}}}}\nslices:\n  - {{feature: group, values: [{}]}}\ntest_conditions:\n  description: {}\n",
            groups.join(", "),
            words.sentence(12)
        ),
    );
    let risks = (0..15).fold(String::new(), |mut text, number| {
        let _ = write!(text, "  - id: risk-{number}\n    category: safety\n    description: {}\n    severity: 3\n    likelihood: 2\n    owner: team\n    treatment: mitigate\n", words.sentence(24));
        text
    });
    put(
        "rai/risk/risk.yaml",
        format!(
            "schema: raigate/risk-assessment/v1\nid: {id}-risk\naffected_groups: [g0, g1, g2]\nrisks:\n{risks}"
        ),
    );
}
