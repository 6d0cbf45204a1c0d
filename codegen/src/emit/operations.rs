//! `operations.rs`: one request builder per operation, generic over the purpose of the request.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::imports::{Identifiers, engine};
use super::{Here, docs, ident, number, setters, shape_type};
use crate::plan::{
    Form, MemberPlan, OperationPlan, PaginatorPlan, ResultPlan, ServicePlan, Target,
};

pub(super) fn items(plan: &ServicePlan) -> Vec<TokenStream> {
    let builders: Vec<_> = plan
        .operations
        .iter()
        .flat_map(|operation| builder(plan, operation))
        .collect();
    let used = Identifiers::by(&builders);
    let values = [
        "Blob",
        "Body",
        "DateTime",
        "Document",
        "Map",
        "convert",
        "set_page_size",
        "waits",
        "waits_for_many",
        "waits_for_resource",
        "with_resources",
    ];
    let mut items = vec![quote!(#![doc = " Request builders, one per operation."])];
    items.extend(used.import(&engine(), &values));
    let siblings = ["operation_tables", "paginators", "types"];
    items.extend(used.import(&quote!(super), &siblings));
    items.extend(builders);
    items
}

/// The parts of the code of a request's builder.
struct RequestBuilder<'p> {
    plan: &'p ServicePlan,
    operation: &'p OperationPlan,
    name: Ident,
    table: Ident,
    /// The types.
    input: TokenStream,
    output: TokenStream,
    /// The input of a builder, as a value.
    input_value: TokenStream,
}

fn builder(plan: &ServicePlan, operation: &OperationPlan) -> Vec<TokenStream> {
    let builder = RequestBuilder {
        plan,
        operation,
        name: ident(&operation.type_name),
        table: ident(&operation.table),
        input: shape_type(plan, operation.input),
        output: shape_type(plan, operation.output),
        input_value: if operation.input.is_some() {
            quote!(self.input)
        } else {
            quote!(())
        },
    };
    let mut items = vec![builder.definition(), builder.setters(), builder.calls()];
    let resource_uses = builder.resource_uses();
    if !resource_uses.is_empty() {
        items.push(quote!(with_resources! { #(#resource_uses)* }));
    }
    items.extend(builder.waits());
    items
}

impl RequestBuilder<'_> {
    fn members(&self) -> &[MemberPlan] {
        let input = self.operation.input;
        input.map_or(&[][..], |id| self.plan.shape(id).members())
    }

    fn paginator(&self) -> Option<&PaginatorPlan> {
        let at = self.operation.paginator?;
        Some(&self.plan.paginators[at])
    }

    fn definition(&self) -> TokenStream {
        let Self {
            plan,
            operation,
            name,
            input,
            ..
        } = self;
        let streams = operation.input.is_some_and(|id| plan.shape(id).streams);
        let derive = if streams {
            quote!(#[derive(Debug)])
        } else {
            quote!(#[derive(Clone, Debug)])
        };
        let doc = docs::operation(
            plan,
            operation,
            &format!(
                "A request to `{}`: `{} {}`.",
                operation.name, operation.http_method, operation.uri
            ),
        );
        let links = docs::input_and_output(plan, operation);
        let alias = docs::alias(&operation.name, &operation.type_name);
        let deprecated = docs::deprecated(operation.deprecated.as_ref());
        quote! {
            #doc
            #links
            #alias
            #deprecated
            #derive
            #[must_use = "a request does nothing until it is sent"]
            pub struct #name<For = pageboy::ToSend> {
                input: #input,
                request: For,
            }
        }
    }

    /// The methods that fill in the input; they exist for every purpose of the request.
    fn setters(&self) -> TokenStream {
        let Self { name, input, .. } = self;
        let with_input = self.operation.input.map(|_| {
            quote! {
                /// Replaces the whole input.
                #[inline]
                pub fn with_input(mut self, input: #input) -> Self {
                    self.input = input;
                    self
                }
            }
        });
        let members = self.members();
        let setters = members
            .iter()
            .map(|member| setters::builder(self.plan, member));
        let page_size = self
            .paginator()
            .and_then(|paginator| page_size(members, paginator));
        quote! {
            impl<For> #name<For> {
                #[inline]
                pub(super) fn new(request: For) -> Self {
                    Self { input: Default::default(), request }
                }
                #with_input
                #(#setters)*
                #page_size
            }
        }
    }

    /// The methods that make the call, once or for each page.
    fn calls(&self) -> TokenStream {
        let Self {
            plan,
            operation,
            name,
            table,
            output,
            input_value,
            ..
        } = self;
        let repeat = operation.repeatable.then(|| {
            quote! {
                /// Repeats the request until your condition holds.
                #[inline]
                pub fn repeat(self) -> pageboy::Repeat<#output> {
                    self.request.repeat(&operation_tables::#table, #input_value)
                }
            }
        });
        let pages = self
            .paginator()
            .map(|paginator| pages(plan, operation, paginator, output));
        quote! {
            impl #name {
                /// Sends the request.
                ///
                /// # Errors
                ///
                /// See [`pageboy::Error`].
                #[inline]
                pub fn send(self) -> pageboy::Call<#output> {
                    self.request.call(&operation_tables::#table, #input_value)
                }
                /// Signs the request for later use without credentials, valid for a `Duration`.
                ///
                /// # Errors
                ///
                /// See [`pageboy::Client::presign`].
                #[inline]
                pub fn presigned(self, options: impl Into<pageboy::PresignOptions>) -> pageboy::Presign {
                    self.request.presign(&operation_tables::#table, #input_value, options.into())
                }
                #repeat
                #pages
            }
        }
    }

    /// The methods of a request that a resource makes: an action, a collection, a batch.
    fn resource_uses(&self) -> Vec<TokenStream> {
        let Self {
            name,
            table,
            output,
            input_value,
            ..
        } = self;
        let uses = self.operation.uses;
        let mut items = Vec::new();
        if uses.act {
            let purpose = quote!(pageboy::resource::Act);
            items.push(self.resource_call(&quote!(), &purpose, &quote!(pageboy::Call<#output>)));
        }
        if uses.make {
            let purpose = quote!(pageboy::resource::Make<T>);
            let call = quote!(pageboy::resource::Making<T>);
            items.push(self.resource_call(&quote!(<T: 'static>), &purpose, &call));
        }
        if uses.batch {
            let purpose = quote!(pageboy::resource::Batch);
            let call = quote!(pageboy::resource::BatchCall<#output>);
            items.push(self.resource_call(&quote!(), &purpose, &call));
        }
        if uses.wait {
            items.push(quote!(waits_for_resource!(#name, #output);));
        }
        if uses.list {
            items.push(quote! {
                impl<T: pageboy::resource::Product> #name<pageboy::resource::List<T>> {
                    /// Streams the resources of all pages. Sends nothing before the first poll.
                    #[inline]
                    pub fn items(self) -> super::resources::Collection<T::Resource, T> {
                        super::resources::Collection::new(
                            self.request.items::<#output, _>(&operation_tables::#table, #input_value),
                        )
                    }
                }
            });
        }
        items
    }

    /// `send` of a request that a resource makes.
    fn resource_call(
        &self,
        generics: &TokenStream,
        purpose: &TokenStream,
        call: &TokenStream,
    ) -> TokenStream {
        let Self {
            name,
            table,
            output,
            input_value,
            ..
        } = self;
        quote! {
            impl #generics #name<#purpose> {
                /// Sends the request.
                ///
                /// # Errors
                ///
                /// See [`pageboy::Error`]. An empty identifier is an error before anything is sent.
                #[inline]
                pub fn send(self) -> #call {
                    self.request.call::<#output, _>(&operation_tables::#table, #input_value)
                }
            }
        }
    }

    fn waits(&self) -> Vec<TokenStream> {
        let Self {
            operation,
            name,
            input,
            output,
            ..
        } = self;
        let mut items = Vec::new();
        if operation.waitable {
            items.push(quote!(waits!(#name, #output);));
            if operation.batched {
                items.push(quote!(waits_for_many!(#name, #output, #input);));
            }
        }
        items
    }
}

/// `page_size`, unless the setter of the limit member has that name.
fn page_size(members: &[MemberPlan], paginator: &PaginatorPlan) -> Option<TokenStream> {
    let limit = paginator.limit?;
    let member = members.get(usize::from(limit))?;
    let at = number(u64::from(limit));
    let doc = docs::line(&format!("Maximum results per page: `{}`.", member.name));
    Some(quote! {
        #doc
        #[inline]
        pub fn page_size(mut self, size: i32) -> Self {
            set_page_size(&mut self.input, #at, size);
            self
        }
    })
}

fn pages(
    plan: &ServicePlan,
    operation: &OperationPlan,
    paginator: &PaginatorPlan,
    output: &TokenStream,
) -> TokenStream {
    let table = ident(&paginator.table);
    let results = paginator.results.iter().enumerate();
    let items = results
        .filter_map(|(at, result)| items_method(plan, (at, result), operation.output?, output));
    quote! {
        /// Streams whole outputs, one per page. Sends nothing before the first poll.
        #[inline]
        pub fn pages(self) -> pageboy::Pages<#output> {
            self.request.pages(&paginators::#table, self.input)
        }
        #(#items)*
    }
}

/// The method that streams the items of a result: elements, entries, or one value per page.
fn items_method(
    plan: &ServicePlan,
    (at, result): (usize, &ResultPlan),
    output_shape: crate::plan::ShapeId,
    output: &TokenStream,
) -> Option<TokenStream> {
    let method = ident(result.method.as_deref()?);
    let whole = || super::rust_type(plan, result.target, Here::Sibling);
    let (item, taken, what) = match result.target {
        Target::Scalar(_) => (whole(), quote!(convert::one), "the value of"),
        Target::Shape(id) => match &plan.shape(id).form {
            Form::List(element) => {
                let item = super::item_type(plan, id, element, Here::Sibling);
                (item, quote!(convert::items), "the items of")
            }
            Form::Map(_, value) => {
                let value = super::item_type(plan, id, value, Here::Sibling);
                (
                    quote!((String, #value)),
                    quote!(convert::items),
                    "the items of",
                )
            }
            Form::Structure(_) | Form::Union(_) | Form::Enum(_) => {
                (whole(), quote!(convert::one), "the value of")
            }
        },
    };
    let mut shape = plan.shape(output_shape);
    let mut take = quote!(page);
    for (depth, at) in result.members.iter().enumerate() {
        let member = shape.members().get(usize::from(*at))?;
        let field = ident(&member.field);
        take = if depth == 0 {
            quote!(#take.#field)
        } else {
            quote!(#take.and_then(|inner| inner.#field))
        };
        if let Target::Shape(inner) = member.target {
            shape = plan.shape(inner);
        }
    }
    let doc = docs::line(&format!("Streams {what} `{}` of all pages.", result.path));
    let items = if at == 0 {
        quote!(self.pages().items(|page: #output| #taken(#take)))
    } else {
        let at = super::index(at);
        quote!(self.pages().items_of(#at, |page: #output| #taken(#take)))
    };
    Some(quote! {
        #doc
        #[inline]
        pub fn #method(self) -> pageboy::Items<#item> {
            #items
        }
    })
}
