//! `tables.rs`: the service and its shapes as `static` tables.

use pageboy_schema::Location;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::file;
use super::{ident, number, variant};
use crate::plan::endpoint::{EndpointPlan, Rules};
use crate::plan::{Form, MemberPlan, Scalar, ServicePlan, ShapePlan, Target};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let mut body = vec![service(plan)];
    body.extend(plan.shapes.iter().map(|shape| table(plan, shape)));
    file(
        "Shape tables, which wire formats, waiters and paginators read.",
        body,
        &[
            "Endpoint",
            "Location",
            "Member",
            "Protocol",
            "Service",
            "Shape",
            "TimestampFormat",
            "endpoint_rules",
            "shapes",
        ],
        &[],
    )
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
    let foreign = plan.foreign.then(|| quote!(.foreign()));
    quote! {
        pub(super) static SERVICE: Service = Service::new(
            #name, #id, #version, Protocol::#protocol, #endpoint,
        ) #signing #target #compatible #foreign;
    }
}

fn endpoint(plan: &EndpointPlan) -> TokenStream {
    let prefix = &plan.prefix;
    let rules = plan.rules.as_ref().map(|rules| match rules {
        Rules::Shared(shared) => {
            let table = ident(shared.table());
            quote!(.rules(&endpoint_rules::#table))
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
