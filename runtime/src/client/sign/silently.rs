//! Calls of `aws-sigv4`'s signers, which trace what they sign.

/// Calls the signer and silences its trace.
///
/// It traces what it signs: headers with the keys of server-side encryption, tokens, and URLs that grant access to their
/// bearer. A dispatcher that records nothing replaces the program's own, global or scoped, on this thread and for this call.
///
/// Without a subscriber, `tracing` may be built to write to the crate `log` instead (its feature `log`), until the first
/// dispatcher of any kind is set. This call would set it, and so end the logs of all other crates; so it does that only if
/// the log would record the signer's trace. `RUST_LOG=trace,aws_sigv4=off` keeps them.
pub(crate) fn silently<T>(sign: impl FnOnce() -> T) -> T {
    let is_heard = tracing::dispatcher::has_been_set()
        || TARGETS
            .iter()
            .any(|target| log::log_enabled!(target: target, log::Level::Trace));
    if is_heard {
        tracing::dispatcher::with_default(&tracing::Dispatch::none(), sign)
    } else {
        sign()
    }
}

/// The target of the signer's trace.
const TARGETS: [&str; 2] = ["aws_sigv4::event_stream", "aws_sigv4::http_request::sign"];

/// The error with its cause.
pub(crate) fn describe(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}
