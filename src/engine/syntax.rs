//! Copies the engine's own syntax tree into `tree`.
//!
//! Beside `foresight/`, the only file that knows that tree, which may change with any
//! release of regorus.

use std::collections::BTreeSet;

use regorus::unstable as rego;

use super::tree::{File, Import, Node, Place, Rule, Shape, What};

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
        path: module.package.span.source.get_path().clone(),
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
        bind_within(part, &mut binds);
    }
    Rule {
        is_plain: path.len() == 1,
        name: path.into_iter().flatten().next().unwrap_or_default(),
        shape,
        arity: args.len(),
        place: place(rule.span()),
        binds,
        parts,
    }
}

/// Notes the variables that anything in `part` brings.
fn bind_within(part: &Node, names: &mut BTreeSet<String>) {
    part.walk(&mut |node| {
        if let (What::Bind | What::Assign, Some(pattern)) = (&node.what, node.parts.first()) {
            bind(pattern, names);
        }
    });
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
    let is_denial = matches!(statement.literal, rego::Literal::NotExpr { .. });
    Node {
        what: if is_denial { What::Not } else { What::Other },
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
        E::String { value, .. } | E::RawString { value, .. } => {
            let text = value
                .as_string()
                .map_or_else(|_| String::new(), ToString::to_string);
            (What::Text(text), Vec::new())
        }
        E::Bool { .. } | E::Null { .. } => (What::Constant, Vec::new()),
        E::Number { value, .. } => {
            #[expect(
                clippy::redundant_closure_for_method_calls,
                reason = "the engine does not name the type whose method it is"
            )]
            let is_whole = value.as_number().is_ok_and(|number| number.is_integer());
            (What::Number(is_whole), Vec::new())
        }
        E::Var { .. } | E::RefDot { .. } | E::RefBrack { .. } => {
            let (path, computed) = steps(expr);
            (What::Reference(path), computed)
        }
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
        E::Set { items, .. } => (What::Set, nodes(items)),
        E::SetCompr {
            term, query: body, ..
        } => (What::Set, vec![node(term), query(body)]),
        other => (What::Other, members(other)),
    };
    Node {
        what,
        place: place(first(expr).span()),
        parts,
    }
}

/// What a list, an object, a comprehension or a membership is made of.
fn members(expr: &rego::Expr) -> Vec<Node> {
    use rego::Expr as E;
    match expr {
        E::Array { items, .. } => nodes(items),
        E::Object { fields, .. } => {
            let pairs = fields
                .iter()
                .flat_map(|(_, key, value)| [node(key), node(value)]);
            pairs.collect()
        }
        E::ArrayCompr {
            term, query: body, ..
        } => vec![node(term), query(body)],
        E::ObjectCompr {
            key,
            value,
            query: body,
            ..
        } => {
            vec![node(key), node(value), query(body)]
        }
        E::Membership {
            key,
            value,
            collection,
            ..
        } => {
            let mut parts: Vec<Node> = key.iter().map(|key| node(key)).collect();
            parts.extend([node(value), node(collection)]);
            parts
        }
        _ => Vec::new(),
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
