//! Anchored values, and the copies of them that aliases stand for.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::artifact::Fault;
use crate::parse::faults::unparsable;
use crate::parse::json::scalar::shortened;
use crate::span::Span;

/// How much all copies may weigh, beside a multiple of the file.
const COPIES: usize = 4_000_000;

/// One value, and what it costs to copy it.
#[derive(Clone)]
pub(super) struct Node<K> {
    pub(super) value: Value,
    pub(super) keep: K,
    /// How many bytes the value takes, roughly.
    pub(super) weight: usize,
    /// How many levels it has below itself.
    pub(super) height: usize,
}

/// The anchored values of a document, and how much may still be copied of a whole stream.
pub(super) struct Anchors<K> {
    complete: HashMap<usize, Node<K>>,
    open: HashSet<usize>,
    left: usize,
}

impl<K: Clone> Anchors<K> {
    /// Returns the anchors of a text of `length` bytes: none yet.
    pub(super) fn new(length: usize) -> Self {
        Self {
            complete: HashMap::new(),
            open: HashSet::new(),
            left: COPIES + 8 * length,
        }
    }

    /// Forgets all anchors, where another document begins.
    pub(super) fn clear(&mut self) {
        self.complete.clear();
        self.open.clear();
    }

    /// Notes that a value with an anchor is being read; 0 is no anchor.
    pub(super) fn open(&mut self, anchor: usize) {
        if anchor != 0 {
            self.open.insert(anchor);
        }
    }

    /// Keeps a copy of a value that has an anchor.
    pub(super) fn close(&mut self, anchor: usize, span: Span, node: &Node<K>) -> Result<(), Fault> {
        if anchor == 0 {
            return Ok(());
        }
        self.open.remove(&anchor);
        self.pay(node.weight, span)?;
        self.complete.insert(anchor, node.clone());
        Ok(())
    }

    /// Returns a copy of the value of `anchor`, for the alias that is `written`.
    pub(super) fn copy(
        &mut self,
        anchor: usize,
        span: Span,
        written: &str,
    ) -> Result<Node<K>, Fault> {
        if let Some(weight) = self.complete.get(&anchor).map(|node| node.weight) {
            self.pay(weight, span)?;
        }
        self.complete.get(&anchor).cloned().ok_or_else(|| {
            let written = shortened(written);
            let fact = if self.open.contains(&anchor) {
                "stands inside the value it names"
            } else {
                "names nothing above it"
            };
            unparsable(span, format!("alias `{written}` {fact}"))
        })
    }

    fn pay(&mut self, weight: usize, span: Span) -> Result<(), Fault> {
        match self.left.checked_sub(weight) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(unparsable(
                span,
                "aliases multiply the file beyond what can be read",
            )),
        }
    }
}
