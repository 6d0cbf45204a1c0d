//! Delivers pages to the consumer, on demand or ahead, and keeps the consumer's place.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::client::{CallSettings, TaskFuture};
use crate::error::{Error, ErrorKind};
use crate::view::Structure;

use super::Paginator;
use super::cursor::{Cursor, Origin, RunPlace};
use super::pager::{Page, Pager};
use super::walk::Options;

/// The pages of a run, and the consumer's place: after the last delivered page, whatever was requested ahead.
pub(super) struct Feed {
    paginator: &'static Paginator,
    source: PageSource,
    /// Where the first page is requested; `None` before the first poll.
    start: Option<(Origin, RunPlace)>,
    /// Where to go on after the last page that was delivered; `None` when nothing is left.
    place: Option<RunPlace>,
    /// Where the last page that was delivered begins.
    page: Option<RunPlace>,
    limited: bool,
}

enum PageSource {
    /// A page is requested on demand.
    Asked(Box<Pager>),
    /// A task requests pages ahead.
    Ahead(Ahead),
    Ended,
}

impl Feed {
    pub(super) fn new(pager: Pager) -> Self {
        Self {
            paginator: pager.walk.paginator(),
            source: PageSource::Asked(Box::new(pager)),
            start: None,
            place: None,
            page: None,
            limited: false,
        }
    }

    pub(super) fn paginator(&self) -> &'static Paginator {
        self.paginator
    }

    /// Lets a caller set an option; no effect after the first poll.
    pub(super) fn set(&mut self, set: impl FnOnce(&mut Options)) {
        if let PageSource::Asked(pager) = &mut self.source {
            set(&mut pager.walk.options);
        }
    }

    /// Sets what holds for the call of each page; no effect after the first poll.
    pub(super) fn call_with(&mut self, settings: CallSettings) {
        if let PageSource::Asked(pager) = &mut self.source {
            pager.call_with(settings);
        }
    }

    /// Where the first page is requested. Nothing is sent.
    pub(super) fn start(&mut self) -> Result<Cursor, Error> {
        self.begin()?;
        let start = self.start.as_ref();
        start
            .map(|(origin, place)| origin.cursor(place))
            .ok_or_else(|| {
                let message =
                    String::from("Error during pagination: the stream could not be started");
                Error::new(self.paginator.operation, ErrorKind::Pagination(message))
            })
    }

    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Box<dyn Structure>, Error>>> {
        if let Err(error) = self.begin() {
            return Poll::Ready(Some(Err(error)));
        }
        let page = match &mut self.source {
            PageSource::Asked(pager) => ready!(pager.poll_page(cx)),
            PageSource::Ahead(ahead) => ready!(ahead.poll_page(cx)),
            PageSource::Ended => None,
        };
        Poll::Ready(page.map(|page| {
            let page = page?;
            self.page = Some(page.start);
            self.place = page.end;
            self.limited = page.limited;
            Ok(page.output)
        }))
    }

    pub(super) async fn next(&mut self) -> Option<Result<Box<dyn Structure>, Error>> {
        std::future::poll_fn(|cx| self.poll_page(cx)).await
    }

    /// The consumer's place after `taken` items of the page; 0 stands for the whole page. `None` when nothing is left.
    pub(super) fn cursor(&self, taken: usize) -> Option<Cursor> {
        let (origin, _) = self.start.as_ref()?;
        let Some(page) = self.page.as_ref().filter(|_| taken > 0) else {
            return self.place.as_ref().map(|place| origin.cursor(place));
        };
        Some(origin.cursor(&page.after(taken)))
    }

    /// Ends the run; the consumer's place is before the page that was delivered last.
    pub(super) fn end_before_page(&mut self) {
        self.source = PageSource::Ended;
        self.place = self.page.take();
        self.limited = false;
    }

    /// The start of the page that was delivered last.
    pub(super) fn page_cursor(&self) -> Option<Cursor> {
        let (origin, _) = self.start.as_ref()?;
        Some(origin.cursor(self.page.as_ref()?))
    }

    /// The resume token, if the limit of items ended the run and something is left.
    pub(super) fn resume_token(&self) -> Option<String> {
        let place = self.place.as_ref().filter(|_| self.limited)?;
        let (origin, _) = self.start.as_ref()?;
        origin.resume_token(place)
    }

    /// Prepares the first request, once, and starts the task that requests ahead if the caller wants it.
    fn begin(&mut self) -> Result<(), Error> {
        let PageSource::Asked(pager) = &mut self.source else {
            return Ok(());
        };
        let Some(begun) = pager.begin() else {
            return Ok(());
        };
        let (origin, place) = begun?;
        self.place = Some(place.clone());
        self.start = Some((origin, place));
        let pages = pager.walk.options.prefetch;
        // Without a runtime, pages are requested on demand.
        if pages > 0
            && let Ok(runtime) = Handle::try_current()
            && let PageSource::Asked(pager) = std::mem::replace(&mut self.source, PageSource::Ended)
        {
            self.source = PageSource::Ahead(Ahead::spawn(&runtime, *pager, pages));
        }
        Ok(())
    }
}

/// Polls for a page and downcasts it; a page of another type ends the run before it.
pub(super) fn poll_typed<T>(
    feed: &mut Feed,
    cx: &mut Context<'_>,
    typed: impl FnOnce(Box<dyn Structure>) -> Result<T, Error>,
) -> Poll<Option<Result<T, Error>>> {
    let page = match ready!(feed.poll_page(cx)) {
        Some(Ok(page)) => typed(page).inspect_err(|_| feed.end_before_page()),
        Some(Err(error)) => Err(error),
        None => return Poll::Ready(None),
    };
    Poll::Ready(Some(page))
}

/// A task that requests pages ahead; it ends when this is dropped.
///
/// A future alone makes no progress while its consumer is busy with a page: the next answer would be neither read nor
/// decoded, so the token of the page after it would be unknown, and a time limit of the call would expire unseen.
struct Ahead {
    pages: mpsc::Receiver<Result<Page, Error>>,
    /// `None` once it has ended.
    task: Option<JoinHandle<()>>,
}

/// Maximum number of pages held ahead.
const MOST: usize = 1024;

impl Ahead {
    fn spawn(runtime: &Handle, mut pager: Pager, pages: usize) -> Self {
        let (sender, receiver) = mpsc::channel(pages.min(MOST));
        let task: TaskFuture = Box::pin(async move {
            // Waits for room before the request, so that the page under way counts.
            while let Ok(room) = sender.reserve().await {
                match pager.next().await {
                    Some(page) => room.send(page),
                    None => break,
                }
            }
        });
        Self {
            pages: receiver,
            task: Some(runtime.spawn(task)),
        }
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Page, Error>>> {
        if let Some(page) = ready!(self.pages.poll_recv(cx)) {
            return Poll::Ready(Some(page));
        }
        let Some(task) = &mut self.task else {
            return Poll::Ready(None);
        };
        let ended = ready!(Pin::new(task).poll(cx));
        self.task = None;
        match ended {
            // A panic, for example of a user's transport, reaches the consumer, as it does without a task.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            _ => Poll::Ready(None),
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}
