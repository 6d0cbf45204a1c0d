//! A service: its metadata and its operations.

use pageboy_schema::json::Json;

use super::auth;
use super::known;
use super::members::{Context, namespace, put_deprecated, text};
use super::model::{Shape, UNIT, local};
use super::node::Log;
use super::object::{Object, text as json_text};

/// Traits of an operation whose values botocore has as they are.
const COPIED: [(&str, &str); 5] = [
    ("aws.protocols#httpChecksum", "httpChecksum"),
    ("smithy.api#requestCompression", "requestcompression"),
    ("smithy.rules#staticContextParams", "staticContextParams"),
    (
        "smithy.rules#operationContextParams",
        "operationContextParams",
    ),
    ("aws.api#clientDiscoveredEndpoint", "endpointdiscovery"),
];

/// Traits of an operation that are there or not.
const FLAGS: [(&str, &str); 3] = [
    ("smithy.api#httpChecksumRequired", "httpChecksumRequired"),
    ("smithy.api#idempotent", "idempotent"),
    ("smithy.api#readonly", "readonly"),
];

impl<'a> Context<'_, 'a> {
    /// `service-2.json`.
    pub(super) fn service(&self, id: &str, service: &Shape<'a>, log: &mut Log) -> Json {
        known::check(&service.traits, log);
        let mut out = Object::default();
        out.text("version", "2.0");
        out.put("metadata", self.metadata(id, service, log));
        let mut operations = Object::default();
        for id in &self.closure.operations {
            if let Some(operation) = self.model.find(id) {
                operations.put(local(id), self.operation(id, operation, service, log));
            }
        }
        out.put("operations", operations.done());
        out.put("shapes", self.shapes(log));
        put_deprecated(&service.traits, &mut out, log);
        out.put_if(
            "clientContextParams",
            value(service, "smithy.rules#clientContextParams"),
        );
        out.done()
    }

    fn metadata(&self, id: &str, service: &Shape<'a>, log: &mut Log) -> Json {
        let traits = &service.traits;
        let version = version(service, log);
        let about = traits.get("aws.api#service");
        let mut about_text = |name| about.and_then(|node| node.text_if(name, log));
        let service_id = about_text("sdkId");
        let arn_namespace = about_text("arnNamespace");
        let doc_id = about_text("docId");
        let stated = about_text("endpointPrefix");
        let signing = traits.get("aws.auth#sigv4");
        let signing = signing.and_then(|node| node.text_if("name", log));
        let lower = local(id).to_lowercase();
        let prefix = stated.or(arn_namespace).or(signing).unwrap_or(&lower);
        let wire = self.wire;
        let mut out = Object::default();
        out.text("apiVersion", version);
        if traits.contains_key("aws.protocols#awsQueryCompatible") {
            out.put("awsQueryCompatible", Json::empty());
        }
        // Only a service of Amazon's has hosts that are named after it.
        if about.is_some() || signing.is_some() {
            out.text("endpointPrefix", prefix);
        }
        if let Some(version) = wire.json_version {
            out.text("jsonVersion", version);
        }
        out.text("protocol", wire.main());
        if let Some(h2) = wire.h2 {
            let mut settings = Object::default();
            settings.text("h2", h2);
            out.put("protocolSettings", settings.done());
        }
        let protocols = wire.protocols.iter().map(|name| json_text(name));
        out.put("protocols", Json::Array(protocols.collect()));
        let title = text(traits, "smithy.api#title", log);
        out.text("serviceFullName", title.unwrap_or_else(|| local(id)));
        out.text("serviceId", service_id.unwrap_or_else(|| local(id)));
        auth::of_service(self.model, service, prefix, &mut out, log);
        if wire.json_version.is_some() || wire.speaks("smithy-rpc-v2-cbor") {
            out.text("targetPrefix", local(id));
        }
        let own_uid = format!("{}-{version}", prefix.to_lowercase());
        out.text("uid", doc_id.unwrap_or(&own_uid));
        if matches!(wire.main(), "query" | "ec2")
            && let Some(uri) = namespace(traits).and_then(|node| node.text_of("uri", log))
        {
            out.text("xmlNamespace", uri);
        }
        out.done()
    }

    fn operation(
        &self,
        id: &str,
        operation: &Shape<'a>,
        service: &Shape<'a>,
        log: &mut Log,
    ) -> Json {
        let traits = &operation.traits;
        known::check(traits, log);
        let mut out = Object::default();
        out.text("name", local(id));
        out.put("http", self.http(operation, log));
        if let Some(target) = reference(operation, "input", log) {
            let mut input = Object::default();
            input.text("shape", self.shape_name(target));
            if self.wire.main() == "rest-xml" {
                self.document(target, &mut input, log);
            }
            out.put("input", input.done());
        }
        if let Some(target) = reference(operation, "output", log) {
            let mut output = Object::default();
            output.text("shape", self.shape_name(target));
            if self.wire.main() == "query" {
                output.text("resultWrapper", &format!("{}Result", local(id)));
            }
            out.put("output", output.done());
        }
        out.put_if("errors", self.errors(operation, service, log).as_ref());
        auth::of_operation(self.model, service, traits, &mut out, log);
        if let Some(node) = traits.get("smithy.api#endpoint")
            && let Some(prefix) = node.text_of("hostPrefix", log)
        {
            let mut endpoint = Object::default();
            endpoint.text("hostPrefix", prefix);
            out.put("endpoint", endpoint.done());
        }
        for (id, key) in COPIED {
            out.put_if(key, value(operation, id));
        }
        for (id, key) in FLAGS {
            if operation.is(id) {
                out.flag(key);
            }
        }
        if let Some(node) = service.traits.get("aws.api#clientEndpointDiscovery")
            && node
                .text_if("operation", log)
                .is_some_and(|named| named == id)
        {
            out.flag("endpointoperation");
        }
        put_deprecated(traits, &mut out, log);
        out.done()
    }

    /// The errors of the operation, and those that all operations of the service have.
    fn errors(&self, operation: &Shape<'a>, service: &Shape<'a>, log: &mut Log) -> Option<Json> {
        let mut errors = operation.targets("errors", log);
        for error in service.targets("errors", log) {
            if !errors.iter().any(|(known, _)| *known == error.0) {
                errors.push(error);
            }
        }
        let errors = errors.iter().map(|(target, _)| {
            let mut error = Object::default();
            error.text("shape", self.shape_name(target));
            error.done()
        });
        let errors: Vec<_> = errors.collect();
        (!errors.is_empty()).then_some(Json::Array(errors))
    }

    /// Method and path, which only REST protocols take from the model.
    fn http(&self, operation: &Shape<'a>, log: &mut Log) -> Json {
        let mut out = Object::default();
        if !self.wire.is_rest() {
            out.text("method", "POST");
            out.text("requestUri", "/");
            return out.done();
        }
        match operation.traits.get("smithy.api#http") {
            Some(node) => {
                out.text("method", node.text_of("method", log).unwrap_or_default());
                out.text("requestUri", node.text_of("uri", log).unwrap_or_default());
                match node.value.get("code") {
                    Some(code) => out.put("responseCode", code.clone()),
                    None => out.number("responseCode", 200),
                }
            }
            None => log.mistake(
                &operation.pointer,
                format!(
                    "the operation needs the trait `smithy.api#http`: the service speaks `{}`",
                    self.wire.main()
                ),
            ),
        }
        out.done()
    }

    /// Writes the name of an input's document, if it has one.
    fn document(&self, target: &str, out: &mut Object, log: &mut Log) {
        let Some(shape) = self.model.find(target) else {
            return;
        };
        let in_body = shape.members.values().any(|member| {
            !member.traits.keys().any(|id| {
                matches!(
                    *id,
                    "smithy.api#httpLabel"
                        | "smithy.api#httpQuery"
                        | "smithy.api#httpQueryParams"
                        | "smithy.api#httpHeader"
                        | "smithy.api#httpPrefixHeaders"
                        | "smithy.api#httpPayload"
                )
            })
        });
        if !in_body {
            return;
        }
        let name = text(&shape.traits, "smithy.api#xmlName", log);
        out.text("locationName", name.unwrap_or_else(|| local(target)));
        let own = namespace(&shape.traits).map(|node| node.value);
        out.put_if("xmlNamespace", own.or(self.namespace.as_ref()));
    }

    fn shape_name<'s>(&'s self, target: &'s str) -> &'s str {
        let name = self.closure.shapes.get(target);
        name.map_or_else(|| local(target), String::as_str)
    }
}

/// The API version.
pub(super) fn version<'a>(service: &Shape<'a>, log: &mut Log) -> &'a str {
    match service.property("version") {
        Some(node) => node.text(log).unwrap_or_default(),
        None => {
            let message = "`version` is missing, which names the API version";
            log.mistake(&service.pointer, message);
            ""
        }
    }
}

/// The shape of an input or output; `Unit` is none.
pub(super) fn reference<'a>(operation: &Shape<'a>, name: &str, log: &mut Log) -> Option<&'a str> {
    let target = operation.property(name)?.target(log)?;
    (target != UNIT).then_some(target)
}

fn value<'a>(shape: &Shape<'a>, id: &str) -> Option<&'a Json> {
    shape.traits.get(id).map(|node| node.value)
}
