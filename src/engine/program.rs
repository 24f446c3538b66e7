//! Policies and data, loaded and linted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use regorus::Engine;
use serde_json::Value;

use super::ahead::{self, Known};
use super::asked::{self, Declared};
use super::foresight::{self, Foreseen, Foresight, Seen};
use super::index::Index;
use super::needs::{self, Needs};
use super::part::Part;
use super::session::Session;
use super::value::{self, Input};
use super::{
    EngineError, Module, empty_engine, leans, lint, message, nesting, prepare, syntax, tree,
};

/// Policies and data, loaded and linted; shared by all threads.
#[derive(Clone)]
pub struct Program {
    loaded: Arc<Loaded>,
    parts: Arc<Parts>,
}

/// The engines in which rules are asked.
#[derive(Default)]
struct Parts {
    all: Vec<Part>,
    /// Which of them asks the rule of a package.
    of: BTreeMap<String, usize>,
}

struct Loaded {
    modules: Vec<Module>,
    data: regorus::Value,
    /// What each linted file declares.
    files: Vec<tree::File>,
    /// What sets need in order to hold anything.
    needs: Needs,
    /// What our own rules say, as far as it is followed without the engine.
    foresight: Foresight,
    /// What each of `modules` leans on, where rules are asked for all they say at once.
    closures: Vec<BTreeSet<usize>>,
    /// What the packages of rules declare, and which of `modules` asks for all of it.
    declared: BTreeMap<String, (Declared, usize)>,
    /// What is known of these rules before they are asked.
    ahead: Known,
    /// The name that asks for all that a package declares.
    question: String,
    /// Everything in one engine.
    whole: OnceLock<Result<Engine, EngineError>>,
}

impl Program {
    /// Loads and lints `modules` with `data`; reports every mistake at once.
    ///
    /// # Errors
    /// All mistakes found: syntax, unknown functions, the lints of `docs/writing-rules.md`.
    ///
    /// ```
    /// use raigate::engine::{Module, Program};
    /// use serde_json::json;
    /// use std::time::Duration;
    ///
    /// let text = "package p\nlarge if input.n > data.limit";
    /// let module = Module { path: "p.rego".into(), text: text.into() };
    /// let program = Program::load(&[module], &json!({"limit": 2})).unwrap();
    /// let mut session = program.session();
    /// session.set_input(&json!({"n": 3}));
    /// let answer = session.evaluate("data.p.large", Duration::from_secs(1)).unwrap();
    /// assert_eq!(answer, Some(json!(true)));
    /// ```
    pub fn load(modules: &[Module], data: &Value) -> Result<Self, Vec<EngineError>> {
        let (engine, files) = linted(modules, data)?;
        Ok(Self {
            loaded: Arc::new(Loaded {
                modules: modules.to_vec(),
                data: value::to_rego(data),
                needs: needs::of(&files),
                foresight: Foresight::default(),
                files,
                closures: Vec::new(),
                declared: BTreeMap::new(),
                ahead: Known::default(),
                question: String::new(),
                whole: OnceLock::from(Ok(engine)),
            }),
            parts: Arc::default(),
        })
    }

    /// Loads as [`Program::load`], so that each rule can be [asked](Session::ask) as a whole.
    ///
    /// With an index of the first of `modules`, those have been linted before, and each of
    /// their rules is loaded when it is first asked.
    ///
    /// # Errors
    /// As for [`Program::load`].
    pub fn of_rules(
        modules: &[Module],
        data: &Value,
        known: Option<(usize, Index)>,
    ) -> Result<Self, Vec<EngineError>> {
        let (count, index) = known.unwrap_or_default();
        let closures = if modules.len() == count && index.leans.len() == count {
            index.leans
        } else {
            leans::closures(modules)
        };
        let (_, files) = linted(&to_lint(modules, count, &closures), data)?;
        let data = value::to_rego(data);
        let mut foresight = index.foresight.beside(&data);
        for module in modules.iter().skip(count) {
            foresight.leave_out(&leans::package(&module.text));
        }
        let mut needs = index.needs;
        needs.extend(needs::of(&files));
        let declared = asked::asking(modules, &files);
        let loaded = Loaded {
            modules: modules.to_vec(),
            ahead: ahead::known(&declared, &needs),
            data,
            files,
            needs,
            foresight,
            closures,
            declared,
            question: asked::question(modules),
            whole: OnceLock::new(),
        };
        Ok(Self {
            parts: Arc::new(loaded.parts(&BTreeSet::new(), 1)),
            loaded: Arc::new(loaded),
        })
    }

    /// Returns the same policies so that the rules of `packages` share that many engines,
    /// which is quicker to load, where each of the others has one to itself, which is quicker
    /// to ask.
    #[must_use]
    pub fn gathered(&self, packages: &BTreeSet<&str>, engines: usize) -> Self {
        Self {
            loaded: Arc::clone(&self.loaded),
            parts: Arc::new(self.loaded.parts(packages, engines)),
        }
    }

    /// Returns each linted file with its package, without `data.`.
    pub fn packages(&self) -> impl Iterator<Item = (&str, String)> {
        let files = self.loaded.files.iter();
        files.map(|file| (file.path.as_str(), file.package.join(".")))
    }

    /// Returns whether the rule of `package`, given without `data.`, answers by that name.
    #[must_use]
    pub fn declares(&self, package: &str, name: &str) -> bool {
        let declared = self.loaded.declared.get(package);
        declared.is_some_and(|(names, _)| names.contains(name))
    }

    /// Returns the index of the linted policies, made of `policies`.
    #[must_use]
    pub fn index(&self, policies: &str) -> Index {
        Index {
            policies: policies.to_owned(),
            needs: self.loaded.needs.clone(),
            leans: self.loaded.closures.clone(),
            foresight: Foresight::default(),
        }
    }

    /// Returns an engine of its own for one thread.
    #[must_use]
    pub fn session(&self) -> Session {
        Session::of(self.clone())
    }

    /// Returns what these policies say in a form that is followed without the engine, and how
    /// many of their rules are.
    ///
    /// # Errors
    /// One of the policies cannot be loaded.
    pub fn foresight(&self) -> Result<(String, usize), EngineError> {
        let mut engine = self.whole()?.clone();
        Ok(foresight::written(&mut engine))
    }

    /// Returns what is known of the rule of `package`, given without `data.`, for `input`, of
    /// which more is `seen` by that.
    #[must_use]
    pub fn foreseen(&self, package: &str, input: &Input, seen: &mut Seen) -> Foreseen {
        if let Some(known) = seen.remembered(package) {
            return known;
        }
        let loaded = &*self.loaded;
        let Some(ahead) = loaded.ahead.get(package) else {
            return Foreseen::Open;
        };
        let about = (&loaded.data, &input.0);
        ahead.foreseen(package, &loaded.foresight, about, seen)
    }

    /// Returns the paths of the policies that the rule of `package`, given without `data.`,
    /// leans on, itself among them.
    pub fn leans_on(&self, package: &str) -> impl Iterator<Item = &str> {
        let declared = self.loaded.declared.get(package);
        let closure = declared.and_then(|(_, at)| self.loaded.closures.get(*at));
        let modules = closure.into_iter().flatten();
        modules.filter_map(|at| Some(self.loaded.modules.get(*at)?.path.as_str()))
    }

    /// Loads the rule of `package`, given without `data.`, with all that shares its engine.
    ///
    /// # Errors
    /// One of the policies cannot be loaded.
    pub fn ready(&self, package: &str) -> Result<(), EngineError> {
        self.part(package)
            .map_or(Ok(()), |(_, ready)| ready.map(|_| ()))
    }

    /// Returns whether `path` is a set that is sure to be empty for `input`.
    pub(super) fn is_idle(&self, path: &str, input: &regorus::Value) -> bool {
        let needs = self.loaded.needs.sets.get(path);
        needs.is_some_and(|needs| needs.are_idle(input))
    }

    pub(super) fn files(&self) -> &[tree::File] {
        &self.loaded.files
    }

    /// Returns the path that asks for all that `package` declares.
    pub(super) fn question(&self, package: &str) -> String {
        format!("data.{package}.{}", self.loaded.question)
    }

    /// Returns an engine that holds everything, and asks for no rule as a whole.
    pub(super) fn whole(&self) -> Result<&Engine, EngineError> {
        let loaded = &*self.loaded;
        let load = || {
            let text = |_, module: &Module| module.text.to_string();
            let all = Part::of(0..loaded.modules.len());
            all.engine(&loaded.modules, &loaded.data, text).cloned()
        };
        loaded
            .whole
            .get_or_init(load)
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Returns an engine that holds the rule of `package` and what it leans on, and which of
    /// the engines it is; `None` where there is no such rule.
    pub(super) fn part(&self, package: &str) -> Option<(usize, Result<&Engine, EngineError>)> {
        let loaded = &*self.loaded;
        let at = *self.parts.of.get(package)?;
        let text = |at: usize, module: &Module| loaded.text(at, module);
        let ready = self.parts.all.get(at)?;
        Some((at, ready.engine(&loaded.modules, &loaded.data, text)))
    }
}

impl Loaded {
    /// Returns the text of a module, with the line that asks for all where it is to ask.
    fn text(&self, at: usize, module: &Module) -> String {
        let asked = asked::package(&module.text).and_then(|package| self.declared.get(package));
        match asked {
            Some((sets, asking)) if *asking == at => {
                asked::with_question(module, sets, &self.question)
            }
            _ => module.text.to_string(),
        }
    }

    /// Spreads the rules over engines: those of `packages` over so many, each other alone.
    fn parts(&self, packages: &BTreeSet<&str>, engines: usize) -> Parts {
        let mut parts = Parts::default();
        let shared: Vec<&str> = packages.iter().copied().collect();
        // Neighbours are of one family, and lean on the same.
        let groups = shared.chunks(shared.len().div_ceil(engines.max(1)).max(1));
        let others = self.declared.keys().map(String::as_str);
        let alone = others.filter(|package| !packages.contains(package));
        let groups = groups
            .map(<[&str]>::to_vec)
            .chain(alone.map(|one| vec![one]));
        for group in groups {
            let closures = group.iter().filter_map(|package| {
                let (_, at) = self.declared.get(*package)?;
                self.closures.get(*at)
            });
            let modules: BTreeSet<usize> = closures.flatten().copied().collect();
            let at = parts.all.len();
            parts
                .of
                .extend(group.iter().map(|package| ((*package).to_owned(), at)));
            parts.all.push(Part::of(modules));
        }
        parts
    }
}

/// Returns the modules that are to be linted where the first `count` were before: the others,
/// and what they lean on.
fn to_lint(modules: &[Module], count: usize, closures: &[BTreeSet<usize>]) -> Vec<Module> {
    let is_library = |at: &usize| {
        let module = modules.get(*at);
        module.is_some_and(|module| asked::package(&module.text).is_none())
    };
    let new = closures.get(count..).unwrap_or_default();
    let mut to_lint: BTreeSet<usize> = new.iter().flatten().copied().collect();
    if !to_lint.is_empty() {
        // A mistyped name is told beside those that it may have meant.
        to_lint.extend((0..count).filter(is_library));
    }
    let some = to_lint.iter().filter_map(|at| modules.get(*at));
    some.cloned().collect()
}

/// Loads `modules` with `data` into one engine, lints them, and returns what they declare.
fn linted(modules: &[Module], data: &Value) -> Result<(Engine, Vec<tree::File>), Vec<EngineError>> {
    let mut engine = empty_engine();
    engine
        .add_data(value::to_rego(data))
        .map_err(|error| vec![message::read(&error)])?;
    let mut errors = Vec::new();
    for module in modules {
        if let Some(error) = nesting::fault(module) {
            errors.push(error);
        } else if let Err(error) = engine.add_policy(module.path.clone(), module.text.to_string()) {
            errors.push(message::read(&error).within(&module.path));
        }
    }
    let files = syntax::files(&mut engine);
    if errors.is_empty() {
        errors = lint::files(&files, data);
        errors.extend(analyse(&mut engine, modules));
    }
    if errors.is_empty() {
        Ok((engine, files))
    } else {
        Err(errors)
    }
}

/// Finds what regorus itself finds only at the first evaluation, such as unsafe variables.
///
/// It stops at the first mistake, so a file with one is taken out and the rest asked again.
fn analyse(engine: &mut Engine, modules: &[Module]) -> Vec<EngineError> {
    let mut errors = Vec::new();
    let mut left: Vec<&Module> = modules.iter().collect();
    let mut result = prepare(engine);
    while let Err(error) = result {
        let culprit = error.place.as_ref().map(|(file, ..)| file.clone());
        errors.push(error);
        let before = left.len();
        left.retain(|module| Some(&module.path) != culprit.as_ref());
        if left.len() == before {
            break;
        }
        result = prepare_anew(&left);
    }
    errors
}

fn prepare_anew(modules: &[&Module]) -> Result<(), EngineError> {
    let mut engine = empty_engine();
    for module in modules {
        engine
            .add_policy(module.path.clone(), module.text.to_string())
            .map_err(|error| message::read(&error))?;
    }
    prepare(&mut engine)
}
