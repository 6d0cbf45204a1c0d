//! Operations: inputs, outputs and HTTP binding.

use super::{Auth, Checksum, ContextParameter, Service, Shape, XmlName};

/// An operation: one entry of `operations`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The service it belongs to.
    pub service: &'static Service,
    /// The key in `operations`; this is the name on the wire.
    pub name: &'static str,
    /// `http.method`.
    pub method: &'static str,
    /// `http.requestUri`, with `{Label}` and `{Label+}` placeholders.
    pub uri: &'static str,
    /// The input shape, or `None` when the operation takes none.
    pub input: Option<&'static Shape>,
    /// The output shape, or `None` when the operation returns none.
    pub output: Option<&'static Shape>,
    /// `output.resultWrapper`: the element that holds a query result.
    pub result_wrapper: Option<&'static str>,
    /// `input.locationName` and `input.xmlNamespace`: the root element of a REST-XML request.
    pub root: Option<XmlName>,
    /// `output.locationName`: the root element of a REST-XML answer, where the model names it.
    pub output_root: Option<&'static str>,
    /// `errors`: the exceptions the operation declares.
    pub errors: &'static [&'static Exception],
    /// `endpoint.hostPrefix`, with `{Label}` placeholders.
    pub host_prefix: Option<&'static str>,
    /// The authentication schemes of requests, best first.
    pub auth: &'static [Auth],
    /// `unsignedPayload`: signatures leave the body out.
    pub unsigned_payload: bool,
    /// Whether the operation itself names its authentication schemes, rather than the service.
    pub own_auth: bool,
    /// `httpChecksum` and `httpChecksumRequired`.
    pub checksum: Checksum,
    /// `requestcompression`: requests may be compressed with gzip.
    pub gzip: bool,
    /// `endpointoperation`: it returns endpoints, and its requests name the API version.
    pub discovers_endpoints: bool,
    /// Whether its endpoint has to be discovered.
    pub needs_discovery: bool,
    /// `staticContextParams`, `contextParam` of input members and `operationContextParams`: the sources of endpoint
    /// parameters. Of two sources of one parameter, the first with a value counts.
    pub endpoint_parameters: &'static [ContextParameter],
}

impl Operation {
    /// An operation that is a `POST` to `/`.
    pub const fn new(service: &'static Service, name: &'static str) -> Self {
        Self {
            service,
            name,
            method: "POST",
            uri: "/",
            input: None,
            output: None,
            result_wrapper: None,
            root: None,
            output_root: None,
            errors: &[],
            host_prefix: None,
            auth: &[Auth::SigV4],
            unsigned_payload: false,
            own_auth: false,
            checksum: Checksum::NONE,
            gzip: false,
            discovers_endpoints: false,
            needs_discovery: false,
            endpoint_parameters: &[],
        }
    }

    /// Sets the method and the request URI.
    pub const fn http(mut self, method: &'static str, uri: &'static str) -> Self {
        self.method = method;
        self.uri = uri;
        self
    }

    /// Sets the input shape.
    pub const fn input(mut self, shape: &'static Shape) -> Self {
        self.input = Some(shape);
        self
    }

    /// Sets the output shape.
    pub const fn output(mut self, shape: &'static Shape) -> Self {
        self.output = Some(shape);
        self
    }

    /// Sets the element that holds the result of a query operation.
    pub const fn result_wrapper(mut self, name: &'static str) -> Self {
        self.result_wrapper = Some(name);
        self
    }

    /// Sets the root element of a REST-XML request.
    pub const fn root(mut self, name: XmlName) -> Self {
        self.root = Some(name);
        self
    }

    /// Sets the root element of a REST-XML answer.
    pub const fn output_root(mut self, name: &'static str) -> Self {
        self.output_root = Some(name);
        self
    }

    /// Sets the exceptions the operation declares.
    pub const fn errors(mut self, errors: &'static [&'static Exception]) -> Self {
        self.errors = errors;
        self
    }

    /// Sets the prefix of the host, a template.
    pub const fn host_prefix(mut self, template: &'static str) -> Self {
        self.host_prefix = Some(template);
        self
    }

    /// Sets the authentication schemes of requests, best first.
    pub const fn auth(mut self, auth: &'static [Auth]) -> Self {
        self.auth = auth;
        self
    }

    /// Leaves the body out of signatures.
    pub const fn unsigned_payload(mut self) -> Self {
        self.unsigned_payload = true;
        self
    }

    /// Marks that the operation itself names its authentication schemes.
    pub const fn own_auth(mut self) -> Self {
        self.own_auth = true;
        self
    }

    /// Whether requests are never authenticated, so that credentials are never loaded.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.auth.first() == Some(&Auth::None)
    }

    /// Sets the checksum rules.
    pub const fn checksum(mut self, checksum: Checksum) -> Self {
        self.checksum = checksum;
        self
    }

    /// Allows requests to be compressed with gzip.
    pub const fn gzip(mut self) -> Self {
        self.gzip = true;
        self
    }

    /// Sets the sources of endpoint parameters.
    pub const fn endpoint_parameters(mut self, parameters: &'static [ContextParameter]) -> Self {
        self.endpoint_parameters = parameters;
        self
    }

    /// Marks the operation as the one that returns endpoints.
    pub const fn discovers_endpoints(mut self) -> Self {
        self.discovers_endpoints = true;
        self
    }

    /// Marks the operation as one whose endpoint has to be discovered.
    pub const fn needs_discovery(mut self) -> Self {
        self.needs_discovery = true;
        self
    }
}

/// An exception shape an operation declares.
#[derive(Debug)]
#[non_exhaustive]
pub struct Exception {
    /// `error.code`, else the shape's name: the code on the wire.
    pub code: &'static str,
    /// Its members.
    pub shape: &'static Shape,
    /// `retryable`: the service says that trying again may help.
    pub retryable: bool,
    /// `retryable.throttling`: too many requests.
    pub throttling: bool,
}

impl Exception {
    /// An exception with the given code on the wire.
    pub const fn new(code: &'static str, shape: &'static Shape) -> Self {
        Self {
            code,
            shape,
            retryable: false,
            throttling: false,
        }
    }

    /// Marks the exception as retryable.
    pub const fn retryable(mut self, throttling: bool) -> Self {
        self.retryable = true;
        self.throttling = throttling;
        self
    }
}
