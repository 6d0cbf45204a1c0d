//! The meaning of a call for a wait.

use super::{AcceptorState, Decision};

/// The meaning of a call for a wait.
pub(super) enum Verdict {
    /// Acceptors or a condition judged the answer.
    Decided(Decision),
    /// A transient error that no acceptor judged: the wait polls again after a longer delay.
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
