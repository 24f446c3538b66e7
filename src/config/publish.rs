//! `[publish]`: what is posted to a forge, and how much of the evidence it shows.

use crate::config::Placed;
use crate::config::table::Fields;
use crate::config::tighten::{Loosening, pick};

/// `[publish]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Publish {
    /// When a pull request gets a comment.
    pub comment: Commenting,
    /// Whether there is a check run.
    pub check: Checking,
    /// How much of the evidence is shown.
    pub values: Values,
}

/// When a pull request gets a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Commenting {
    /// Where there is something to say; one that is there is kept up to date.
    #[default]
    OnFindings,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Commenting {
    /// Every choice, by its name.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("on-findings", Self::OnFindings),
        ("always", Self::Always),
        ("never", Self::Never),
    ];
}

/// Whether there is a check run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Checking {
    /// Where the token allows it.
    #[default]
    Auto,
    /// Never.
    Never,
}

impl Checking {
    /// Every choice, by its name.
    pub const NAMES: [(&'static str, Self); 2] = [("auto", Self::Auto), ("never", Self::Never)];
}

/// How much of the evidence is shown in what is posted, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Values {
    /// Nothing: rules, paths and lines.
    None,
    /// Numbers, dates, digests, ids and paths.
    #[default]
    Numbers,
    /// Also text that is quoted in a message, cut where it is long.
    Short,
}

impl Values {
    /// Every choice, by its name.
    pub const NAMES: [(&'static str, Self); 3] = [
        ("none", Self::None),
        ("numbers", Self::Numbers),
        ("short", Self::Short),
    ];
}

#[derive(Default)]
pub(super) struct Draft {
    comment: Option<Placed<Commenting>>,
    check: Option<Placed<Checking>>,
    values: Option<Placed<Values>>,
}

/// Reads the table.
pub(super) fn read(mut fields: Fields<'_>) -> Draft {
    let draft = Draft {
        comment: fields.word("comment", &Commenting::NAMES),
        check: fields.word("check", &Checking::NAMES),
        values: fields.word("values", &Values::NAMES),
    };
    fields.close();
    draft
}

/// Returns `own` on top of `base`, which says how much is shown at most.
pub(super) fn tighten(base: Draft, own: Draft, loose: &mut Vec<Loosening>) -> Draft {
    Draft {
        comment: own.comment.or(base.comment),
        check: own.check.or(base.check),
        values: pick(base.values, own.values, "values", loose, |base, own| {
            own <= base
        }),
    }
}

/// Returns what the table says, with what it does not say as usual.
pub(super) fn finish(draft: Draft) -> Publish {
    let usual = Publish::default();
    Publish {
        comment: draft.comment.map_or(usual.comment, |it| it.value),
        check: draft.check.map_or(usual.check, |it| it.value),
        values: draft.values.map_or(usual.values, |it| it.value),
    }
}
