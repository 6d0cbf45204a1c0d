//! The macros of resources: code that all types of resources share.

/// The traits of a resource's type, which holds a handle. `client` is the type that makes the service's calls.
#[doc(hidden)]
#[macro_export]
macro_rules! __resource {
    ($name:ident, $client:ident, $table:expr $(, $data:ty)?) => {
        impl $name {
            /// The client and the description of the resource: boto3's `meta`.
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

        impl $crate::resource::Product for $name {
            type Resource = Self;

            #[inline]
            fn new_data(
                _: &'static $crate::resource::ResourceType,
            ) -> ::core::option::Option<::std::boxed::Box<dyn $crate::view::Structure>> {
                ::core::option::Option::None
            }

            #[inline]
            fn give(untyped: $crate::resource::UntypedResource) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self { handle: untyped.handle })
            }

            #[inline]
            fn into_untyped(self) -> $crate::resource::UntypedResource {
                $crate::resource::UntypedResource {
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

/// The types `Loaded` and `Collection` of a service's module, which can give them methods: each is one of the runtime's types.
#[doc(hidden)]
#[macro_export]
macro_rules! __resources {
    () => {
        /// A resource with its data: a [`LoadedResource`](pageboy::resource::LoadedResource) with the methods that need data.
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct Loaded<R: $crate::resource::HasData>($crate::resource::LoadedResource<R>);

        impl<R: $crate::resource::HasData> Loaded<R> {
            /// The data, by value.
            #[inline]
            #[must_use]
            pub fn into_data(self) -> R::Data
            where
                R::Data: ::core::clone::Clone,
            {
                self.0.into_data()
            }

            /// The resource without its data, by value.
            #[inline]
            #[must_use]
            pub fn into_resource(self) -> R {
                self.0.into_resource()
            }
        }

        impl<R: $crate::resource::HasData> ::core::ops::Deref for Loaded<R> {
            type Target = $crate::resource::LoadedResource<R>;

            #[inline]
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<R: $crate::resource::HasData> ::core::ops::DerefMut for Loaded<R> {
            #[inline]
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }

        impl<R: $crate::resource::HasData> $crate::resource::Product for Loaded<R> {
            type Resource = R;

            #[inline]
            fn new_data(
                kind: &'static $crate::resource::ResourceType,
            ) -> ::core::option::Option<::std::boxed::Box<dyn $crate::view::Structure>> {
                <$crate::resource::LoadedResource<R> as $crate::resource::Product>::new_data(kind)
            }

            #[inline]
            fn give(untyped: $crate::resource::UntypedResource) -> ::core::option::Option<Self> {
                $crate::resource::Product::give(untyped).map(Self)
            }

            #[inline]
            fn into_untyped(self) -> $crate::resource::UntypedResource {
                $crate::resource::Product::into_untyped(self.0)
            }
        }

        impl<R: $crate::resource::HasData> ::core::fmt::Debug for Loaded<R> {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }

        /// The resources of a collection: a [`Listing`](pageboy::resource::Listing) of `T`, the resource `R` or `Loaded<R>`, with
        /// the batch actions of `R`.
        #[must_use = "nothing is sent until the stream is polled"]
        pub struct Collection<R, T = R> {
            resources: $crate::resource::Listing<T>,
            kind: ::core::marker::PhantomData<fn() -> R>,
        }

        impl<T: $crate::resource::Product> Collection<T::Resource, T> {
            /// Resources that are already known, for batch actions.
            #[inline]
            pub fn of(resources: impl ::core::iter::IntoIterator<Item = T>) -> Self {
                Self::new($crate::resource::Listing::of(resources))
            }
        }

        impl<R, T> Collection<R, T> {
            #[inline]
            pub(super) fn new(resources: $crate::resource::Listing<T>) -> Self {
                Self {
                    resources,
                    kind: ::core::marker::PhantomData,
                }
            }

            /// As [`Listing::limit`](pageboy::resource::Listing::limit).
            #[inline]
            pub fn limit(self, resources: usize) -> Self {
                Self::new(self.resources.limit(resources))
            }

            /// Sets retries, time limits and further headers of each call; what is not set stays the client's.
            #[inline]
            pub fn with_settings(mut self, settings: $crate::CallSettings) -> Self {
                self.resources = self.resources.with_settings(settings);
                self
            }

            /// As [`Listing::pages`](pageboy::resource::Listing::pages).
            #[inline]
            pub fn pages(self) -> $crate::resource::ListingPages<T> {
                self.resources.pages()
            }

            /// As [`Listing::try_next`](pageboy::resource::Listing::try_next).
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

            /// As [`Listing::collect_all`](pageboy::resource::Listing::collect_all).
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

        impl<R, T> $crate::generated::engine::Stream for Collection<R, T> {
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

        impl<R, T> ::core::fmt::Debug for Collection<R, T> {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.resources, f)
            }
        }
    };
}
