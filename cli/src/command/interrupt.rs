//! Ctrl-C, where something has to be cleaned up.

use std::pin::pin;
use std::task::{Context, Poll};

use super::exit::Failure;

/// Runs `work` to its end, or until the command is interrupted; then `work` is dropped with everything it holds.
pub(super) async fn unless_interrupted(
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    let mut work = pin!(work);
    let mut signals = Signals::new();
    std::future::poll_fn(|cx| {
        if let Poll::Ready(done) = work.as_mut().poll(cx) {
            return Poll::Ready(done);
        }
        signals.poll(cx).map(|code| Err(Failure::interrupted(code)))
    })
    .await
}

/// The signals that end a program, and the exit codes that shells have for them.
#[cfg(unix)]
struct Signals(Vec<(u8, tokio::signal::unix::Signal)>);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            (130, SignalKind::interrupt()),
            (143, SignalKind::terminate()),
            (129, SignalKind::hangup()),
        ];
        // A signal without a handler ends the program as usual.
        let signals = kinds.map(|(code, kind)| Some((code, signal(kind).ok()?)));
        Self(signals.into_iter().flatten().collect())
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<u8> {
        for (code, signal) in &mut self.0 {
            if signal.poll_recv(cx).is_ready() {
                return Poll::Ready(*code);
            }
        }
        Poll::Pending
    }
}

#[cfg(not(unix))]
struct Signals(std::pin::Pin<Box<dyn Future<Output = std::io::Result<()>>>>);

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self(Box::pin(tokio::signal::ctrl_c()))
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<u8> {
        match self.0.as_mut().poll(cx) {
            Poll::Ready(Ok(())) => Poll::Ready(130),
            // It has no handler: it ends the program as usual.
            Poll::Ready(Err(_)) => {
                self.0 = Box::pin(std::future::pending());
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}
