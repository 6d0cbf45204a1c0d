//! The macros of shapes: one line per shape in place of the traits that all shapes of its kind share.

/// A structure: its table, and its fields by the indices that they have there.
///
/// `structure!(GetObjectOutput, tables::GET_OBJECT_OUTPUT, [0 body, 1 delete_marker]);`
#[doc(hidden)]
#[macro_export]
macro_rules! __structure {
    ($name:ident, $table:path, [$($fields:tt)*]) => {
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::generated::engine::cloned(self)
            }
        }

        $crate::__stream_structure!($name, $table, [$($fields)*]);
    };
}

/// A structure with a stream, which cannot be cloned.
#[doc(hidden)]
#[macro_export]
macro_rules! __stream_structure {
    ($name:ident, $table:path, [$($fields:tt)*]) => {
        impl $crate::generated::engine::Structure for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::generated::Shape {
                &$table
            }

            $crate::__fields!($($fields)*);
        }

        $crate::__shape_traits!($name);
    };
}

/// The two functions that give a structure's fields by their indices.
#[doc(hidden)]
#[macro_export]
macro_rules! __fields {
    () => {
        #[inline]
        fn get(&self, _: usize) -> ::core::option::Option<&dyn $crate::generated::engine::Value> {
            ::core::option::Option::None
        }

        #[inline]
        fn get_mut(
            &mut self,
            _: usize,
        ) -> ::core::option::Option<&mut dyn $crate::generated::engine::Value> {
            ::core::option::Option::None
        }
    };
    ($($at:literal $field:ident),+ $(,)?) => {
        #[inline]
        fn get(&self, index: usize) -> ::core::option::Option<&dyn $crate::generated::engine::Value> {
            let value: &dyn $crate::generated::engine::Value = match index {
                $($at => &self.$field,)+
                _ => return ::core::option::Option::None,
            };
            ::core::option::Option::Some(value)
        }

        #[inline]
        fn get_mut(
            &mut self,
            index: usize,
        ) -> ::core::option::Option<&mut dyn $crate::generated::engine::Value> {
            let value: &mut dyn $crate::generated::engine::Value = match index {
                $($at => &mut self.$field,)+
                _ => return ::core::option::Option::None,
            };
            ::core::option::Option::Some(value)
        }
    };
}

/// A union: its table, and its variants by the indices that the members have there. `Unknown` holds a name.
///
/// `tagged_union!(AttributeValue, tables::ATTRIBUTE_VALUE, [0 S, 1 N]);`
#[doc(hidden)]
#[macro_export]
macro_rules! __tagged_union {
    ($name:ident, $table:path, [$($variants:tt)*]) => {
        $crate::__variants!($name, $table, [$($variants)*],
            ::std::string::String::new(),
            |unknown| unknown,
            {
                #[inline]
                fn set_unknown(&mut self, name: &str) {
                    *self = Self::Unknown(::std::borrow::ToOwned::to_owned(name));
                }
            }
        );
    };
}

/// A union of the events of a stream. `Unknown` holds a whole event.
#[doc(hidden)]
#[macro_export]
macro_rules! __event_union {
    ($name:ident, $table:path, [$($variants:tt)*]) => {
        $crate::__variants!($name, $table, [$($variants)*],
            ::core::default::Default::default(),
            |unknown| unknown.event_type(),
            {
                #[inline]
                fn set_unknown_event(&mut self, event: $crate::generated::engine::UnknownEvent) {
                    *self = Self::Unknown(event);
                }
            }
        );
    };
}

/// The traits of both kinds of unions.
#[doc(hidden)]
#[macro_export]
macro_rules! __variants {
    (
        $name:ident, $table:path, [$($at:literal $variant:ident),* $(,)?],
        $empty:expr, |$unknown:ident| $text:expr, { $($set:tt)* }
    ) => {
        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::Unknown($empty)
            }
        }

        impl $crate::generated::engine::Structure for $name {
            #[inline]
            fn shape(&self) -> &'static $crate::generated::Shape {
                &$table
            }

            #[inline]
            fn get(
                &self,
                index: usize,
            ) -> ::core::option::Option<&dyn $crate::generated::engine::Value> {
                match (index, self) {
                    $(($at, Self::$variant(value)) => ::core::option::Option::Some(value),)*
                    _ => ::core::option::Option::None,
                }
            }

            /// Switches to a member, empty unless it is held already, and returns the place to write it.
            #[inline]
            fn get_mut(
                &mut self,
                index: usize,
            ) -> ::core::option::Option<&mut dyn $crate::generated::engine::Value> {
                match index {
                    $($at => {
                        if !::core::matches!(self, Self::$variant(_)) {
                            *self = Self::$variant($crate::generated::engine::Empty::empty());
                        }
                        match self {
                            Self::$variant(value) => ::core::option::Option::Some(value),
                            _ => ::core::option::Option::None,
                        }
                    })*
                    _ => ::core::option::Option::None,
                }
            }

            $($set)*

            #[inline]
            fn unknown(&self) -> ::core::option::Option<&str> {
                match self {
                    Self::Unknown($unknown) => ::core::option::Option::Some($text),
                    _ => ::core::option::Option::None,
                }
            }
        }

        $crate::__shape_traits!($name);
    };
}

/// Equality, `Debug` and `serde` of structures and unions, by their tables.
#[doc(hidden)]
#[macro_export]
macro_rules! __shape_traits {
    ($name:ident) => {
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::generated::engine::equal(self, other)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::generated::engine::debug(self, f)
            }
        }

        $crate::__serializable!(
            $name,
            $crate::generated::engine::serialize,
            $crate::generated::engine::read
        );
    };
}

/// An exception: its code on the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! __modeled_error {
    ($name:ident, $code:literal) => {
        impl $crate::ModeledError for $name {
            const CODE: &'static str = $code;
        }
    };
}

/// An enum: its variants with their texts on the wire, sorted by these.
///
/// Equality, order and hash are those of the texts, also of a text in `Unknown`.
///
/// `enumeration!(VolumeType, [Gp2 "gp2", Gp3 "gp3"]);`
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    ($name:ident, [$($variant:ident $text:literal),* $(,)?]) => {
        impl $name {
            /// The text on the wire.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(text) => text,
                }
            }

            /// The values that the model lists, with their texts.
            #[must_use]
            #[inline]
            pub const fn known() -> &'static [(&'static str, Self)] {
                <Self as $crate::generated::KnownValues>::KNOWN
            }
        }

        impl $crate::generated::KnownValues for $name {
            const KNOWN: &'static [(&'static str, Self)] = &[$(($text, Self::$variant)),*];
        }

        impl $crate::generated::engine::Enumeration for $name {
            #[inline]
            fn as_str(&self) -> &str {
                Self::as_str(self)
            }

            #[inline]
            fn set(&mut self, text: &str) {
                *self = ::core::convert::From::from(text);
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match $crate::generated::convert::known(text) {
                    ::core::option::Option::Some(value) => value,
                    ::core::option::Option::None => {
                        Self::Unknown(::std::borrow::ToOwned::to_owned(text))
                    }
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                ::core::convert::From::from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(
                text: &str,
            ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(::core::convert::From::from(text))
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
            }
        }

        impl ::core::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                ::core::cmp::Ord::cmp(self.as_str(), other.as_str())
            }
        }

        impl ::core::hash::Hash for $name {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(self.as_str(), state);
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::generated::engine::Empty for $name {
            #[inline]
            fn empty() -> Self {
                Self::Unknown(::std::string::String::new())
            }
        }

        impl $crate::generated::engine::Value for $name {
            #[inline]
            fn view(&self) -> $crate::generated::engine::View<'_> {
                $crate::generated::engine::View::String(self.as_str())
            }

            #[inline]
            fn slot(&mut self) -> $crate::generated::engine::Slot<'_> {
                $crate::generated::engine::Slot::Enum(self)
            }

            #[inline]
            fn clear(&mut self) {
                *self = $crate::generated::engine::Empty::empty();
            }
        }

        $crate::__serializable!(
            $name,
            $crate::generated::engine::serialize_text,
            $crate::generated::engine::read_text
        );
    };
}

/// `serde::Serialize` and `Deserialize` by two functions for all shapes of a kind, when the feature is on.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serializable {
    ($name:ident, $serialize:path, $read:path) => {
        impl $crate::generated::engine::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::generated::engine::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $serialize(self, serializer)
            }
        }

        impl<'de> $crate::generated::engine::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::generated::engine::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $read(deserializer)
            }
        }
    };
}

/// Expands to nothing when the feature is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serializable {
    ($name:ident, $serialize:path, $read:path) => {};
}
