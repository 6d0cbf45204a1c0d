//! Type-erased pages, used by resources.

use std::task::{Context, Poll};

use crate::client::ClientCaller;
use crate::client::{Client, Purpose};
use crate::error::Error;
use crate::schema::Operation;
use crate::view::Structure;

use super::Paginator;
use super::feed::Feed;
use super::pager::Pager;
use super::walk::Walk;

/// The pages of an operation, one after the other.
pub(crate) struct UntypedPages(Feed);

impl UntypedPages {
    pub(crate) fn new(
        client: Client,
        paginator: &'static Paginator,
        input: Box<dyn Structure>,
        empty: fn(&'static Operation) -> Box<dyn Structure>,
    ) -> Self {
        let caller = ClientCaller {
            client,
            operation: paginator.operation,
            empty,
            purpose: Purpose::Paginator,
        };
        let walk = Walk::new(paginator);
        Self(Feed::new(Pager::new(Box::new(caller), walk, input)))
    }

    pub(crate) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Box<dyn Structure>, Error>>> {
        self.0.poll_page(cx)
    }
}
