//! The methods of resources, loaded resources and collections.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, argument, parameter};
use crate::emit::{docs, ident, index};
use crate::plan::resources::{
    BatchPlan, CallPlan, MethodKind, MethodPlan, ParamPlan, ResourcePlan, ResponseResourcePlan,
};

/// The names in a method, and where it finds the resource.
struct MethodTokens {
    name: Ident,
    table: Ident,
    handle: TokenStream,
    data: TokenStream,
}

impl MethodTokens {
    fn of(method: &MethodPlan) -> Self {
        let (handle, data) = if method.needs_data {
            (quote!(&self.resource().handle), quote!(Some(self.data())))
        } else {
            (quote!(&self.handle), quote!(None))
        };
        Self {
            name: ident(&method.method),
            table: ident(&method.table),
            handle,
            data,
        }
    }
}

/// The purpose of a request's builder: its type, and the function that makes it.
struct Purpose {
    kind: TokenStream,
    new: TokenStream,
}

impl Emitter<'_> {
    pub(super) fn methods(&self, resource: &ResourcePlan, needs_data: bool) -> Vec<TokenStream> {
        let methods = resource.methods.iter();
        methods
            .filter(|method| method.needs_data == needs_data)
            .map(|method| self.method(resource, method))
            .collect()
    }

    pub(super) fn method(&self, resource: &ResourcePlan, method: &MethodPlan) -> TokenStream {
        match &method.kind {
            MethodKind::Action(call, made) => self.action(method, call, made.as_ref()),
            MethodKind::Subresource {
                resource,
                identifiers,
            } => self.subresource(method, *resource, identifiers),
            MethodKind::Reference(made) => self.reference(method, made),
            MethodKind::Collection { call, made, .. } => self.collection(method, call, made),
            MethodKind::Wait { waiter, data, .. } => {
                self.wait(resource, method, *waiter, data.is_some())
            }
        }
    }

    fn action(
        &self,
        method: &MethodPlan,
        call: &CallPlan,
        made: Option<&ResponseResourcePlan>,
    ) -> TokenStream {
        let (name, leads) = (&method.name, made.map(|made| self.leads(made)));
        let (first, purpose) = match (made, leads) {
            (Some(made), Some(leads)) if made.many => {
                let item = self.item(made);
                let purpose = Purpose {
                    kind: quote!(Make<Vec<#item>>),
                    new: quote!(Make::many),
                };
                (format!("`{name}`: returns a list of {leads}"), purpose)
            }
            (Some(made), Some(leads)) => {
                let item = self.item(made);
                let purpose = Purpose {
                    kind: quote!(Make<#item>),
                    new: quote!(Make::one),
                };
                (format!("`{name}`: returns {leads}"), purpose)
            }
            _ => {
                let purpose = Purpose {
                    kind: quote!(Act),
                    new: quote!(Act::new),
                };
                (format!("`{name}`"), purpose)
            }
        };
        let doc = self.call_doc(&first, call.operation, &call.params);
        self.request(method, call.operation, &doc, &purpose)
    }

    fn reference(&self, method: &MethodPlan, made: &ResponseResourcePlan) -> TokenStream {
        let MethodTokens {
            name,
            table,
            handle,
            ..
        } = MethodTokens::of(method);
        let item = self.item(made);
        let what = format!(
            "`{}`: {}, read from the data without a call.",
            method.name,
            self.leads(made)
        );
        let (kind, function) = if made.many {
            (quote!(Vec<#item>), quote!(references))
        } else {
            (quote!(Option<#item>), quote!(reference))
        };
        let doc = docs::line(&what);
        quote! {
            #doc
            ///
            /// # Errors
            ///
            /// If lists of the data that belong together differ in length.
            #[inline]
            pub fn #name(&self) -> Result<#kind, pageboy::Error> {
                pageboy::generated::#function(#handle, self.data(), &resource_tables::#table)
            }
        }
    }

    fn collection(
        &self,
        method: &MethodPlan,
        call: &CallPlan,
        made: &ResponseResourcePlan,
    ) -> TokenStream {
        let item = self.item(made);
        let first = format!("`{}`: lists {}", method.name, self.leads(made));
        let doc = self.call_doc(&first, call.operation, &call.params);
        let purpose = Purpose {
            kind: quote!(List<#item>),
            new: quote!(List::new),
        };
        self.request(method, call.operation, &doc, &purpose)
    }

    fn wait(
        &self,
        resource: &ResourcePlan,
        method: &MethodPlan,
        waiter: usize,
        with_data: bool,
    ) -> TokenStream {
        let waiter = &self.plan.waiters[waiter];
        let resource = ident(&resource.type_name);
        let item = if with_data {
            quote!(Loaded<#resource>)
        } else {
            quote!(#resource)
        };
        let doc = docs::waiter(self.plan, waiter);
        let purpose = Purpose {
            kind: quote!(WaitFor<#item>),
            new: quote!(WaitFor::new),
        };
        self.request(method, waiter.operation, &doc, &purpose)
    }

    /// A method that returns the builder of a request.
    fn request(
        &self,
        method: &MethodPlan,
        operation: usize,
        doc: &TokenStream,
        purpose: &Purpose,
    ) -> TokenStream {
        let MethodTokens {
            name,
            table,
            handle,
            data,
        } = MethodTokens::of(method);
        let operation = &self.plan.operations[operation];
        let builder = ident(&operation.type_name);
        let deprecated = docs::deprecated(operation.deprecated.as_ref());
        let Purpose { kind, new } = purpose;
        quote! {
            #doc
            #deprecated
            #[inline]
            pub fn #name(&self) -> operations::#builder<pageboy::resource::#kind> {
                operations::#builder::new(
                    pageboy::resource::#new(#handle, &resource_tables::#table, #data),
                )
            }
        }
    }

    pub(super) fn subresource(
        &self,
        method: &MethodPlan,
        resource: usize,
        identifiers: &[Option<u16>],
    ) -> TokenStream {
        let target = &self.resources.resources[resource];
        let (name, kind, table) = (
            ident(&method.method),
            ident(&target.type_name),
            ident(&target.table),
        );
        let plans = || target.identifiers.iter().zip(identifiers);
        let parameters = plans()
            .filter(|(_, from)| from.is_none())
            .map(|(plan, _)| parameter(plan));
        let values = plans().map(|(plan, from)| match from {
            Some(at) => {
                let at = index(usize::from(*at));
                quote!(pageboy::resource::Part::Same(#at))
            }
            None => {
                let value = argument(plan);
                quote!(pageboy::resource::Part::Given(#value))
            }
        });
        let doc = docs::line(&format!(
            "`{}`: the `{}` with these identifiers, without a call.",
            method.name, target.name
        ));
        quote! {
            #doc
            #[inline]
            #[must_use]
            pub fn #name(&self, #(#parameters),*) -> #kind {
                let identifiers = [#(#values),*];
                #kind { handle: self.handle.subresource(&resource_tables::#table, &identifiers) }
            }
        }
    }

    pub(super) fn batch(&self, action: &BatchPlan) -> TokenStream {
        let operation = &self.plan.operations[action.call.operation];
        let (name, table, builder) = (
            ident(&action.method),
            ident(&action.table),
            ident(&operation.type_name),
        );
        let calls = match action.limit {
            Some(limit) => format!("`{}` for all, at most {limit} at a time", action.name),
            None => format!("`{}` for all, a page at a time", action.name),
        };
        let doc = self.call_doc(&calls, action.call.operation, &action.call.params);
        let deprecated = docs::deprecated(operation.deprecated.as_ref());
        quote! {
            #doc
            #deprecated
            #[inline]
            pub fn #name(self) -> operations::#builder<pageboy::resource::Batch> {
                operations::#builder::new(
                    pageboy::resource::Batch::new(self.resources, &resource_tables::#table),
                )
            }
        }
    }

    /// The type of one returned resource: with data, if the answer has data.
    pub(super) fn item(&self, made: &ResponseResourcePlan) -> TokenStream {
        let name = ident(&self.resources.resources[made.resource].type_name);
        if made.data.is_some() {
            quote!(Loaded<#name>)
        } else {
            quote!(#name)
        }
    }

    pub(super) fn leads(&self, made: &ResponseResourcePlan) -> String {
        let name = &self.resources.resources[made.resource].name;
        let data = if made.data.is_some() {
            ", with data"
        } else {
            ""
        };
        format!("`{name}`{data}")
    }

    /// The operation that a method calls, and the members that it fills in.
    pub(super) fn call_doc(
        &self,
        first: &str,
        operation: usize,
        params: &[ParamPlan],
    ) -> TokenStream {
        let operation = &self.plan.operations[operation];
        let targets = || params.iter().map(|param| param.target.as_str());
        let names: Vec<_> = targets().map(|target| format!("`{target}`")).collect();
        let filled = if names.is_empty() {
            String::new()
        } else {
            format!(", with {}", names.join(", "))
        };
        // The caller need not set these.
        let filled_in: Vec<_> = targets()
            .filter_map(|target| target.split(['.', '[']).next())
            .collect();
        docs::operation_without(
            self.plan,
            operation,
            &format!("{first}. Calls `{}`{filled}.", operation.name),
            &filled_in,
        )
    }
}
