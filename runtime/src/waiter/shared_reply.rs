//! The result of one call of a wait.

use std::sync::{Arc, OnceLock};

use crate::client::{Empty, Metadata, Reply};
use crate::error::Error;
use crate::schema::Operation;
use crate::view::{Structure, Texts};

/// The result of one call of a wait, shared by everything that reports it.
#[derive(Clone)]
pub(super) struct SharedReply(Arc<ReplyForm>);

enum ReplyForm {
    Whole(Result<Reply, Error>),
    Small(SmallReply),
}

/// An output of which a wait for many holds thousands, until somebody looks at it.
struct SmallReply {
    call: Arc<SharedCall>,
    values: Box<[u8]>,
    output: OnceLock<Box<dyn Structure>>,
}

/// What the outputs of one call have in common.
pub(super) struct SharedCall {
    pub(super) operation: &'static Operation,
    pub(super) empty: Empty,
    pub(super) texts: Texts,
    pub(super) metadata: Metadata,
}

impl SharedReply {
    pub(super) fn new(result: Result<Reply, Error>) -> Self {
        Self(Arc::new(ReplyForm::Whole(result)))
    }

    /// An output that was packed with the texts of its call.
    pub(super) fn small(call: Arc<SharedCall>, values: Box<[u8]>) -> Self {
        Self(Arc::new(ReplyForm::Small(SmallReply {
            call,
            values,
            output: OnceLock::new(),
        })))
    }

    /// The output, if the call succeeded.
    pub(super) fn output(&self) -> Option<&dyn Structure> {
        match &*self.0 {
            ReplyForm::Whole(result) => result.as_ref().ok().map(|reply| &*reply.output),
            ReplyForm::Small(reply) => Some(&**reply.output.get_or_init(|| reply.unpack())),
        }
    }

    /// The output, if the call succeeded and nobody else has this reply.
    pub(super) fn into_output(self) -> Option<Box<dyn Structure>> {
        match Arc::into_inner(self.0)? {
            ReplyForm::Whole(result) => Some(result.ok()?.output),
            ReplyForm::Small(mut reply) => Some(match reply.output.take() {
                Some(output) => output,
                None => reply.unpack(),
            }),
        }
    }

    /// Status and request id, if the call succeeded.
    pub(super) fn metadata(&self) -> Option<&Metadata> {
        match &*self.0 {
            ReplyForm::Whole(result) => result.as_ref().ok().map(|reply| &reply.metadata),
            ReplyForm::Small(reply) => Some(&reply.call.metadata),
        }
    }

    /// The error, if the call failed.
    pub(super) fn error(&self) -> Option<&Error> {
        match &*self.0 {
            ReplyForm::Whole(result) => result.as_ref().err(),
            ReplyForm::Small(_) => None,
        }
    }

    /// The id of the request.
    pub(super) fn request_id(&self) -> Option<&str> {
        match self.metadata() {
            Some(metadata) => metadata.request_id.as_deref(),
            None => self.error()?.request_id(),
        }
    }
}

impl SmallReply {
    fn unpack(&self) -> Box<dyn Structure> {
        let SharedCall {
            operation,
            empty,
            texts,
            ..
        } = &*self.call;
        let mut output = empty(operation);
        texts.unpack(&self.values, &mut *output);
        output
    }
}
