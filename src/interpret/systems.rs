//! Which systems there are, and which artifacts belong to each.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use super::native::Envelope;
use super::{Words, floors};
use crate::artifact::{Artifact, Facts, Stated, System};
use crate::config::Config;
use crate::glossary::{Kind, Stage, Standard, Tier};
use crate::parse;
use crate::span::{Place, Pointer};

/// The systems, and what did not fit on the way.
pub(super) struct Placement {
    /// All systems, sorted by id.
    pub systems: Vec<System>,
    /// Shape errors of artifacts that declare a system.
    pub schema_errors: Vec<(usize, Value)>,
    /// Names in envelopes that no system has: artifact, place, name.
    pub unknown: Vec<(usize, Pointer, String)>,
}

/// Finds all systems and places every artifact and model file.
pub(super) fn place(
    artifacts: &[Artifact],
    words: &[Words],
    model_files: &[Utf8PathBuf],
    config: &Config,
) -> Placement {
    let mut schema_errors = Vec::new();
    let mut systems = declared(artifacts, config, &mut schema_errors);
    let former = floors::raise(&mut systems, &config.floors);
    let index = Index::new(&systems, former, anchors(artifacts, model_files));
    let mut implied = BTreeMap::<Utf8PathBuf, System>::new();
    let mut unknown = Vec::new();
    for (position, (artifact, words)) in artifacts.iter().zip(words).enumerate() {
        let (owners, unnamed) = index.owners(artifact, words);
        unknown.extend(unnamed.into_iter().map(|(at, name)| (position, at, name)));
        if owners.is_empty() {
            let folder = index.anchor(&artifact.path);
            implied_system(&mut implied, folder)
                .artifacts
                .push(position);
        }
        for owner in owners {
            if let Some(system) = systems.get_mut(owner) {
                system.artifacts.push(position);
            }
        }
    }
    for file in model_files {
        let owner = index.enclosing(file).first();
        let system = match owner.and_then(|owner| systems.get_mut(*owner)) {
            Some(system) => system,
            None => implied_system(&mut implied, index.anchor(file)),
        };
        system.model_files.push(file.clone());
    }
    systems.retain(floors::is_still_there);
    systems.extend(with_ids(implied, &index.by_id));
    systems.sort_by(|one, other| one.id.cmp(&other.id));
    Placement {
        systems,
        schema_errors,
        unknown,
    }
}

/// Where to look for the system of a file.
struct Index {
    by_id: HashMap<String, usize>,
    by_root: HashMap<Utf8PathBuf, Vec<usize>>,
    anchors: HashSet<Utf8PathBuf>,
}

impl Index {
    /// `former` are roots of before, with the systems that still answer for them.
    fn new(
        systems: &[System],
        former: Vec<(Utf8PathBuf, usize)>,
        anchors: HashSet<Utf8PathBuf>,
    ) -> Self {
        let mut index = Self {
            by_id: HashMap::new(),
            by_root: HashMap::new(),
            anchors,
        };
        for (position, system) in systems.iter().enumerate() {
            index.by_id.entry(system.id.clone()).or_insert(position);
            index
                .by_root
                .entry(system.root.clone())
                .or_default()
                .push(position);
        }
        for (root, position) in former {
            index.by_root.entry(root).or_insert_with(|| vec![position]);
        }
        index
    }

    /// Returns the declared systems of an artifact, and the names that none has.
    fn owners(
        &self,
        artifact: &Artifact,
        words: &Words,
    ) -> (BTreeSet<usize>, Vec<(Pointer, String)>) {
        let mut owners = BTreeSet::new();
        let mut unknown = Vec::new();
        for (at, name) in &words.systems {
            match self.by_id.get(name) {
                Some(system) => drop(owners.insert(*system)),
                None => unknown.push((at.clone(), name.clone())),
            }
        }
        if owners.is_empty() {
            let configured = words.configured.as_ref();
            owners.extend(configured.and_then(|name| self.by_id.get(name)));
        }
        if owners.is_empty() {
            owners.extend(self.enclosing(&artifact.path));
        }
        (owners, unknown)
    }

    /// Returns the systems with the longest root around `path`; several where they share it.
    fn enclosing(&self, path: &Utf8Path) -> &[usize] {
        let mut folders = path.ancestors().skip(1);
        folders
            .find_map(|folder| self.by_root.get(folder))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the nearest anchor around `path`, else its own folder.
    fn anchor(&self, path: &Utf8Path) -> Utf8PathBuf {
        let start = around_rai(path)
            .or_else(|| path.parent())
            .unwrap_or(Utf8Path::new(""));
        let mut folders = start.ancestors();
        folders
            .find(|folder| self.anchors.contains(*folder))
            .unwrap_or(start)
            .to_owned()
    }
}

/// Returns the systems that an envelope names, with their places.
pub(super) fn named(
    artifact: &Artifact,
    envelope: Option<&Envelope<'_>>,
) -> Vec<(Pointer, String)> {
    let Some(envelope) = envelope else {
        return Vec::new();
    };
    // A declaration is the system; what it says of others are its own fields.
    if artifact.kind == Kind::System {
        let id = artifact
            .id
            .clone()
            .unwrap_or_else(|| folder_name(&home(artifact)));
        return vec![(envelope.at.join("id"), id)];
    }
    let mut named = envelope_systems(envelope);
    // A waiver is judged by the tier of the system whose rule it waives, wherever it lies.
    let scope = (artifact.kind == Kind::Waiver).then(|| envelope.get("scope"));
    if let Some((at, scope)) = scope.flatten()
        && let Some(name) = scope.get("system").and_then(Value::as_str)
    {
        named.push((at.join("system"), name.to_owned()));
    }
    named
}

fn envelope_systems(envelope: &Envelope<'_>) -> Vec<(Pointer, String)> {
    match envelope.get("system") {
        Some((at, Value::String(name))) => vec![(at, name.clone())],
        Some((at, Value::Array(names))) => names
            .iter()
            .enumerate()
            .filter_map(|(index, name)| Some((at.join(index), name.as_str()?.to_owned())))
            .collect(),
        _ => Vec::new(),
    }
}

fn declared(
    artifacts: &[Artifact],
    config: &Config,
    schema_errors: &mut Vec<(usize, Value)>,
) -> Vec<System> {
    let mut systems: Vec<System> = Vec::new();
    for declaration in &config.systems {
        let location = &declaration.location;
        let stated = Stated {
            tier: declaration.tier,
            stage: declaration.stage,
            facets: declaration.facets.clone(),
            root: clean(&declaration.root),
            watch: declaration.watch.clone(),
        };
        let place = Place {
            key: None,
            value: location.span,
        };
        let (path, pointer) = (location.path.clone(), location.pointer.clone());
        let id = declaration.id.clone();
        systems.push(System::declared(id, path, pointer, place, stated));
    }
    for (index, artifact) in artifacts.iter().enumerate() {
        if artifact.kind != Kind::System || !artifact.value.is_object() {
            continue;
        }
        let (system, error) = from_artifact(artifact);
        schema_errors.extend(error.map(|error| (index, error)));
        match systems.iter_mut().find(|known| known.id == system.id) {
            // Declared twice is an error of its own; until it is resolved, the stricter counts.
            Some(known) => {
                known.tier = known.tier.max(system.tier);
                known.stage = known.stage.max(system.stage);
                let missing = system
                    .facets
                    .into_iter()
                    .filter(|facet| !known.facets.contains(facet));
                let missing: Vec<_> = missing.collect();
                known.facets.extend(missing);
            }
            None => systems.push(system),
        }
    }
    systems
}

fn from_artifact(artifact: &Artifact) -> (System, Option<Value>) {
    let value = &artifact.value;
    let word = |key: &str| value.get(key).and_then(Value::as_str);
    let words = |key: &str| -> Vec<String> {
        let list = value
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        list.filter_map(|one| one.as_str().map(str::to_owned))
            .collect()
    };
    let tier = word("tier").and_then(Tier::from_name);
    let error = value.get("tier").is_none().then(|| {
        let message = "system states no tier, and is judged as `high` until it does";
        json!({"at": "", "key": false, "message": message})
    });
    let home = home(artifact);
    let at = Pointer::root().join("id");
    let pointer = artifact.root.concat(&at);
    let spans = parse::spans(artifact.format, &artifact.text);
    let place = spans
        .nearest(&pointer)
        .map(|(_, place)| place)
        .unwrap_or_default();
    let id = artifact.id.clone().unwrap_or_else(|| folder_name(&home));
    let stated = Stated {
        tier: tier.unwrap_or(Tier::High),
        stage: word("stage")
            .and_then(Stage::from_name)
            .unwrap_or(Stage::Review),
        facets: words("facets"),
        root: word("root").map_or(home, |root| clean(Utf8Path::new(root))),
        watch: words("watch"),
    };
    let path = artifact.path.clone();
    let system = System::declared(id, path, pointer, place, stated);
    (system, error)
}

/// The folder that a system's own file speaks for: the one around `rai/`, else its own.
fn home(artifact: &Artifact) -> Utf8PathBuf {
    around_rai(&artifact.path)
        .or_else(|| artifact.path.parent())
        .unwrap_or(Utf8Path::new(""))
        .to_owned()
}

/// The folder around the outermost `rai` of a path, or around the scores that the hub keeps.
fn around_rai(path: &Utf8Path) -> Option<&Utf8Path> {
    let folders = path.ancestors().skip(1);
    folders
        .filter(|folder| matches!(folder.file_name(), Some("rai" | ".eval_results")))
        .last()?
        .parent()
}

fn clean(root: &Utf8Path) -> Utf8PathBuf {
    root.components()
        .filter(|part| part.as_str() != ".")
        .collect()
}

/// Folders that look like the home of a model or a dataset.
fn anchors(artifacts: &[Artifact], model_files: &[Utf8PathBuf]) -> HashSet<Utf8PathBuf> {
    let mut anchors = HashSet::new();
    for artifact in artifacts {
        let is_card = matches!(
            artifact.kind,
            Kind::ModelCard | Kind::SystemCard | Kind::Datasheet
        );
        let is_home = is_card
            || matches!(
                artifact.standard,
                Standard::MlModel | Standard::DatasetInfos
            );
        if let Some(folder) = around_rai(&artifact.path) {
            anchors.insert(folder.to_owned());
        } else if is_home && let Some(folder) = artifact.path.parent() {
            anchors.insert(folder.to_owned());
        }
    }
    anchors.extend(
        model_files
            .iter()
            .filter_map(|file| file.parent())
            .map(Utf8Path::to_owned),
    );
    anchors
}

fn implied_system(implied: &mut BTreeMap<Utf8PathBuf, System>, folder: Utf8PathBuf) -> &mut System {
    implied.entry(folder.clone()).or_insert_with(|| System {
        id: String::new(),
        tier: Tier::Minimal,
        stage: Stage::Review,
        facets: Vec::new(),
        root: folder,
        watch: Vec::new(),
        declared: None,
        before: None,
        model_files: Vec::new(),
        artifacts: Vec::new(),
        changes: None,
        facts: Facts::default(),
    })
}

fn folder_name(folder: &Utf8Path) -> String {
    folder.file_name().unwrap_or("repository").to_owned()
}

/// Names each implied system after its folder, or its path where that name is taken.
fn with_ids(
    implied: BTreeMap<Utf8PathBuf, System>,
    declared: &HashMap<String, usize>,
) -> Vec<System> {
    let mut uses = HashMap::<String, usize>::new();
    for folder in implied.keys() {
        *uses.entry(folder_name(folder)).or_default() += 1;
    }
    let name = |mut system: System| {
        let short = folder_name(&system.root);
        let is_free = uses.get(&short) == Some(&1) && !declared.contains_key(&short);
        system.id = if is_free {
            short
        } else {
            system.root.to_string()
        };
        system
    };
    implied.into_values().map(name).collect()
}
