//! The parsed text of a policy, as the lints read it.
//!
//! The only reader of regorus's own syntax tree, which may change with any of
//! its releases: what lints need is copied into one plain kind of node.

use std::collections::BTreeSet;

use regorus::unstable as rego;

/// One policy file.
#[derive(Debug)]
pub(super) struct File {
    /// Its path.
    pub(super) path: String,
    /// Its package, without `data`.
    pub(super) package: Vec<String>,
    /// What it imports.
    pub(super) imports: Vec<Import>,
    /// Its rules; a rule of several bodies is there once for each.
    pub(super) rules: Vec<Rule>,
}

/// `import PATH as NAME`
#[derive(Debug)]
pub(super) struct Import {
    /// The path, beginning with `data` or `input`.
    pub(super) path: Vec<String>,
    /// The name it has in the file.
    pub(super) name: String,
    /// Where it stands.
    pub(super) place: Place,
}

/// One definition of a rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// The first word of its head.
    pub(super) name: String,
    /// What its head builds.
    pub(super) shape: Shape,
    /// How many arguments it takes.
    pub(super) arity: usize,
    /// Where it stands.
    pub(super) place: Place,
    /// The names that it binds itself, anywhere in it.
    pub(super) binds: BTreeSet<String>,
    /// Head, without arguments, and bodies.
    pub(super) parts: Vec<Node>,
}

/// What a rule builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One value, or an object by keys.
    Value,
    /// A set, with `contains`.
    Set,
    /// A function.
    Function,
}

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The line.
    pub(super) line: usize,
    /// The column.
    pub(super) column: usize,
}

/// One expression or statement, with what it is made of.
#[derive(Debug)]
pub(super) struct Node {
    /// What it is.
    pub(super) what: What,
    /// Where it begins.
    pub(super) place: Place,
    /// What it is made of.
    pub(super) parts: Vec<Node>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A constant that is no number.
    Constant,
    /// A number; whether it is whole.
    Number(bool),
    /// A variable or a reference: its steps, `None` where a step is computed.
    Reference(Vec<Option<String>>),
    /// A call of the function of that name.
    Call(String),
    /// A comparison.
    Compare,
    /// Arithmetic: `+ - * / %`. On sets, `-` is difference.
    Arithmetic(char),
    /// A minus before one number.
    Negation,
    /// `:=` or `=`; the parts are both sides.
    Assign,
    /// Variables that `some` and `every` bring; the part is their pattern.
    Bind,
    /// A body, of a rule or of what is built from one.
    Query,
    /// A set: literal, comprehension, union or intersection.
    Set,
    /// `with TARGET as VALUE`; the parts are both.
    With,
    /// Anything else: lists, objects, comprehensions, statements.
    Other,
}

impl Node {
    /// Returns the name that a reference begins with.
    pub(super) fn first_name(&self) -> Option<&str> {
        match &self.what {
            What::Reference(path) => path.first()?.as_deref(),
            _ => None,
        }
    }

    /// Calls `visit` with this node and every node in it, outer ones first.
    pub(super) fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        for part in &self.parts {
            part.walk(visit);
        }
    }
}

/// Copies the parsed modules of `engine`.
pub(super) fn files(engine: &mut regorus::Engine) -> Vec<File> {
    let modules = engine.get_modules();
    modules.iter().map(|module| file(module)).collect()
}

/// Returns the number of arguments of a builtin of regorus; `None` where there is none.
pub(super) fn builtin_arity(name: &str) -> Option<usize> {
    rego::BUILTINS
        .get(name)
        .map(|(_, arity)| usize::from(*arity))
}

/// Returns the names of all builtins of regorus, sorted.
pub(super) fn builtin_names() -> Vec<&'static str> {
    let mut names: Vec<_> = rego::BUILTINS.keys().copied().collect();
    names.sort_unstable();
    names
}

fn file(module: &rego::Module) -> File {
    let imports = module.imports.iter().filter_map(|import| {
        let path: Vec<String> = steps(&import.refr).0.into_iter().flatten().collect();
        let last = path.last()?.clone();
        Some(Import {
            name: import
                .r#as
                .as_ref()
                .map_or(last, |name| name.text().to_owned()),
            place: place(&import.span),
            path,
        })
    });
    File {
        path: module.package.span.source.get_path().to_string(),
        package: steps(&module.package.refr)
            .0
            .into_iter()
            .flatten()
            .collect(),
        imports: imports.collect(),
        rules: module.policy.iter().map(|one| rule(one)).collect(),
    }
}

fn rule(rule: &rego::Rule) -> Rule {
    let none = Vec::new();
    let (refr, shape, args, mut parts) = match rule {
        rego::Rule::Default {
            refr, args, value, ..
        } if args.is_empty() => (refr, Shape::Value, args, vec![node(value)]),
        rego::Rule::Default {
            refr, args, value, ..
        } => (refr, Shape::Function, args, vec![node(value)]),
        rego::Rule::Spec { head, .. } => match head {
            rego::RuleHead::Compr { refr, assign, .. } => {
                (refr, Shape::Value, &none, assigned(assign.as_ref()))
            }
            rego::RuleHead::Set { refr, key, .. } => (
                refr,
                Shape::Set,
                &none,
                key.iter().map(|key| node(key)).collect(),
            ),
            rego::RuleHead::Func {
                refr, args, assign, ..
            } => (refr, Shape::Function, args, assigned(assign.as_ref())),
        },
    };
    let mut binds = BTreeSet::new();
    for arg in args {
        bind(&node(arg), &mut binds);
    }
    if let rego::Rule::Spec { bodies, .. } = rule {
        for body in bodies {
            parts.extend(assigned(body.assign.as_ref()));
            parts.push(query(&body.query));
        }
    }
    let (path, computed) = steps(refr);
    parts.extend(computed);
    for part in &parts {
        part.walk(&mut |node| {
            if let (What::Bind | What::Assign, Some(pattern)) = (&node.what, node.parts.first()) {
                bind(pattern, &mut binds);
            }
        });
    }
    Rule {
        name: path.into_iter().flatten().next().unwrap_or_default(),
        shape,
        arity: args.len(),
        place: place(rule.span()),
        binds,
        parts,
    }
}

/// Notes the variables of a pattern.
fn bind(pattern: &Node, names: &mut BTreeSet<String>) {
    match &pattern.what {
        What::Reference(path) => {
            if let [Some(name)] = path.as_slice() {
                names.insert(name.clone());
            }
        }
        What::Other | What::Bind => pattern.parts.iter().for_each(|part| bind(part, names)),
        _ => {}
    }
}

fn assigned(assign: Option<&rego::RuleAssign>) -> Vec<Node> {
    assign.iter().map(|assign| node(&assign.value)).collect()
}

fn query(query: &rego::Query) -> Node {
    Node {
        what: What::Query,
        place: place(&query.span),
        parts: query.stmts.iter().map(statement).collect(),
    }
}

fn statement(statement: &rego::LiteralStmt) -> Node {
    let mut parts = match &statement.literal {
        rego::Literal::SomeVars { vars, .. } => vec![bound(vars.iter().map(variable).collect())],
        rego::Literal::SomeIn {
            key,
            value,
            collection,
            ..
        } => {
            let mut pattern: Vec<Node> = key.iter().map(|key| node(key)).collect();
            pattern.push(node(value));
            vec![bound(pattern), node(collection)]
        }
        rego::Literal::Expr { expr, .. } | rego::Literal::NotExpr { expr, .. } => vec![node(expr)],
        rego::Literal::Every {
            key,
            value,
            domain,
            query: body,
            ..
        } => {
            let names = key.iter().chain([value]).map(variable).collect();
            vec![bound(names), node(domain), query(body)]
        }
    };
    parts.extend(statement.with_mods.iter().map(|with| Node {
        what: What::With,
        place: place(&with.span),
        parts: vec![node(&with.refr), node(&with.r#as)],
    }));
    Node {
        what: What::Other,
        place: place(&statement.span),
        parts,
    }
}

fn variable(span: &rego::Span) -> Node {
    Node {
        what: What::Reference(vec![Some(span.text().to_owned())]),
        place: place(span),
        parts: Vec::new(),
    }
}

/// Wraps the names of a pattern in a list, so that a `Bind` has one part.
fn bound(names: Vec<Node>) -> Node {
    let place = names
        .first()
        .map_or(Place { line: 1, column: 1 }, |first| first.place);
    let list = Node {
        what: What::Other,
        place,
        parts: names,
    };
    Node {
        what: What::Bind,
        place,
        parts: vec![list],
    }
}

fn nodes(exprs: &[rego::Ref<rego::Expr>]) -> Vec<Node> {
    exprs.iter().map(|expr| node(expr)).collect()
}

fn node(expr: &rego::Expr) -> Node {
    use rego::Expr as E;
    let (what, parts) = match expr {
        E::String { .. } | E::RawString { .. } | E::Bool { .. } | E::Null { .. } => {
            (What::Constant, Vec::new())
        }
        E::Number { value, .. } => {
            let is_whole = value.as_number().is_ok_and(|number| number.is_integer());
            (What::Number(is_whole), Vec::new())
        }
        E::Var { .. } | E::RefDot { .. } | E::RefBrack { .. } => {
            let (path, computed) = steps(expr);
            (What::Reference(path), computed)
        }
        E::Array { items, .. } => (What::Other, nodes(items)),
        E::Set { items, .. } => (What::Set, nodes(items)),
        E::Object { fields, .. } => {
            let pairs = fields
                .iter()
                .flat_map(|(_, key, value)| [node(key), node(value)]);
            (What::Other, pairs.collect())
        }
        E::ArrayCompr {
            term, query: body, ..
        } => (What::Other, vec![node(term), query(body)]),
        E::SetCompr {
            term, query: body, ..
        } => (What::Set, vec![node(term), query(body)]),
        E::ObjectCompr {
            key,
            value,
            query: body,
            ..
        } => (What::Other, vec![node(key), node(value), query(body)]),
        E::Call { fcn, params, .. } => {
            let (path, computed) = steps(fcn);
            let name: Vec<String> = path.into_iter().flatten().collect();
            let mut parts = nodes(params);
            parts.extend(computed);
            (What::Call(name.join(".")), parts)
        }
        E::UnaryExpr { expr, .. } => (What::Negation, vec![node(expr)]),
        E::BinExpr { lhs, rhs, .. } => (What::Set, vec![node(lhs), node(rhs)]),
        E::BoolExpr { lhs, rhs, .. } => (What::Compare, vec![node(lhs), node(rhs)]),
        E::ArithExpr { op, lhs, rhs, .. } => {
            (What::Arithmetic(operator(op)), vec![node(lhs), node(rhs)])
        }
        E::AssignExpr { lhs, rhs, .. } => (What::Assign, vec![node(lhs), node(rhs)]),
        E::Membership {
            key,
            value,
            collection,
            ..
        } => {
            let mut parts: Vec<Node> = key.iter().map(|key| node(key)).collect();
            parts.extend([node(value), node(collection)]);
            (What::Other, parts)
        }
    };
    Node {
        what,
        place: place(first(expr).span()),
        parts,
    }
}

/// The leftmost part of an expression: the engine's own spans begin at the operator.
fn first(expr: &rego::Expr) -> &rego::Expr {
    use rego::Expr as E;
    match expr {
        E::RefDot { refr: left, .. }
        | E::RefBrack { refr: left, .. }
        | E::Call { fcn: left, .. }
        | E::BinExpr { lhs: left, .. }
        | E::BoolExpr { lhs: left, .. }
        | E::ArithExpr { lhs: left, .. }
        | E::AssignExpr { lhs: left, .. } => first(left),
        other => other,
    }
}

const fn operator(op: &rego::ArithOp) -> char {
    match op {
        rego::ArithOp::Add => '+',
        rego::ArithOp::Sub => '-',
        rego::ArithOp::Mul => '*',
        rego::ArithOp::Div => '/',
        rego::ArithOp::Mod => '%',
    }
}

/// Returns the steps of a reference, and the nodes of those that are computed.
fn steps(expr: &rego::Expr) -> (Vec<Option<String>>, Vec<Node>) {
    use rego::Expr as E;
    match expr {
        E::Var { span, .. } => (vec![Some(span.text().to_owned())], Vec::new()),
        E::RefDot { refr, field, .. } => {
            let (mut path, computed) = steps(refr);
            path.push(Some(field.0.text().to_owned()));
            (path, computed)
        }
        E::RefBrack { refr, index, .. } => {
            let (mut path, mut computed) = steps(refr);
            if let E::String { value, .. } | E::RawString { value, .. } = index.as_ref() {
                path.push(value.as_string().ok().map(ToString::to_string));
            } else {
                path.push(None);
                computed.push(node(index));
            }
            (path, computed)
        }
        other => (vec![None], vec![node(other)]),
    }
}

/// The engine counts a tab as four columns, so the column is counted anew from the bytes.
fn place(span: &rego::Span) -> Place {
    let number = |value: u32| usize::try_from(value).unwrap_or(usize::MAX);
    let before = span
        .source
        .contents()
        .get(..number(span.start))
        .unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Place {
        line: number(span.line),
        column: line.chars().count() + 1,
    }
}
