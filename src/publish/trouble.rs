//! Why the forge did not do what was asked.

use std::time::Duration;

/// What came in the way of one request, or of what several do together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// What was given to reach the forge with cannot be used.
    #[error("{0}")]
    Setup(String),
    /// What stands on the way lets nothing through, and trying again does not help.
    #[error("{0}")]
    Barred(String),
    /// No connection came about.
    #[error("{0}")]
    Unreached(String),
    /// No answer came; what was asked may have been done.
    #[error("{0}")]
    Lost(String),
    /// The forge sends on to another host, to which no token goes.
    #[error("the forge sends on to another address, and the token is not taken there")]
    Elsewhere,
    /// 401.
    #[error(
        "the token is not accepted (401): it has expired, was revoked, or is for another forge"
    )]
    Unauthorized,
    /// 403, for want of a right.
    #[error("the token has no right to it (403: {0})")]
    Forbidden(String),
    /// 404, which also stands for what the token is not allowed to see.
    #[error("the token does not see it (404): it is for another repository, or lacks the right")]
    NotFound,
    /// 422, since a text is too long.
    #[error("the forge takes no text of this length (422)")]
    TooLong,
    /// 413.
    #[error("the forge takes nothing of this size (413)")]
    TooLarge,
    /// Another status that says no.
    #[error("the forge refused it ({status}: {message})")]
    Refused {
        /// The status of HTTP.
        status: u16,
        /// What the forge says of it.
        message: String,
    },
    /// Too many requests, and the wait is longer than the time that is left.
    #[error("the forge takes no more requests for {} s (rate limit)", .0.as_secs())]
    Busy(Duration),
    /// It did not get better in all tries.
    #[error("the forge answered {0} each time it was asked")]
    Down(u16),
    /// The answer is not what the interface describes.
    #[error("the forge answered with something else than its interface describes")]
    Unreadable,
    /// The time for all of it is over.
    #[error("the {} s for publishing are over", .0.as_secs())]
    OutOfTime(Duration),
    /// It may have been done or not, and the forge does not say.
    #[error("{0}")]
    Unknown(String),
    /// The pull request moved on.
    #[error("the pull request has moved on to {0}, which a run of its own judges")]
    Moved(String),
}

impl Trouble {
    /// Returns whether everything else would meet it too.
    pub(super) fn is_everywhere(&self) -> bool {
        matches!(
            self,
            Self::Setup(_)
                | Self::Barred(_)
                | Self::Unreached(_)
                | Self::Unauthorized
                | Self::OutOfTime(_)
                | Self::Moved(_)
        )
    }

    /// Returns whether a right is missing.
    pub(super) fn is_of_rights(&self) -> bool {
        matches!(self, Self::Forbidden(_) | Self::NotFound)
    }
}
