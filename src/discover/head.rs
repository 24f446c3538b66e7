//! A quick look at a file: its topmost keys, without building its value.
//!
//! Every text file of a repository is looked at, few are evidence, and some of those are broken.
//! So a look is cheap, and ends where it no longer understands.

/// One member of the topmost object.
pub(super) struct Member<'b> {
    pub(super) key: &'b [u8],
    pub(super) value: &'b [u8],
}

/// The members of a JSON object, as far as it can be read; of a list, those of its first object.
pub(super) fn json_members(bytes: &[u8]) -> (Vec<Member<'_>>, bool) {
    let mut at = skip_space(bytes, 0);
    let is_list = bytes.get(at) == Some(&b'[');
    if is_list {
        at = skip_space(bytes, at + 1);
    }
    let mut members = Vec::new();
    if bytes.get(at) != Some(&b'{') {
        return (members, is_list);
    }
    at = skip_space(bytes, at + 1);
    while bytes.get(at) == Some(&b'"') {
        let end = string_end(bytes, at);
        let key = bytes.get(at + 1..end.saturating_sub(1)).unwrap_or_default();
        at = skip_space(bytes, end);
        if bytes.get(at) != Some(&b':') {
            break;
        }
        at = skip_space(bytes, at + 1);
        let end = value_end(bytes, at);
        members.push(Member {
            key,
            value: bytes.get(at..end).unwrap_or_default(),
        });
        at = skip_space(bytes, end);
        if bytes.get(at) != Some(&b',') {
            break;
        }
        at = skip_space(bytes, at + 1);
    }
    (members, is_list)
}

/// The front matter of a Markdown file, fences left out; to the end where none closes it.
pub(super) fn front_matter(text: &[u8]) -> Option<&[u8]> {
    let fence: &[u8] = if text.starts_with(b"+++") {
        b"+++"
    } else {
        b"---"
    };
    let mut lines = lines(text);
    if trim_end(lines.next()?.1) != fence {
        return None;
    }
    let (start, _) = lines.clone().next()?;
    let end = lines
        .find(|(_, line)| trim_end(line) == fence)
        .map_or(text.len(), |(at, _)| at);
    text.get(start..end)
}

/// The keys at the left margin of a YAML mapping.
pub(super) fn yaml_keys(bytes: &[u8]) -> Vec<&str> {
    let key = |line: &'_ [u8]| {
        let (key, _) = std::str::from_utf8(line).ok()?.split_once(':')?;
        let key = key.trim_matches(['"', '\'']);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        (!key.is_empty() && key.chars().all(is_name)).then_some(key.len())
    };
    let mut keys = Vec::new();
    for (_, line) in lines(bytes) {
        let line = line
            .strip_prefix(b"\"")
            .or_else(|| line.strip_prefix(b"'"))
            .unwrap_or(line);
        if let Some(length) = key(line) {
            keys.extend(
                line.get(..length)
                    .and_then(|key| std::str::from_utf8(key).ok()),
            );
        }
    }
    keys
}

/// Returns where the text begins behind a byte order mark.
pub(super) fn skip_mark(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    }
}

/// Returns whether the text is UTF-16: by its mark, or by the zeros between its first letters.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    let is_marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let is_spread = |pair: &[u8]| pair.contains(&0) && pair != [0, 0];
    let mut pairs = bytes.chunks_exact(2).take(8);
    is_marked || (bytes.len() >= 16 && pairs.all(is_spread))
}

fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> + Clone {
    let mut start = 0;
    text.split_inclusive(|byte| *byte == b'\n')
        .map(move |line| {
            let at = start;
            start += line.len();
            (at, line)
        })
}

fn trim_end(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Returns the place behind the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Returns the place behind the value that begins at `at`.
fn value_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}
