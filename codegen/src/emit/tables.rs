//! `tables.rs`: the service, its shapes, its exceptions and its operations as `static` tables.

use std::collections::BTreeMap;

use pageboy_schema::{Auth, Location};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Used;
use super::{docs, ident, number, variant};
use crate::plan::endpoint::{EndpointPlan, Rules};
use crate::plan::{
    AuthPlan, ChecksumPlan, Form, MemberPlan, OperationPlan, Scalar, ServicePlan, ShapeId,
    ShapePlan, Target,
};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let mut body = vec![service(plan)];
    body.extend(plan.shapes.iter().map(|shape| table(plan, shape)));
    let names = [
        "Endpoint",
        "Location",
        "Member",
        "Protocol",
        "Service",
        "Shape",
        "TimestampFormat",
        "shapes",
    ];
    let mut items =
        vec![quote!(#![doc = " The tables that wire formats, waiters and paginators read."])];
    items.extend(Used::by(&body).import(&quote!(pageboy::schema), &names));
    items.extend(body);
    items.extend(exceptions(plan));
    items.push(operations(plan));
    items
}

fn service(plan: &ServicePlan) -> TokenStream {
    let (name, id, version) = (&plan.name, &plan.id, &plan.api_version);
    let protocol = variant(plan.protocol);
    let signing = (plan.signing_name != plan.endpoint.prefix).then(|| {
        let name = &plan.signing_name;
        quote!(.signing_name(#name))
    });
    let target = plan
        .target_prefix
        .as_ref()
        .map(|prefix| quote!(.target_prefix(#prefix)));
    let endpoint = endpoint(&plan.endpoint);
    let compatible = plan.query_compatible.then(|| quote!(.query_compatible()));
    quote! {
        pub(super) static SERVICE: Service = Service::new(
            #name, #id, #version, Protocol::#protocol, #endpoint,
        ) #signing #target #compatible;
    }
}

fn endpoint(plan: &EndpointPlan) -> TokenStream {
    let prefix = &plan.prefix;
    let rules = plan.rules.as_ref().map(|rules| match rules {
        Rules::Shared(shared) => {
            let table = ident(shared.table());
            quote!(.rules(&pageboy::generated::endpoint_rules::#table))
        }
        Rules::Own(_) => quote!(.rules(&super::endpoint::RULES)),
    });
    let host = (!plan.host.is_empty() && plan.host != plan.prefix).then(|| {
        let host = &plan.host;
        quote!(.host(#host))
    });
    let global = plan.global.as_ref().map(|host| quote!(.global(#host)));
    let region = plan.default_region.as_ref();
    let region = region.map(|region| quote!(.default_region(#region)));
    quote!(Endpoint::new(#prefix) #rules #host #global #region)
}

fn table(plan: &ServicePlan, shape: &ShapePlan) -> TokenStream {
    let name = &shape.name;
    let constructor = match &shape.form {
        Form::Enum(values) => {
            let values = values.iter().map(|value| &value.text);
            quote!(Shape::enumeration(#name, &[#(#values),*]))
        }
        Form::Structure(members) => {
            let members = members.iter().map(|member| row(plan, member));
            quote!(Shape::structure(#name, &[#(#members,)*]))
        }
        Form::Union(members) => {
            let members = members.iter().map(|member| row(plan, member));
            quote!(Shape::union(#name, &[#(#members,)*]))
        }
        Form::List(element) => {
            let element = row(plan, element);
            quote!(Shape::list(#name, &[#element]))
        }
        Form::Map(key, value) => {
            let (key, value) = (row(plan, key), row(plan, value));
            quote!(Shape::map(#name, &[#key, #value]))
        }
    };
    let sparse = shape.sparse.then(|| quote!(.sparse()));
    let payload = shape.payload.map(|at| {
        let at = number(u64::from(at));
        quote!(.payload(#at))
    });
    let table = ident(&shape.table);
    quote!(pub(super) static #table: Shape = #constructor #sparse #payload;)
}

fn row(plan: &ServicePlan, member: &MemberPlan) -> TokenStream {
    let name = &member.name;
    let target = target(plan, member.target);
    let (request, response) = (&member.request, &member.response);
    let wire = if request == response {
        (request != name).then(|| quote!(.wire(#request)))
    } else {
        let request_call = (request != name).then(|| quote!(.request(#request)));
        let response_call = (response != name).then(|| quote!(.response(#response)));
        Some(quote!(#request_call #response_call))
    };
    let location = (member.location != Location::Body).then(|| {
        let location = variant(member.location);
        quote!(.location(Location::#location))
    });
    let timestamp = member.timestamp.map(|format| {
        let format = variant(format);
        quote!(.timestamp(TimestampFormat::#format))
    });
    let min = member.min.map(|min| {
        let min = Literal::f64_unsuffixed(min);
        quote!(.min(#min))
    });
    let namespace = member
        .namespace
        .as_ref()
        .map(|(uri, prefix)| quote!(.namespace(#uri, #prefix)));
    let flags = [
        (member.required, "required"),
        (member.flattened, "flattened"),
        (member.named_items, "named_items"),
        (member.xml_attribute, "xml_attribute"),
        (member.sensitive, "sensitive"),
        (member.idempotency_token, "idempotency_token"),
        (member.json_value, "json_value"),
        (member.text, "text"),
        (member.host_label, "host_label"),
        (member.id, "id"),
        (member.event_stream, "event_stream"),
    ]
    .into_iter()
    .filter(|(set, _)| *set)
    .map(|(_, flag)| ident(flag));
    quote! {
        Member::new(#name, #target) #wire #location #timestamp #min #namespace #(.#flags())*
    }
}

fn target(plan: &ServicePlan, target: Target) -> TokenStream {
    let scalar = |name: &str| {
        let name = ident(name);
        quote!(&shapes::#name)
    };
    match target {
        Target::Scalar(kind) => scalar(match kind {
            Scalar::Boolean => "BOOLEAN",
            Scalar::Integer => "INTEGER",
            Scalar::Long => "LONG",
            Scalar::Float => "FLOAT",
            Scalar::Double => "DOUBLE",
            Scalar::String => "STRING",
            Scalar::Blob => "BLOB",
            Scalar::Stream => "STREAM",
            Scalar::Timestamp => "TIMESTAMP",
            Scalar::Document => "DOCUMENT",
        }),
        Target::Shape(id) => {
            let table = ident(&plan.shape(id).table);
            quote!(&#table)
        }
    }
}

/// The exceptions of all operations, each once. The tables are in a module of their own because an exception
/// has the name of its shape.
fn exceptions(plan: &ServicePlan) -> Option<TokenStream> {
    let mut all: BTreeMap<ShapeId, (&str, Option<bool>)> = BTreeMap::new();
    for error in plan
        .operations
        .iter()
        .flat_map(|operation| &operation.errors)
    {
        all.insert(error.shape, (&error.code, error.retryable));
    }
    let statics = all.iter().map(|(id, (code, retryable))| {
        let table = ident(&plan.shape(*id).table);
        let retryable = retryable.map(|throttling| quote!(.retryable(#throttling)));
        quote! {
            pub(in super::super) static #table: Exception = Exception::new(#code, &super::#table) #retryable;
        }
    });
    (!all.is_empty()).then(|| {
        quote! {
            pub(super) mod exceptions {
                //! The exceptions that operations declare.
                use pageboy::schema::Exception;
                #(#statics)*
            }
        }
    })
}

fn operations(plan: &ServicePlan) -> TokenStream {
    let statics: Vec<_> = plan
        .operations
        .iter()
        .map(|operation| operation_table(plan, operation))
        .collect();
    let names = [
        "Auth",
        "Checksum",
        "ChecksumAlgorithm",
        "ContextParameter",
        "ContextSource",
        "Operation",
        "ParameterDefault",
        "XmlName",
        "XmlNamespace",
    ];
    let used = Used::by(&statics);
    let imports = used.import(&quote!(pageboy::schema), &names);
    let expressions = used.expressions();
    quote! {
        pub(super) mod operations {
            //! The operations.
            #imports
            #(#expressions)*
            #(#statics)*
        }
    }
}

fn operation_table(plan: &ServicePlan, operation: &OperationPlan) -> TokenStream {
    let table = ident(&operation.table);
    let name = &operation.name;
    let http = (operation.http_method != "POST" || operation.uri != "/").then(|| {
        let (method, uri) = (&operation.http_method, &operation.uri);
        quote!(.http(#method, #uri))
    });
    let shape = |id: ShapeId| ident(&plan.shape(id).table);
    let input = operation
        .input
        .map(shape)
        .map(|table| quote!(.input(&super::#table)));
    let output = operation
        .output
        .map(shape)
        .map(|table| quote!(.output(&super::#table)));
    let wrapper = operation
        .result_wrapper
        .as_ref()
        .map(|name| quote!(.result_wrapper(#name)));
    let root = operation.root.as_ref().map(|root| {
        let name = &root.name;
        let namespace = match &root.namespace {
            Some((uri, prefix)) => quote!(Some(XmlNamespace { uri: #uri, prefix: #prefix })),
            None => quote!(None),
        };
        quote!(.root(XmlName { name: #name, namespace: #namespace }))
    });
    let output_root = operation
        .output_root
        .as_ref()
        .map(|name| quote!(.output_root(#name)));
    let errors = (!operation.errors.is_empty()).then(|| {
        let errors = operation.errors.iter().map(|error| shape(error.shape));
        quote!(.errors(&[#(&super::exceptions::#errors),*]))
    });
    let host_prefix = operation
        .host_prefix
        .as_ref()
        .map(|prefix| quote!(.host_prefix(#prefix)));
    let auth = auth(&operation.auth);
    let checksum = checksum(&operation.checksum);
    let gzip = operation.gzip.then(|| quote!(.gzip()));
    let discovers = operation
        .discovers_endpoints
        .then(|| quote!(.discovers_endpoints()));
    let needs_discovery = operation
        .needs_discovery
        .then(|| quote!(.needs_discovery()));
    let parameters = super::endpoint::context(&operation.endpoint_parameters);
    let doc = docs::line(&format!("`{name}`."));
    quote! {
        #doc
        pub(in super::super) static #table: Operation = Operation::new(&super::SERVICE, #name)
            #http #input #output #wrapper #root #output_root #errors #host_prefix #auth #checksum #gzip #discovers #needs_discovery #parameters;
    }
}

fn auth(plan: &AuthPlan) -> TokenStream {
    let schemes = plan.schemes.iter().map(|scheme| match scheme {
        Auth::ApiKey {
            name,
            in_query,
            scheme,
        } => {
            let scheme = match scheme {
                Some(scheme) => quote!(Some(#scheme)),
                None => quote!(None),
            };
            quote!(Auth::ApiKey { name: #name, in_query: #in_query, scheme: #scheme })
        }
        scheme => {
            let scheme = variant(scheme);
            quote!(Auth::#scheme)
        }
    });
    let schemes = (plan.schemes != [Auth::SigV4]).then(|| quote!(.auth(&[#(#schemes),*])));
    let unsigned = plan.unsigned_payload.then(|| quote!(.unsigned_payload()));
    let own = plan.of_operation.then(|| quote!(.own_auth()));
    quote!(#schemes #unsigned #own)
}

fn checksum(plan: &ChecksumPlan) -> Option<TokenStream> {
    if *plan == ChecksumPlan::default() {
        return None;
    }
    let required = plan.required.then(|| quote!(.required()));
    let member = plan.algorithm_member.map(|at| {
        let at = number(u64::from(at));
        quote!(.algorithm_member(#at))
    });
    let response = plan.validation_member.map(|at| {
        let at = number(u64::from(at));
        let algorithms = plan.response_algorithms.iter().map(variant);
        quote!(.response(#at, &[#(ChecksumAlgorithm::#algorithms),*]))
    });
    Some(quote!(.checksum(Checksum::NONE #required #member #response)))
}
