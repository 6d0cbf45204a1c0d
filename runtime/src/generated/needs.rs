//! The macros by which a service's module says which features it needs. Each expands to nothing where the feature is on, and
//! is an error that names service and feature where it is off.

/// A service that speaks CBOR: `needs_cbor!("cloudwatch");`.
#[cfg(feature = "cbor")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_cbor {
    ($service:literal) => {};
}

/// The error.
#[cfg(not(feature = "cbor"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_cbor {
    ($service:literal) => {
        $crate::__needs!($service, "speaks CBOR", "cbor");
    };
}

/// An operation whose requests are compressed: `needs_compression!("cloudwatch", "PutMetricData");`.
#[cfg(feature = "compression")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_compression {
    ($service:literal, $operation:literal) => {};
}

/// The error.
#[cfg(not(feature = "compression"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_compression {
    ($service:literal, $operation:literal) => {
        $crate::__needs!(
            $service,
            ::core::concat!("takes compressed requests of `", $operation, "`"),
            "compression"
        );
    };
}

/// A batch writer: `needs_dynamodb!("dynamodb");`.
#[cfg(feature = "dynamodb")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_dynamodb {
    ($service:literal) => {};
}

/// The error.
#[cfg(not(feature = "dynamodb"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_dynamodb {
    ($service:literal) => {
        $crate::__needs!($service, "has a batch writer", "dynamodb");
    };
}

/// Items that use what the feature `dynamodb` adds.
#[cfg(feature = "dynamodb")]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_dynamodb {
    ($($items:tt)*) => { $($items)* };
}

/// None of them: the service's module has an error already.
#[cfg(not(feature = "dynamodb"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_dynamodb {
    ($($items:tt)*) => {};
}

/// Streams of events: `needs_event_streams!("logs", "StartLiveTail");`.
#[cfg(feature = "event-streams")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_event_streams {
    ($service:literal, $operation:literal) => {};
}

/// The error.
#[cfg(not(feature = "event-streams"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_event_streams {
    ($service:literal, $operation:literal) => {
        $crate::__needs!(
            $service,
            ::core::concat!("has a stream of events in `", $operation, "`"),
            "event-streams"
        );
    };
}

/// Resources: `needs_resources!("ec2");`.
#[cfg(feature = "resources")]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_resources {
    ($service:literal) => {};
}

/// The error.
#[cfg(not(feature = "resources"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_resources {
    ($service:literal) => {
        $crate::__needs!($service, "has resources", "resources");
    };
}

/// Items that use what the feature `resources` adds.
#[cfg(feature = "resources")]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_resources {
    ($($items:tt)*) => { $($items)* };
}

/// None of them: the service's module has an error already.
#[cfg(not(feature = "resources"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __with_resources {
    ($($items:tt)*) => {};
}

/// The error about a feature that is off.
#[doc(hidden)]
#[macro_export]
macro_rules! __needs {
    ($service:literal, $what:expr, $feature:literal) => {
        ::core::compile_error!(::core::concat!(
            "the service `",
            $service,
            "` ",
            $what,
            ": add the feature `",
            $feature,
            "` to `pageboy` in Cargo.toml"
        ));
    };
}
