//! raigate's own policies and schemas, embedded when it is built.

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));
