//! Batch actions: one call for many resources (`boto3/resources/action.py`, `BatchAction`).

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::client::Purpose;
use crate::client::take;
use crate::dynamic::Dynamic;
use crate::error::{Error, ErrorKind};
use crate::excerpt::Excerpt;
use crate::schema::Operation;
use crate::view::{Structure, View, copy_structure};
use crate::wire;

use super::answer::UntypedResource;
use super::fill::{Arguments, Mode, invalid, merge};
use super::forms::Forms;
use super::listing::UntypedListing;
use super::{BatchAction, Handle, Listing};

/// The purpose of a batch action: one call per page of a collection, or per as many resources as the service accepts.
///
/// The caller's members go into each call, beside those that the resources fill in; a list that they fill in cannot be set.
pub struct Batch {
    pages: UntypedListing,
    action: &'static BatchAction,
}

impl Batch {
    /// An action for all resources of a collection.
    pub fn new<T>(resources: Listing<T>, action: &'static BatchAction) -> Self {
        Self {
            pages: resources.pages,
            action,
        }
    }

    /// Makes the calls; `O` is the Rust type of the operation's output.
    #[inline]
    pub fn call<O: Structure + Default, I: Structure + Default>(
        self,
        operation: &'static Operation,
        input: I,
    ) -> BatchCall<O> {
        self.call_as(Forms::of::<I, O>(), operation, Box::new(input))
    }

    /// Makes the calls of an operation whose table was loaded at run time.
    pub fn call_dynamic(self, operation: &'static Operation, input: Dynamic) -> BatchCall<Dynamic> {
        self.call_as(Forms::dynamic(), operation, Box::new(input))
    }

    fn call_as<O>(
        self,
        forms: Forms,
        operation: &'static Operation,
        input: Box<dyn Structure>,
    ) -> BatchCall<O> {
        let run = BatchRun {
            action: self.action,
            operation,
            input,
            forms,
            outputs: Vec::new(),
            failures: Vec::new(),
        };
        BatchCall {
            operation,
            ended: Box::pin(run.all(self.pages)),
            output: PhantomData,
        }
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("action", &self.action.name)
            .finish_non_exhaustive()
    }
}

/// A batch action that proceeds while this future is polled; dropping it ends it, and no further call is made.
///
/// It resolves to the output of each call, in order; without resources, no call is made. Failures that the answers list for
/// some of the resources are a [`BatchError`] too.
#[must_use = "nothing is sent until the action is awaited"]
pub struct BatchCall<O> {
    operation: &'static Operation,
    ended: Pin<Box<dyn Future<Output = Result<Outputs, BatchEnd>> + Send>>,
    output: PhantomData<fn() -> O>,
}

impl<O: Structure> Future for BatchCall<O> {
    type Output = Result<Vec<O>, BatchError<O>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let operation = self.operation;
        let typed = |outputs: Outputs| -> Vec<O> {
            let outputs = outputs.into_iter();
            outputs
                .filter_map(|output| take(operation, output).ok())
                .collect()
        };
        Poll::Ready(match ready!(self.ended.as_mut().poll(cx)) {
            Ok(outputs) => Ok(typed(outputs)),
            Err(ended) => Err(BatchError {
                outputs: typed(ended.outputs),
                error: ended.error,
                failures: ended.failures,
                resources: ended.resources,
                operation,
            }),
        })
    }
}

impl<O> fmt::Debug for BatchCall<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchCall")
            .field("operation", &self.operation.name)
            .finish_non_exhaustive()
    }
}

/// Why a batch action is incomplete.
pub struct BatchError<O> {
    operation: &'static Operation,
    error: Option<Error>,
    failures: Vec<String>,
    resources: Vec<Handle>,
    outputs: Vec<O>,
}

impl<O> BatchError<O> {
    /// The error that ended it; `None` if all calls were answered and answers list failures.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The failures that answers list for single resources, as JSON, with sensitive values as `***`.
    ///
    /// A resource that no request can name, because XML cannot contain one of its characters, is left out of the calls and
    /// listed here with the code `NotSent`.
    pub fn failures(&self) -> &[String] {
        &self.failures
    }

    /// The resources of the failed call, whose outcome is unknown. Later resources were not tried.
    pub fn resources(&self) -> &[Handle] {
        &self.resources
    }

    /// The outputs of the calls that were answered.
    pub fn outputs(&self) -> &[O] {
        &self.outputs
    }

    /// The same, by value.
    pub fn into_outputs(self) -> Vec<O> {
        self.outputs
    }
}

/// Maximum number of resources or failures shown.
const SHOWN: usize = 3;

impl<O> fmt::Display for BatchError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            Some(error) => {
                write!(f, "{error}")?;
                if !self.resources.is_empty() {
                    f.write_str("; it was called for ")?;
                    let shown = self
                        .resources
                        .iter()
                        .map(|handle| Excerpt::message(&format!("{handle:?}")).to_string());
                    list(f, shown)?;
                }
                Ok(())
            }
            None => {
                let Operation { service, name, .. } = self.operation;
                write!(f, "{} {name}: not done for some: ", service.name)?;
                let failures = self.failures.iter();
                list(f, failures.map(|text| Excerpt::message(text).to_string()))
            }
        }
    }
}

fn list(
    f: &mut fmt::Formatter<'_>,
    mut items: impl ExactSizeIterator<Item = String>,
) -> fmt::Result {
    let shown: Vec<_> = items.by_ref().take(SHOWN).collect();
    f.write_str(&shown.join(", "))?;
    match items.len() {
        0 => Ok(()),
        more => write!(f, ", and {more} more"),
    }
}

impl<O> fmt::Debug for BatchError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchError")
            .field("error", &self.error)
            .field("failures", &self.failures)
            .field("resources", &self.resources)
            .field("outputs", &self.outputs.len())
            .finish()
    }
}

impl<O> StdError for BatchError<O> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.as_ref()?.source()
    }
}

/// The failure of a resource that was left out of the calls, in the service's own form.
fn not_sent(handle: &Handle, problem: &str) -> String {
    let told = [("Code", "NotSent"), ("Message", problem)];
    let fields = handle.identifiers().chain(told);
    let fields = fields.map(|(name, text)| format!("\"{name}\":{}", serde_json::Value::from(text)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

type Outputs = Vec<Box<dyn Structure>>;

/// How an incomplete batch ended.
struct BatchEnd {
    error: Option<Error>,
    failures: Vec<String>,
    resources: Vec<Handle>,
    outputs: Outputs,
}

/// A running batch, type-erased.
struct BatchRun {
    action: &'static BatchAction,
    operation: &'static Operation,
    /// The caller's input.
    input: Box<dyn Structure>,
    forms: Forms,
    outputs: Outputs,
    failures: Vec<String>,
}

impl BatchRun {
    async fn all(mut self, mut pages: UntypedListing) -> Result<Outputs, BatchEnd> {
        while let Some(page) = pages.next_page().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => return Err(self.ended(Some(error), &[])),
            };
            let most = self.action.limit.map_or(page.len(), |limit| limit as usize);
            // An empty page has no chunks: no call is made for it, and the next page follows.
            let page = self.sendable(page);
            for resources in page.chunks(most.max(1)) {
                if let Err(error) = self.call(resources).await {
                    return Err(self.ended(Some(error), resources));
                }
            }
        }
        if self.failures.is_empty() {
            Ok(self.outputs)
        } else {
            Err(self.ended(None, &[]))
        }
    }

    fn ended(self, error: Option<Error>, resources: &[UntypedResource]) -> BatchEnd {
        BatchEnd {
            error,
            failures: self.failures,
            resources: resources.iter().map(|it| it.handle.clone()).collect(),
            outputs: self.outputs,
        }
    }

    /// The resources whose request can be written; for the others, failures are recorded.
    fn sendable(&mut self, page: Vec<UntypedResource>) -> Vec<UntypedResource> {
        let mut unwritable = Vec::new();
        let mut problem = |resource: &UntypedResource| {
            let input = self.input(std::slice::from_ref(resource)).ok()?;
            let problems = wire::unwritable(self.operation, &*input);
            let problem = (!problems.is_empty()).then(|| problems.join("; "))?;
            unwritable.push(not_sent(&resource.handle, &problem));
            Some(())
        };
        let sendable = page
            .into_iter()
            .filter(|resource| problem(resource).is_none())
            .collect();
        self.failures.extend(unwritable);
        sendable
    }

    async fn call(&mut self, resources: &[UntypedResource]) -> Result<(), Error> {
        let Some(client) = resources.first().map(|first| first.handle.client()) else {
            return Ok(());
        };
        let input = self
            .input(resources)
            .map_err(|problems| invalid(self.operation, problems))?;
        let output = (self.forms.output)(self.operation);
        let reply = client
            .call_for(Purpose::Resource, self.operation, &*input, output)
            .await?;
        if let Some(path) = self.action.failures {
            let view = View::Structure(&*reply.output);
            let evaluated = path.evaluate_for_display(view);
            let (found, sensitive) = evaluated.map_err(|error| {
                Error::new(self.operation, ErrorKind::Evaluation(error.to_string()))
            })?;
            let items = found.into_items().unwrap_or_default();
            self.failures.extend(items.iter().map(|item| {
                if sensitive {
                    String::from("***")
                } else {
                    item.to_string()
                }
            }));
        }
        self.outputs.push(reply.output);
        Ok(())
    }

    /// The values of the resources, each at its place, and the caller's input.
    fn input(&self, resources: &[UntypedResource]) -> Result<Box<dyn Structure>, Vec<String>> {
        let mut filled = (self.forms.input)(self.operation);
        for (index, resource) in resources.iter().enumerate() {
            let data = resource.data.as_deref();
            Arguments::new(&resource.handle, self.action.params, data)
                .write(Some(index), &mut *filled)?;
        }
        let mut input = (self.forms.input)(self.operation);
        copy_structure(&*self.input, &mut *input);
        merge(&mut *filled, &mut *input, Mode::Apart, true)?;
        Ok(input)
    }
}
