//! Chained setters, which take `impl Into<…>`, iterators, or structures by value.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Here, docs, ident, rust_type};
use crate::plan::{Form, MemberPlan, Scalar, ServicePlan, Target};

/// A setter of a request builder, which holds its input.
pub(super) fn builder(plan: &ServicePlan, member: &MemberPlan) -> TokenStream {
    let field = ident(&member.field);
    // The builder is `#[must_use]` itself.
    setter(
        plan,
        member,
        Here::Sibling,
        quote!(self.input.#field),
        quote!(),
    )
}

/// A setter of a structure inside an input.
pub(super) fn nested(plan: &ServicePlan, member: &MemberPlan) -> TokenStream {
    let field = ident(&member.field);
    setter(
        plan,
        member,
        Here::Types,
        quote!(self.#field),
        quote!(#[must_use]),
    )
}

/// A constructor of a union inside an input: the union that holds this member.
pub(super) fn variant(plan: &ServicePlan, member: &MemberPlan) -> TokenStream {
    let doc = docs::line(&format!("The union that holds `{}`.", member.name));
    let deprecated = docs::deprecated(member.deprecated.as_ref());
    let (name, variant) = (ident(&member.setter), ident(&member.field));
    let (argument, value) = argument(plan, member.target, Here::Types);
    let value = boxed(member, value);
    quote! {
        #doc
        #deprecated
        #[inline]
        #[must_use]
        pub fn #name(value: #argument) -> Self {
            Self::#variant(#value)
        }
    }
}

fn boxed(member: &MemberPlan, value: TokenStream) -> TokenStream {
    if member.boxed {
        quote!(Box::new(#value))
    } else {
        value
    }
}

fn setter(
    plan: &ServicePlan,
    member: &MemberPlan,
    here: Here,
    place: TokenStream,
    must_use: TokenStream,
) -> TokenStream {
    let doc = docs::member(member);
    let deprecated = docs::deprecated(member.deprecated.as_ref());
    let name = ident(&member.setter);
    let alias = docs::alias(&member.name, &member.setter);
    let (argument, value) = if member.event_stream {
        let events = super::member_type(plan, member, here);
        (quote!(impl Into<#events>), quote!(value.into()))
    } else {
        argument(plan, member.target, here)
    };
    let value = boxed(member, value);
    quote! {
        #doc
        #alias
        #deprecated
        #[inline]
        #must_use
        pub fn #name(mut self, value: #argument) -> Self {
            #place = Some(#value);
            self
        }
    }
}

/// The type of a setter's argument, and the expression that converts `value`.
fn argument(plan: &ServicePlan, target: Target, here: Here) -> (TokenStream, TokenStream) {
    if let Target::Shape(id) = target {
        let shape = plan.shape(id);
        match &shape.form {
            Form::List(element) if !shape.sparse => {
                let item = into(plan, element.target, here);
                return (
                    quote!(impl IntoIterator<Item = #item>),
                    quote!(convert::list(value)),
                );
            }
            Form::Map(_, value) if !shape.sparse => {
                let item = into(plan, value.target, here);
                return (
                    quote!(impl IntoIterator<Item = (impl Into<String>, #item)>),
                    quote!(convert::map(value)),
                );
            }
            Form::List(_) | Form::Map(..) | Form::Structure(_) | Form::Union(_) => {
                return (rust_type(plan, target, here), quote!(value));
            }
            Form::Enum(_) => {}
        }
    }
    let inner = rust_type(plan, target, here);
    match target {
        Target::Scalar(
            Scalar::Boolean | Scalar::Integer | Scalar::Long | Scalar::Float | Scalar::Double,
        ) => (inner, quote!(value)),
        Target::Scalar(Scalar::Blob) => (quote!(impl convert::IntoBlob), quote!(value.into_blob())),
        Target::Scalar(_) | Target::Shape(_) => (quote!(impl Into<#inner>), quote!(value.into())),
    }
}

/// The type of an item: `impl Into`, or the number itself, so that literals keep their type.
fn into(plan: &ServicePlan, target: Target, here: Here) -> TokenStream {
    let inner = rust_type(plan, target, here);
    match target {
        Target::Scalar(
            Scalar::Boolean | Scalar::Integer | Scalar::Long | Scalar::Float | Scalar::Double,
        ) => inner,
        Target::Scalar(_) | Target::Shape(_) => quote!(impl Into<#inner>),
    }
}
