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
