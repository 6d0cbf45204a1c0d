//! What a caller sets on a stream of pages, and asks of it: once for all of them.

/// Gives a stream with a `feed` what [`Pages`](super::Pages) and [`Items`](super::Items) have in common.
macro_rules! options {
    ($stream:ident<$page:ident>) => {
        impl<$page> $stream<$page> {
            /// Asks for pages of this size, by the input member the paginator names; an error at the first poll if it
            /// names none.
            pub fn page_size(mut self, size: i32) -> Self {
                self.feed.set(|options| options.page_size = Some(size));
                self
            }

            /// Starts where an earlier stream, or boto3, ended; or at a token of the service.
            pub fn starting_token(mut self, token: impl Into<String>) -> Self {
                let token = token.into();
                self.feed.set(|options| options.start = Start::Token(token));
                self
            }

            /// Starts at a cursor that an earlier stream gave. One of another operation or input is an error at the
            /// first poll, [`ErrorKind::Cursor`](crate::ErrorKind::Cursor), and nothing is sent.
            pub fn start_at(mut self, cursor: Cursor) -> Self {
                self.feed
                    .set(|options| options.start = Start::Cursor(Box::new(cursor)));
                self
            }

            /// Sets what a token means that was received before. Default: what the paginator says, which is
            /// [`RepeatedToken::Error`] unless the operation is known to end that way.
            pub fn on_repeated_token(mut self, policy: RepeatedToken) -> Self {
                self.feed.set(|options| options.repeated = Some(policy));
                self
            }

            /// Follows the pages by the rules of botocore (`botocore/paginate.py`, `PageIterator`) where they are looser
            /// than those here. Default: off.
            ///
            /// A token is then an error only if it comes twice in a row, as with [`RepeatedToken::OnlyAtOnce`]; same
            /// pages may be any number; a page that says that there is more, and gives no token, is the last one, and so
            /// is a page that gives a token and does not say that there is more. The first page after a
            /// `starting_token` has no secondary results. No page size and no first token are sent that the caller did
            /// not set, even where the service then leaves out results.
            ///
            /// What is set beside it counts: [`on_repeated_token`](Self::on_repeated_token) and
            /// [`max_pages_without_progress`](Self::max_pages_without_progress).
            pub fn botocore_rules(mut self, on: bool) -> Self {
                self.feed.set(|options| options.botocore_rules = on);
                self
            }

            /// Gives up with an error after this many pages in a row that bring nothing new: that have no results, or
            /// those of the page before.
            ///
            /// Default: 100 pages with the same results; pages without results may be any number, since a filter
            /// leaves many of them. Results are compared by how many they are, the first and the last.
            pub fn max_pages_without_progress(mut self, pages: usize) -> Self {
                self.feed
                    .set(|options| options.without_progress = Some(pages));
                self
            }

            /// Requests pages before they are asked for, so that the service answers while the consumer works: at most
            /// this many, the one under way included, and never more than 1,024. Default: 0.
            ///
            /// The order stays, and [`cursor`](Self::cursor) tells where the consumer is. Pages follow each other by
            /// their tokens, so there is one request at a time. A task of the current tokio runtime makes them from the
            /// first poll on; it ends with the stream, a request under way included. Outside of a runtime, and with 0,
            /// a page is requested when it is asked for.
            pub fn prefetch(mut self, pages: usize) -> Self {
                self.feed.set(|options| options.prefetch = pages);
                self
            }

            /// Where the stream starts, as a cursor: of a [`starting_token`](Self::starting_token) of boto3, the same
            /// place. Nothing is sent.
            ///
            /// # Errors
            ///
            /// Those of a bad starting token or cursor, or of a page size that the paginator does not know.
            pub fn into_start(mut self) -> Result<Cursor, Error> {
                self.feed.start()
            }
        }
    };
}

pub(super) use options;
