//! `types.rs`: structures, unions and enums.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Here, docs, ident, index, member_type, rust_type, setters};
use crate::plan::{Form, MemberPlan, ServicePlan, ShapePlan, Target, ValuePlan};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let mut items = vec![
        super::allows(),
        quote! {
            #[allow(unused_imports, reason = "not every model uses every type")]
            use pageboy::generated::{
                Blob, Body, DateTime, Document, Empty, Enumeration, Map, Structure, Value, convert,
            };
        },
        quote!(
            use super::tables;
        ),
    ];
    for shape in &plan.shapes {
        match &shape.form {
            Form::Structure(members) => items.extend(structure(plan, shape, members)),
            Form::Union(_) => items.extend(union(plan, shape)),
            Form::Enum(values) => items.extend(enumeration(shape, values)),
            Form::List(_) | Form::Map(..) => {}
        }
    }
    items
}

fn structure(plan: &ServicePlan, shape: &ShapePlan, members: &[MemberPlan]) -> Vec<TokenStream> {
    let name = ident(&shape.type_name);
    let doc = docs::line(&format!("`{}`.", shape.name));
    let deprecated = docs::deprecated(shape.deprecated.as_ref());
    let derive = if shape.streams {
        quote!(#[derive(Default)])
    } else {
        quote!(#[derive(Clone, Default)])
    };
    let fields = members.iter().map(|member| {
        let doc = docs::member(member);
        let field = ident(&member.field);
        let kind = member_type(plan, member, Here::Types);
        quote!(#doc pub #field: Option<#kind>)
    });
    let mut items = vec![quote! {
        #doc
        #deprecated
        #derive
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
    items.push(structure_impl(shape, members));
    items.push(quote!(pageboy::structure!(#name);));
    items.extend(modeled_error(shape));
    items
}

fn structure_impl(shape: &ShapePlan, members: &[MemberPlan]) -> TokenStream {
    let name = ident(&shape.type_name);
    let table = ident(&shape.table);
    let at: Vec<_> = (0..members.len()).map(index).collect();
    let fields: Vec<_> = members.iter().map(|member| ident(&member.field)).collect();
    let (get, get_mut) = if members.is_empty() {
        (quote!(None), quote!(None))
    } else {
        (
            quote! {
                let value: &dyn Value = match index { #(#at => &self.#fields,)* _ => return None };
                Some(value)
            },
            quote! {
                let value: &mut dyn Value = match index { #(#at => &mut self.#fields,)* _ => return None };
                Some(value)
            },
        )
    };
    let index = if members.is_empty() {
        quote!(_)
    } else {
        quote!(index)
    };
    quote! {
        impl Structure for #name {
            #[inline]
            fn shape(&self) -> &'static pageboy::schema::Shape {
                &tables::#table
            }
            #[inline]
            fn get(&self, #index: usize) -> Option<&dyn Value> {
                #get
            }
            #[inline]
            fn get_mut(&mut self, #index: usize) -> Option<&mut dyn Value> {
                #get_mut
            }
        }
    }
}

/// A list or map of an output reads as a slice or map that is empty when the member is absent.
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

fn modeled_error(shape: &ShapePlan) -> Option<TokenStream> {
    let code = shape.code.as_ref()?;
    let name = ident(&shape.type_name);
    Some(quote! {
        impl pageboy::ModeledError for #name {
            const CODE: &'static str = #code;
        }
    })
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
    let unknown = Unknown::of(shape);
    let Unknown {
        doc: unknown_doc,
        kind: unknown_type,
        empty,
        set,
        name: unknown_name,
    } = unknown;
    vec![
        quote! {
            #doc
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
        quote! {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::Unknown(#empty)
                }
            }
        },
        quote! {
            impl Structure for #name {
                #[inline]
                fn shape(&self) -> &'static pageboy::schema::Shape {
                    &tables::#table
                }
                #[inline]
                fn get(&self, index: usize) -> Option<&dyn Value> {
                    match (index, self) {
                        #((#at, Self::#variants(value)) => Some(value),)*
                        _ => None,
                    }
                }
                #[inline]
                fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
                    match index {
                        #(#at => pageboy::variant!(self, #variants),)*
                        _ => None,
                    }
                }
                #set
                #[inline]
                fn unknown(&self) -> Option<&str> {
                    match self {
                        Self::Unknown(unknown) => Some(#unknown_name),
                        _ => None,
                    }
                }
            }
        },
        quote!(pageboy::structure!(#name);),
    ]
}

/// The variant for what the model does not list: of a union its name, of an event all of it.
struct Unknown {
    doc: TokenStream,
    kind: TokenStream,
    empty: TokenStream,
    /// The methods that set it.
    set: TokenStream,
    /// Its name, out of the variable `unknown`.
    name: TokenStream,
}

impl Unknown {
    fn of(shape: &ShapePlan) -> Self {
        if shape.event_stream {
            return Self {
                doc: docs::line("An event this model does not list."),
                kind: quote!(pageboy::UnknownEvent),
                empty: quote!(pageboy::UnknownEvent::default()),
                set: quote! {
                    #[inline]
                    fn set_unknown_event(&mut self, event: pageboy::UnknownEvent) {
                        *self = Self::Unknown(event);
                    }
                },
                name: quote!(unknown.event_type()),
            };
        }
        Self {
            doc: docs::line("A member this model does not list, by its name."),
            kind: quote!(String),
            empty: quote!(String::new()),
            set: quote! {
                #[inline]
                fn set_unknown(&mut self, name: &str) {
                    *self = Self::Unknown(name.to_owned());
                }
            },
            name: quote!(unknown),
        }
    }
}

fn union_accessor(plan: &ServicePlan, member: &MemberPlan) -> TokenStream {
    let variant = ident(&member.field);
    let method = ident(&format!("as_{}", member.setter.trim_start_matches("r#")));
    let kind = rust_type(plan, member.target, Here::Types);
    let doc = docs::line(&format!(
        "The value of `{}`, if that is the member.",
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
    let deprecated = docs::deprecated(shape.deprecated.as_ref());
    let variants: Vec<_> = values.iter().map(|value| ident(&value.variant)).collect();
    let texts: Vec<_> = values.iter().map(|value| value.text.as_str()).collect();
    let variant_docs = values.iter().map(|value| docs::value_text(&value.text));
    let mut sorted: Vec<_> = values.iter().collect();
    sorted.sort_by(|a, b| a.text.cmp(&b.text));
    let known = sorted.iter().map(|value| {
        let (text, variant) = (&value.text, ident(&value.variant));
        quote!((#text, Self::#variant))
    });
    vec![
        quote! {
            #doc
            #deprecated
            #[derive(Clone, Eq, Hash, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variant_docs #variants,)*
                /// A value this model does not list.
                Unknown(String),
            }
        },
        quote! {
            impl pageboy::generated::Known for #name {
                const KNOWN: &'static [(&'static str, Self)] = &[#(#known),*];
            }
        },
        quote! {
            impl Enumeration for #name {
                #[inline]
                fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #texts,)*
                        Self::Unknown(text) => text,
                    }
                }
                #[inline]
                fn set(&mut self, text: &str) {
                    *self = convert::known(text).unwrap_or_else(|| Self::Unknown(text.to_owned()));
                }
            }
        },
        quote!(pageboy::enumeration!(#name);),
    ]
}
