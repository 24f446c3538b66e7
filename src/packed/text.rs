//! Texts of files.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::bytes::{squeezed, unsqueezed_text};

/// The text of a file, shared by all that was read out of it; it can be packed, and unpacks
/// itself when it is looked at.
///
/// ```
/// use raigate::packed::Text;
///
/// let text = Text::from("# Digits\n");
/// assert_eq!(&*text.packed(), "# Digits\n");
/// ```
#[derive(Clone)]
pub struct Text(Arc<Kept>);

struct Kept {
    text: OnceLock<Arc<str>>,
    /// What the text is made from, where it is not there.
    bytes: Option<Box<[u8]>>,
}

impl Text {
    /// Returns the same text, kept small until somebody looks at it.
    #[must_use]
    pub fn packed(&self) -> Self {
        let bytes = squeezed(self.as_bytes());
        if bytes.len() >= self.len() {
            return self.clone();
        }
        Self(Arc::new(Kept {
            text: OnceLock::new(),
            bytes: Some(bytes),
        }))
    }

    /// Returns the whole text.
    #[must_use]
    pub fn whole(&self) -> &Arc<str> {
        let read = || unsqueezed_text(self.0.bytes.as_deref().unwrap_or_default());
        self.0.text.get_or_init(read)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.whole()
    }
}

impl From<Arc<str>> for Text {
    fn from(text: Arc<str>) -> Self {
        Self(Arc::new(Kept {
            text: OnceLock::from(text),
            bytes: None,
        }))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Arc::<str>::from(text).into()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}
