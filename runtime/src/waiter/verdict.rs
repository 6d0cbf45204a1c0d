//! What a call means for a wait.

use super::{AcceptorState, Decision};

/// What a call means for a wait.
pub(super) enum Verdict {
    /// There was an answer, and acceptors or a condition have judged it.
    Decided(Decision),
    /// An error that nobody judged and that passes: it is polled again, later than usual.
    RiddenOut,
    /// There was no answer.
    Failed,
}

impl Verdict {
    /// Whether the wait goes on.
    pub(super) fn goes_on(&self) -> bool {
        matches!(
            self,
            Self::RiddenOut
                | Self::Decided(
                    Decision::Pending
                        | Decision::Matched {
                            state: AcceptorState::Retry,
                            ..
                        }
                )
        )
    }

    pub(super) const fn is_ridden_out(&self) -> bool {
        matches!(self, Self::RiddenOut)
    }
}
