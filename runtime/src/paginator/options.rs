//! The options and accessors that all streams of pages share.

/// Gives a stream with a `feed` the methods that [`Pages`](super::Pages) and [`Items`](super::Items) share.
macro_rules! options {
    ($stream:ident<$page:ident>) => {
        impl<$page> $stream<$page> {
            /// Sets the page size, in the input member that the paginator names; an error at the first poll if it names
            /// none.
            pub fn page_size(mut self, size: i32) -> Self {
                self.feed.set(|options| options.page_size = Some(size));
                self
            }

            /// Sets retries, time limits and further headers of the call of each page; what is not set stays the client's.
            pub fn with_settings(mut self, settings: CallSettings) -> Self {
                self.feed.call_with(settings);
                self
            }

            /// Starts where an earlier stream or boto3 ended, or at a token of the service.
            pub fn starting_token(mut self, token: impl Into<String>) -> Self {
                let token = token.into();
                self.feed
                    .set(|options| options.start = RunStart::Token(token));
                self
            }

            /// Starts at the cursor of an earlier stream. A cursor of another operation or input is an error at the first
            /// poll, [`ErrorKind::Cursor`](crate::ErrorKind::Cursor), and nothing is sent.
            pub fn start_at(mut self, cursor: Cursor) -> Self {
                self.feed
                    .set(|options| options.start = RunStart::Cursor(Box::new(cursor)));
                self
            }

            /// Sets the meaning of a repeated token. Default: the paginator's, which is [`RepeatedToken::Error`] unless the
            /// operation is known to end with one.
            pub fn on_repeated_token(mut self, policy: RepeatedToken) -> Self {
                self.feed.set(|options| options.repeated = Some(policy));
                self
            }

            /// Follows botocore's rules (`botocore/paginate.py`, `PageIterator`) where they are looser than pageboy's.
            /// Default: off.
            ///
            /// A token is then an error only if it comes twice in a row, as with [`RepeatedToken::OnlyAtOnce`]. Any number
            /// of equal pages may follow each other. A page that promises more and gives no token is the last page,
            /// and so is a page that gives a token and promises no more. The first page after a
            /// `starting_token` has no secondary results. No page size and no first token are sent unless the caller sets
            /// them, even where the service then leaves out results.
            ///
            /// [`on_repeated_token`](Self::on_repeated_token) and
            /// [`max_pages_without_progress`](Self::max_pages_without_progress) take precedence.
            pub fn botocore_rules(mut self, on: bool) -> Self {
                self.feed.set(|options| options.botocore_rules = on);
                self
            }

            /// Ends with an error after this many pages in a row that bring nothing new: without results, or with those of
            /// the page before.
            ///
            /// Default: 100 pages with equal results, and any number of pages without results, since a filter leaves many of
            /// them. Results are compared by their number, the first and the last.
            pub fn max_pages_without_progress(mut self, pages: usize) -> Self {
                self.feed
                    .set(|options| options.without_progress = Some(pages));
                self
            }

            /// Sets how many pages are requested ahead, so that the service answers while the consumer works. The page under
            /// way counts. Maximum: 1,024. Default: 0.
            ///
            /// The order stays, and [`cursor`](Self::cursor) is the consumer's place. Each page needs the token of the one
            /// before, so one request is made at a time. From the first poll on, a task of the current tokio runtime makes
            /// the requests; it ends with the stream, and so does a request under way. Outside a runtime, and with 0, a page
            /// is requested on demand.
            pub fn prefetch(mut self, pages: usize) -> Self {
                self.feed.set(|options| options.prefetch = pages);
                self
            }

            /// The start of the stream as a cursor; with boto3's [`starting_token`](Self::starting_token), the same place.
            /// Nothing is sent.
            ///
            /// # Errors
            ///
            /// A bad starting token or cursor, or a page size where the paginator names no member for it.
            pub fn into_start(mut self) -> Result<Cursor, Error> {
                self.feed.start()
            }
        }
    };
}

pub(super) use options;
