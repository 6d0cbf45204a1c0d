//! What all types of resources share, written once for generated code.

/// A resource's type: a handle, and what follows from it. `client` is the type that makes the service's calls.
#[doc(hidden)]
#[macro_export]
macro_rules! __resource {
    ($name:ident, $client:ident, $table:expr $(, $data:ty)?) => {
        impl $name {
            /// Its client and what it is: what boto3 calls `meta`.
            #[inline]
            #[must_use]
            pub fn meta(&self) -> $crate::resource::Meta<$client> {
                $crate::resource::Meta::new(&self.handle, $client::of(self.handle.client().clone()))
            }
        }

        impl $crate::resource::Resource for $name {
            #[inline]
            fn kind() -> &'static $crate::resource::ResourceType {
                &$table
            }

            #[inline]
            fn from_handle(handle: $crate::resource::Handle) -> Self {
                Self { handle }
            }

            #[inline]
            fn handle(&self) -> &$crate::resource::Handle {
                &self.handle
            }
        }

        $(impl $crate::resource::HasData for $name {
            type Data = $data;
        })?

        impl $crate::resource::Given for $name {
            #[inline]
            fn new_data(
                _: &'static $crate::resource::ResourceType,
            ) -> ::core::option::Option<::std::boxed::Box<dyn $crate::view::Structure>> {
                ::core::option::Option::None
            }

            #[inline]
            fn give(reached: $crate::resource::Reached) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self { handle: reached.handle })
            }

            #[inline]
            fn into_reached(self) -> $crate::resource::Reached {
                $crate::resource::Reached {
                    handle: self.handle,
                    data: ::core::option::Option::None,
                }
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.handle, f)
            }
        }
    };
}

/// The types of loaded resources and of collections, which belong to a service's module so that it can give them methods.
#[doc(hidden)]
#[macro_export]
macro_rules! __resources {
    () => {
        /// A resource with its data, as the service gave it.
        ///
        /// All that the resource can do, it can do too. Data does not change by itself:
        /// [`reload`](Self::reload) gets it anew. Two are equal when the resources are, whatever their data.
        #[derive(Clone)]
        pub struct Loaded<R: $crate::resource::HasData> {
            resource: R,
            data: ::std::sync::Arc<R::Data>,
        }

        impl<R: $crate::resource::HasData> Loaded<R> {
            /// The data.
            #[inline]
            #[must_use]
            pub fn data(&self) -> &R::Data {
                &self.data
            }

            /// The resource without its data.
            #[inline]
            #[must_use]
            pub fn resource(&self) -> &R {
                &self.resource
            }

            /// The data, by value.
            #[inline]
            #[must_use]
            pub fn into_data(self) -> R::Data
            where
                R::Data: ::core::clone::Clone,
            {
                ::std::sync::Arc::unwrap_or_clone(self.data)
            }

            /// The resource without its data.
            #[inline]
            #[must_use]
            pub fn into_resource(self) -> R {
                self.resource
            }

            /// Gets the data anew, for this value; clones keep theirs.
            ///
            /// # Errors
            ///
            /// As the resource's `load`; of a resource without `load`, an error that says so. The data stays as it was.
            #[inline]
            pub async fn reload(&mut self) -> ::core::result::Result<(), $crate::Error> {
                let handle = $crate::resource::Resource::handle(&self.resource);
                *self = $crate::resource::Loading::new(handle).await?;
                ::core::result::Result::Ok(())
            }
        }

        impl<R: $crate::resource::HasData> ::core::ops::Deref for Loaded<R> {
            type Target = R;

            #[inline]
            fn deref(&self) -> &R {
                &self.resource
            }
        }

        impl<R: $crate::resource::HasData> $crate::resource::Given for Loaded<R> {
            #[inline]
            fn new_data(
                _: &'static $crate::resource::ResourceType,
            ) -> ::core::option::Option<::std::boxed::Box<dyn $crate::view::Structure>> {
                ::core::option::Option::Some(::std::boxed::Box::new(
                    <R::Data as ::core::default::Default>::default(),
                ))
            }

            #[inline]
            fn give(reached: $crate::resource::Reached) -> ::core::option::Option<Self> {
                let data: ::std::boxed::Box<dyn ::core::any::Any> = reached.data?;
                ::core::option::Option::Some(Self {
                    resource: R::from_handle(reached.handle),
                    data: ::std::sync::Arc::from(data.downcast::<R::Data>().ok()?),
                })
            }

            #[inline]
            fn into_reached(self) -> $crate::resource::Reached {
                $crate::resource::Reached {
                    handle: $crate::resource::Resource::handle(&self.resource).clone(),
                    data: ::core::option::Option::Some($crate::resource::copy_of(&*self.data)),
                }
            }
        }

        impl<R: $crate::resource::HasData> ::core::cmp::PartialEq for Loaded<R> {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                use $crate::resource::Resource as _;
                self.resource.handle() == other.resource.handle()
            }
        }

        impl<R: $crate::resource::HasData> ::core::cmp::Eq for Loaded<R> {}

        impl<R: $crate::resource::HasData> ::core::hash::Hash for Loaded<R> {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                use $crate::resource::Resource as _;
                self.resource.handle().hash(state);
            }
        }

        impl<R: $crate::resource::HasData> ::core::fmt::Debug for Loaded<R> {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                use $crate::resource::Resource as _;
                ::core::write!(f, "{:?} ", self.resource.handle())?;
                $crate::view::debug(&*self.data, f)
            }
        }

        /// The resources of a collection: a stream over all pages, and what can be done with all of them at once.
        #[must_use = "nothing is sent until the stream is polled"]
        pub struct Collection<T> {
            resources: $crate::resource::Listing<T>,
        }

        impl<T: $crate::resource::Given> Collection<T> {
            /// Resources that are known already, to do something with all of them at once.
            #[inline]
            pub fn of(resources: impl ::core::iter::IntoIterator<Item = T>) -> Self {
                Self {
                    resources: $crate::resource::Listing::of(resources),
                }
            }
        }

        impl<T> Collection<T> {
            #[inline]
            pub(super) fn new(resources: $crate::resource::Listing<T>) -> Self {
                Self { resources }
            }

            /// Ends after this many resources; 0 sends nothing. The limit is not sent, so page sizes stay.
            #[inline]
            pub fn limit(mut self, resources: usize) -> Self {
                self.resources = self.resources.limit(resources);
                self
            }

            /// Sets retries, time limits and further headers of each call; what is not set stays the client's.
            #[inline]
            pub fn with_settings(mut self, settings: $crate::CallSettings) -> Self {
                self.resources = self.resources.with_settings(settings);
                self
            }

            /// The same resources, a page at a time; a page may be empty.
            #[inline]
            pub fn pages(self) -> $crate::resource::ListingPages<T> {
                self.resources.pages()
            }

            /// The next resource; `None` after the last one.
            ///
            /// # Errors
            ///
            /// Errors of the call and of the paginator; an answer whose parts are inconsistent.
            #[inline]
            pub async fn try_next(
                &mut self,
            ) -> ::core::result::Result<::core::option::Option<T>, $crate::Error> {
                self.resources.try_next().await
            }

            /// All resources.
            ///
            /// # Errors
            ///
            /// As [`try_next`](Self::try_next); resources read before the error are lost.
            #[inline]
            pub async fn collect_all(
                self,
            ) -> ::core::result::Result<::std::vec::Vec<T>, $crate::Error> {
                self.resources.collect_all().await
            }
        }

        impl<T> $crate::generated::engine::Stream for Collection<T> {
            type Item = ::core::result::Result<T, $crate::Error>;

            #[inline]
            fn poll_next(
                mut self: ::core::pin::Pin<&mut Self>,
                cx: &mut ::core::task::Context<'_>,
            ) -> ::core::task::Poll<::core::option::Option<Self::Item>> {
                $crate::generated::engine::Stream::poll_next(
                    ::core::pin::Pin::new(&mut self.resources),
                    cx,
                )
            }
        }

        impl<T> ::core::fmt::Debug for Collection<T> {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.resources, f)
            }
        }
    };
}
