//! `types.rs`: structures, unions and enums.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{Identifiers, engine, import};
use super::{Here, docs, ident, index, member_type, rust_type, setters};
use crate::plan::{Form, MemberPlan, ServicePlan, ShapePlan, Target, ValuePlan};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let mut body = Vec::new();
    let mut macros = BTreeSet::new();
    for shape in &plan.shapes {
        let (one, emitted) = match &shape.form {
            Form::Structure(members) => {
                let one = if shape.streams {
                    "stream_structure"
                } else {
                    "structure"
                };
                (one, structure(plan, shape, members, one))
            }
            Form::Union(_) if shape.event_stream => ("event_union", union(plan, shape)),
            Form::Union(_) => ("tagged_union", union(plan, shape)),
            Form::Enum(values) => ("enumeration", enumeration(shape, values)),
            Form::List(_) | Form::Map(..) => continue,
        };
        macros.insert(one);
        if shape.code.is_some() {
            macros.insert("modeled_error");
        }
        body.extend(emitted);
    }
    let used = Identifiers::by(&body);
    let values = ["Blob", "Body", "DateTime", "Document", "Map", "convert"];
    let values = values.into_iter().filter(|name| used.has(name));
    let mut items = vec![quote!(#![doc = " The shapes of requests, responses and errors."])];
    items.extend(import(&engine(), values.chain(macros)));
    items.extend(used.import(&quote!(super), &["tables"]));
    items.extend(body);
    items
}

fn structure(
    plan: &ServicePlan,
    shape: &ShapePlan,
    members: &[MemberPlan],
    implement: &str,
) -> Vec<TokenStream> {
    let name = ident(&shape.type_name);
    let implement = ident(implement);
    let doc = docs::structure(plan, shape);
    let alias = docs::alias(&shape.name, &shape.type_name);
    let deprecated = docs::deprecated(shape.deprecated.as_ref());
    let fields = members.iter().map(|member| {
        let doc = docs::member(member);
        let field = ident(&member.field);
        let kind = member_type(plan, member, Here::Types);
        let alias = docs::alias(&member.name, &member.field);
        quote!(#doc #alias pub #field: Option<#kind>)
    });
    let mut items = vec![quote! {
        #doc
        #alias
        #deprecated
        #[derive(Default)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    }];
    let methods = if shape.nested_in_input {
        members
            .iter()
            .map(|member| setters::nested(plan, member))
            .collect::<Vec<_>>()
    } else {
        members
            .iter()
            .filter_map(|member| accessor(plan, member))
            .collect()
    };
    if !methods.is_empty() {
        items.push(quote!(impl #name { #(#methods)* }));
    }
    let table = ident(&shape.table);
    let fields = members.iter().enumerate().map(|(at, member)| {
        let (at, field) = (index(at), ident(&member.field));
        quote!(#at #field)
    });
    items.push(quote!(#implement!(#name, tables::#table, [#(#fields),*]);));
    if let Some(code) = &shape.code {
        items.push(quote!(modeled_error!(#name, #code);));
    }
    items
}

/// The accessor of a list or map in an output: empty if the member is absent.
fn accessor(plan: &ServicePlan, member: &MemberPlan) -> Option<TokenStream> {
    let Target::Shape(id) = member.target else {
        return None;
    };
    let doc = docs::line(&format!("`{}`, empty when absent.", member.name));
    let field = ident(&member.field);
    match &plan.shape(id).form {
        Form::List(element) => {
            let item = super::item_type(plan, id, element, Here::Types);
            Some(quote! {
                #doc
                #[inline]
                pub fn #field(&self) -> &[#item] {
                    self.#field.as_deref().unwrap_or_default()
                }
            })
        }
        Form::Map(_, value) => {
            let item = super::item_type(plan, id, value, Here::Types);
            Some(quote! {
                #doc
                #[inline]
                pub fn #field(&self) -> &Map<#item> {
                    static EMPTY: Map<#item> = Map::new();
                    self.#field.as_ref().unwrap_or(&EMPTY)
                }
            })
        }
        Form::Structure(_) | Form::Union(_) | Form::Enum(_) => None,
    }
}

fn union(plan: &ServicePlan, shape: &ShapePlan) -> Vec<TokenStream> {
    let name = ident(&shape.type_name);
    let table = ident(&shape.table);
    let (at, members): (Vec<_>, Vec<_>) = shape.variants().unzip();
    let at: Vec<_> = at.into_iter().map(index).collect();
    let what = if shape.event_stream {
        "an event of the stream"
    } else {
        "exactly one of its members"
    };
    let doc = docs::line(&format!("`{}`: {what}.", shape.name));
    let alias = docs::alias(&shape.name, &shape.type_name);
    let deprecated = docs::deprecated(shape.deprecated.as_ref());
    let derive = if shape.streams {
        quote!()
    } else {
        quote!(#[derive(Clone)])
    };
    let variants: Vec<_> = members.iter().map(|member| ident(&member.field)).collect();
    let kinds: Vec<_> = members
        .iter()
        .map(|member| member_type(plan, member, Here::Types))
        .collect();
    let variant_docs = members.iter().map(|member| docs::member(member));
    let accessors = members.iter().map(|member| union_accessor(plan, member));
    let constructors = members
        .iter()
        .filter(|_| shape.nested_in_input)
        .map(|member| setters::variant(plan, member));
    let (unknown_doc, unknown_type, implement) = if shape.event_stream {
        (
            docs::line("An event that the model does not list."),
            quote!(pageboy::UnknownEvent),
            quote!(event_union),
        )
    } else {
        (
            docs::line("A member that the model does not list, by its name."),
            quote!(String),
            quote!(tagged_union),
        )
    };
    vec![
        quote! {
            #doc
            #alias
            #deprecated
            #derive
            #[non_exhaustive]
            pub enum #name {
                #(#variant_docs #variants(#kinds),)*
                #unknown_doc
                Unknown(#unknown_type),
            }
        },
        quote!(impl #name { #(#constructors)* #(#accessors)* }),
        quote!(#implement!(#name, tables::#table, [#(#at #variants),*]);),
    ]
}

fn union_accessor(plan: &ServicePlan, member: &MemberPlan) -> TokenStream {
    let variant = ident(&member.field);
    let method = ident(&format!("as_{}", member.setter.trim_start_matches("r#")));
    let kind = rust_type(plan, member.target, Here::Types);
    let doc = docs::line(&format!(
        "The value of `{}`, if the union holds that member.",
        member.name
    ));
    quote! {
        #doc
        #[inline]
        pub fn #method(&self) -> Option<&#kind> {
            match self {
                Self::#variant(value) => Some(value),
                _ => None,
            }
        }
    }
}

fn enumeration(shape: &ShapePlan, values: &[ValuePlan]) -> Vec<TokenStream> {
    let name = ident(&shape.type_name);
    let doc = docs::line(&format!("`{}`.", shape.name));
    let alias = docs::alias(&shape.name, &shape.type_name);
    let deprecated = docs::deprecated(shape.deprecated.as_ref());
    let variants: Vec<_> = values.iter().map(|value| ident(&value.variant)).collect();
    let variant_docs = values.iter().map(|value| {
        let doc = docs::value_text(&value.text);
        let alias = docs::alias(&value.text, &value.variant);
        quote!(#doc #alias)
    });
    let mut sorted: Vec<_> = values.iter().collect();
    sorted.sort_by(|a, b| a.text.cmp(&b.text));
    let known = sorted.iter().map(|value| {
        let (text, variant) = (&value.text, ident(&value.variant));
        quote!(#variant #text)
    });
    vec![
        quote! {
            #doc
            #alias
            #deprecated
            #[derive(Clone)]
            #[non_exhaustive]
            pub enum #name {
                #(#variant_docs #variants,)*
                /// A value that the model does not list.
                Unknown(String),
            }
        },
        quote!(enumeration!(#name, [#(#known),*]);),
    ]
}
