//! Tells whether two cards describe variants of one model: other sizes, devices, precisions.
//!
//! Variants share most of their text by right.

use std::collections::BTreeSet;

use camino::Utf8Path;

/// Returns whether two cards lie at places that differ in the variant alone.
///
/// ```text
/// qwen3-8b-generic-cpu/README.md   qwen3-8b-generic-gpu/README.md
/// cards/llama-2-7b.md              cards/llama-2-13b.md
/// acme-clip-vit-base/README.md     acme-clip-embeddings-vit-base/README.md
/// ```
pub(super) fn are_variants(one: &Utf8Path, other: &Utf8Path) -> bool {
    let mut differing = one
        .iter()
        .zip(other.iter())
        .filter(|(one, other)| one != other)
        .peekable();
    one.iter().count() == other.iter().count()
        && differing.peek().is_some()
        && differing.all(|(one, other)| {
            (!stem(one).is_empty() && stem(one) == stem(other)) || have_one_name(one, other)
        })
}

/// Returns whether the shorter name's words nearly all stand in the other, as where one
/// name adds a task, a library or a supplier.
fn have_one_name(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (few, many) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let shared = few.iter().filter(|word| many.contains(*word)).count();
    few.len() > 1 && shared * 4 >= few.len() * 3
}

/// Returns the words of a name; of a file name, without what every card is called.
fn words(name: &str) -> BTreeSet<String> {
    const OF_EVERY_CARD: [&str; 8] = [
        "card", "cards", "md", "mdx", "model", "models", "readme", "",
    ];
    name.to_ascii_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !OF_EVERY_CARD.contains(word))
        .map(str::to_owned)
        .collect()
}

/// Returns the words of a name that are no variant's.
fn stem(name: &str) -> Vec<String> {
    name.to_ascii_lowercase()
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .enumerate()
        .filter_map(|(index, word)| stem_of_word(word, index == 0))
        .collect()
}

/// Returns what a word names apart from a variant: `qwen` of `qwen3`, nothing of `7b`.
///
/// The first word is a name even where it is as short as `t5`.
fn stem_of_word(word: &str, is_first: bool) -> Option<String> {
    let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let numbered = letters.len() < word.len();
    let begins_with_digit = word
        .bytes()
        .next()
        .is_none_or(|first| first.is_ascii_digit());
    let is_variant = begins_with_digit
        || (numbered && !is_first && letters.len() <= 2)
        || VARIANTS.contains(&letters);
    (!is_variant).then(|| letters.to_owned())
}

/// Words for size, precision, device, tuning and position, which tell variants apart.
const VARIANTS: &[&str] = &[
    "awq",
    "base",
    "big",
    "cased",
    "chat",
    "cpu",
    "cuda",
    "directml",
    "dml",
    "draft",
    "fp",
    "generic",
    "gguf",
    "giant",
    "gptq",
    "gpu",
    "half",
    "huge",
    "instruct",
    "int",
    "l",
    "large",
    "lite",
    "little",
    "m",
    "medium",
    "micro",
    "mini",
    "n",
    "nano",
    "npu",
    "onnx",
    "openvino",
    "plus",
    "pro",
    "qnn",
    "quantized",
    "rtn",
    "s",
    "small",
    "tensorrt",
    "tiny",
    "trtrtx",
    "uncased",
    "vitis",
    "vitisai",
    "wide",
    "x",
    "xl",
    "xlarge",
    "xs",
    "xxl",
];
