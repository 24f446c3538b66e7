//! Whether two names of a model or a dataset are one.
//!
//! Case and separators do not tell models apart, and an organisation in front
//! may be left out. Everything else does: `resnet50` is not `resnet50.a1_in1k`.

/// Returns `name` in lower case with one kind of separator.
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.trim().trim_end_matches('/').chars() {
        let c = if c == '_' || c.is_whitespace() {
            '-'
        } else {
            c
        };
        if !(c == '-' && normal.ends_with('-')) {
            normal.extend(c.to_lowercase());
        }
    }
    normal
}

/// Returns a normal name without the organisation in front of it.
pub(super) fn tail(normal: &str) -> &str {
    normal.rsplit('/').next().unwrap_or(normal)
}

/// Returns whether two names mean the same thing.
pub(super) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (normal(one), normal(other));
    one == other || ((!one.contains('/') || !other.contains('/')) && tail(&one) == tail(&other))
}

/// Returns a split under its usual name.
pub(super) fn split(name: &str) -> String {
    match normal(name).as_str() {
        "val" | "valid" | "dev" => "validation".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn case_separators_and_organisation_do_not_tell_names_apart() {
        assert!(same("acme/Credit_Scorer", "credit-scorer"));
        assert!(same("IMDB", "imdb"));
    }

    #[test]
    fn tags_organisations_and_versions_do() {
        assert!(!same("cspdarknet53", "cspdarknet53.ra_in1k"));
        assert!(!same("acme/scorer", "other/scorer"));
        assert!(!same("scorer-v1", "scorer-v2"));
    }
}
