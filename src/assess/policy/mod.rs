//! Judgements: every rule, on everything it is about.
