//! What one configuration file states, before defaults and the files it extends.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::config::table::{Fields, Page, suggestion};
use crate::config::{
    ArtifactPattern, FACETS, Placed, RuleOverride, StageFrom, SystemDeclaration, glob,
};
use crate::config::{overrides, publish, roles};
use crate::glossary::{Kind, Severity, Stage, Tier};
use crate::people::Person;
use crate::rule::{Profile, RuleId};

/// The values that a file states, each with its place.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) extends: Vec<Placed<String>>,
    pub(super) gate: GateDraft,
    pub(super) discovery: DiscoveryDraft,
    pub(super) systems: Vec<SystemDeclaration>,
    pub(super) artifacts: Vec<ArtifactPattern>,
    pub(super) profile: Option<Placed<Profile>>,
    pub(super) overrides: BTreeMap<RuleId, RuleOverride>,
    pub(super) policy: PolicyDraft,
    pub(super) roles: BTreeMap<String, Placed<Vec<String>>>,
    pub(super) routes: BTreeMap<String, Placed<String>>,
    pub(super) people: BTreeMap<String, Placed<Person>>,
    pub(super) claims: Vec<roles::Claim>,
    pub(super) allowed_signers: Option<Placed<Utf8PathBuf>>,
    pub(super) revoked_signers: Option<Placed<Utf8PathBuf>>,
    pub(super) openpgp_keys: Option<Placed<Utf8PathBuf>>,
    pub(super) require_signature: Option<Vec<Placed<Kind>>>,
    pub(super) publish: publish::Draft,
}

#[derive(Default)]
pub(super) struct GateDraft {
    pub(super) fail_on: Option<Placed<Option<Severity>>>,
    pub(super) not_evaluated_fails: Option<Placed<bool>>,
    pub(super) known_until_launch: Option<Placed<bool>>,
    pub(super) allow_empty: Option<Placed<bool>>,
    pub(super) stage_from: Vec<StageFrom>,
}

#[derive(Default)]
pub(super) struct DiscoveryDraft {
    pub(super) include: Option<Vec<Placed<String>>>,
    pub(super) exclude: Option<Vec<Placed<String>>>,
    pub(super) models: Option<Vec<Placed<String>>>,
}

#[derive(Default)]
pub(super) struct PolicyDraft {
    pub(super) paths: Vec<Placed<Utf8PathBuf>>,
    pub(super) data: Vec<Placed<Utf8PathBuf>>,
}

/// Reads every table of the file.
pub(super) fn read(mut root: Fields<'_>) -> Draft {
    let mut draft = Draft {
        extends: root.texts("extends").unwrap_or_default(),
        ..Draft::default()
    };
    // Read before, by whoever decides whether this file is ours to read at all.
    root.take("version");
    root.take("min-raigate");
    if let Some(fields) = root.table("gate") {
        draft.gate = gate(fields);
    }
    if let Some(fields) = root.table("discovery") {
        draft.discovery = discovery(fields);
    }
    draft.systems = root
        .tables("system")
        .into_iter()
        .filter_map(system)
        .collect();
    draft.artifacts = root
        .tables("artifact")
        .into_iter()
        .filter_map(artifact)
        .collect();
    if let Some(mut fields) = root.table("rules") {
        draft.profile = fields.word("profile", &words(Profile::ALL, Profile::name));
        draft.overrides = overrides::read(&fields);
    }
    if let Some(fields) = root.table("policy") {
        draft.policy = policy(fields);
    }
    if let Some(fields) = root.table("roles") {
        draft.roles = roles::roles(&fields);
    }
    if let Some(fields) = root.table("routes") {
        draft.routes = roles::routes(&fields);
    }
    if let Some(fields) = root.table("people") {
        draft.people = roles::people(&fields, &mut draft.claims);
    }
    if let Some(fields) = root.table("provenance") {
        provenance(fields, &mut draft);
    }
    if let Some(fields) = root.table("publish") {
        draft.publish = publish::read(fields);
    }
    root.close();
    draft
}

/// Lists the words of a closed list with what they mean.
pub(super) fn words<T: Copy>(
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Vec<(&'static str, T)> {
    all.iter().map(|value| (name(*value), *value)).collect()
}

/// Objects to each facet that no rule knows.
pub(super) fn known_facets(page: &Page, facets: Vec<Placed<String>>) -> Vec<String> {
    for facet in &facets {
        if !FACETS.contains(&facet.value.as_str()) {
            let message = format!("`{}` is no facet", facet.value);
            page.object_at(
                facet.location.clone(),
                message,
                &suggestion(&facet.value, &FACETS),
            );
        }
    }
    facets.into_iter().map(|facet| facet.value).collect()
}

fn provenance(mut fields: Fields<'_>, draft: &mut Draft) {
    let mut path = |key: &'static str| {
        let path = fields.text(key);
        path.and_then(|path| inside(fields.page(), path, key))
    };
    draft.allowed_signers = path("allowed-signers");
    draft.revoked_signers = path("revoked-signers");
    draft.openpgp_keys = path("openpgp-keys");
    draft.require_signature = kinds(&mut fields, "require-signature");
    fields.close();
}

fn gate(mut fields: Fields<'_>) -> GateDraft {
    let severities = [
        ("error", Some(Severity::Error)),
        ("warning", Some(Severity::Warning)),
        ("never", None),
    ];
    let draft = GateDraft {
        fail_on: fields.word("fail-on", &severities),
        not_evaluated_fails: fields.word("not-evaluated", &[("fail", true), ("warn", false)]),
        known_until_launch: fields.word("known", &[("allow-until-launch", true), ("allow", false)]),
        allow_empty: fields.flag("allow-empty"),
        stage_from: fields
            .tables("stage-from")
            .into_iter()
            .filter_map(stage_from)
            .collect(),
    };
    fields.close();
    draft
}

fn discovery(mut fields: Fields<'_>) -> DiscoveryDraft {
    let draft = DiscoveryDraft {
        include: globs(&mut fields, "include"),
        exclude: globs(&mut fields, "exclude"),
        models: globs(&mut fields, "models"),
    };
    fields.close();
    draft
}

fn stage_from(mut fields: Fields<'_>) -> Option<StageFrom> {
    let branch = fields.text("ref");
    let tag = fields.text("tag");
    for pattern in branch.iter().chain(&tag) {
        compile(fields.page(), pattern);
    }
    let stage = fields.word("stage", &words(Stage::ALL, Stage::name));
    let has_stage = fields.all().iter().any(|field| field.key == "stage");
    if !has_stage {
        fields.lacks(
            "stage",
            "such as `{ ref = \"release/*\", stage = \"launch\" }`",
        );
    }
    let one = branch.is_some() != tag.is_some();
    if !one {
        let message = "an entry of `stage-from` takes either `ref` or `tag`".to_owned();
        fields
            .page()
            .object_at(fields.place(), message, "write one entry for each");
    }
    fields.close();
    let text = |pattern: Option<Placed<String>>| pattern.map(|pattern| pattern.value);
    stage.map(|stage| StageFrom {
        branch: text(branch),
        tag: text(tag),
        stage: stage.value,
    })
}

fn system(mut fields: Fields<'_>) -> Option<SystemDeclaration> {
    let id = required_text(&mut fields, "id", "a short name, such as `credit-scorer`");
    let id = id.filter(|id| is_slug(fields.page(), id));
    let tier = fields.word("tier", &words(Tier::ALL, Tier::name));
    if !fields.all().iter().any(|field| field.key == "tier") {
        fields.lacks(
            "tier",
            "state how much harm the system could do: `minimal`, `limited`, `high` or `prohibited`",
        );
    }
    let stage = fields.word("stage", &words(Stage::ALL, Stage::name));
    let root = fields.text("root");
    let root = root.and_then(|root| inside(fields.page(), root, "root"));
    let watch = globs(&mut fields, "watch").unwrap_or_default();
    let facets = fields.texts("facets").unwrap_or_default();
    let facets = known_facets(fields.page(), facets);
    let place = fields.place();
    fields.close();
    let (id, tier) = (id?, tier?);
    Some(SystemDeclaration {
        location: id.location,
        id: id.value,
        tier: tier.value,
        stage: stage.map_or(Stage::Review, |stage| stage.value),
        root: root.map(|root| root.value).unwrap_or_default(),
        watch: watch.into_iter().map(|glob| glob.value).collect(),
        facets,
        table: place,
    })
}

fn artifact(mut fields: Fields<'_>) -> Option<ArtifactPattern> {
    let location = fields.place();
    let kind = fields.word("kind", &words(Kind::ALL, Kind::name));
    let (mut has_kind, mut has_paths) = (false, false);
    for field in fields.all() {
        has_kind |= field.key == "kind";
        has_paths |= field.key == "paths";
    }
    if !has_kind {
        fields.lacks("kind", "such as `kind = \"model-card\"`");
    }
    let paths = globs(&mut fields, "paths");
    if !has_paths || paths.as_ref().is_some_and(Vec::is_empty) {
        fields.lacks("paths", "such as `paths = [\"docs/cards/*.md\"]`");
    }
    let [system, model, dataset] =
        ["system", "model", "dataset"].map(|key| fields.text(key).map(|text| text.value));
    fields.close();
    let paths = paths?.into_iter().map(|glob| glob.value).collect();
    Some(ArtifactPattern {
        kind: kind?.value,
        paths,
        system,
        model,
        dataset,
        location,
    })
}

fn policy(mut fields: Fields<'_>) -> PolicyDraft {
    if let Some(field) = fields.take("conftest") {
        // Policies that are named and not run would be a gate that only looks closed.
        let message = "policies in conftest's dialect are not supported yet".to_owned();
        let help = "remove `conftest`, and run conftest beside raigate until they are";
        fields
            .page()
            .object(field.key_span, &field.pointer, message, help);
    }
    let mut folders = |key| {
        let texts = fields.texts(key).unwrap_or_default().into_iter();
        texts
            .filter_map(|path| inside(fields.page(), path, key))
            .collect()
    };
    let draft = PolicyDraft {
        paths: folders("paths"),
        data: folders("data"),
    };
    fields.close();
    draft
}

fn kinds(fields: &mut Fields<'_>, key: &'static str) -> Option<Vec<Placed<Kind>>> {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    let mut kinds = Vec::new();
    for text in fields.texts(key)? {
        let location = text.location;
        if let Some(value) = Kind::from_name(&text.value) {
            kinds.push(Placed { value, location });
        } else {
            let message = format!("`{}` is no kind of evidence", text.value);
            fields
                .page()
                .object_at(location, message, &suggestion(&text.value, &names));
        }
    }
    Some(kinds)
}

fn globs(fields: &mut Fields<'_>, key: &'static str) -> Option<Vec<Placed<String>>> {
    let globs = fields.texts(key)?;
    for pattern in &globs {
        compile(fields.page(), pattern);
    }
    Some(globs)
}

fn compile(page: &Page, pattern: &Placed<String>) {
    if let Err(error) = glob(&pattern.value) {
        let message = format!("`{}` is no glob: {}", pattern.value, error.kind());
        let help = "write a glob such as `models/**/*.md`; `[[]` stands for a bracket itself";
        page.object_at(pattern.location.clone(), message, help);
    }
}

fn required_text(fields: &mut Fields<'_>, key: &'static str, help: &str) -> Option<Placed<String>> {
    if !fields.all().iter().any(|field| field.key == key) {
        fields.lacks(key, help);
    }
    fields.text(key)
}

fn is_slug(page: &Page, id: &Placed<String>) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let good = !id.value.is_empty() && id.value.chars().all(fits);
    if !good {
        let message = format!("`{}` is no id", id.value);
        page.object_at(
            id.location.clone(),
            message,
            "use letters, digits, `-`, `_` and `.`",
        );
    }
    good
}

/// Returns a path from the root of the repository, without steps that lead back or nowhere.
fn inside(page: &Page, path: Placed<String>, key: &str) -> Option<Placed<Utf8PathBuf>> {
    let Some(value) = normal(&path.value) else {
        let message = format!("`{key}` leads out of the repository: `{}`", path.value);
        let help = "write it from the root of the repository, with `/`";
        page.object_at(path.location, message, help);
        return None;
    };
    Some(Placed {
        value,
        location: path.location,
    })
}

/// Returns `path` without `.` and `..`; `None` where it is absolute or leads out.
pub(super) fn normal(path: &str) -> Option<Utf8PathBuf> {
    let windows = path.contains('\\') || path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') || windows {
        return None;
    }
    let mut whole = Utf8PathBuf::new();
    for step in Utf8Path::new(path).components() {
        match step.as_str() {
            "." => {}
            ".." if whole.pop() => {}
            ".." => return None,
            name => whole.push(name),
        }
    }
    Some(whole)
}
