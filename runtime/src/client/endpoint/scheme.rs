//! The signing schemes of an endpoint: its property `authSchemes`.

use super::value::Value;

/// One of `authSchemes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuthScheme {
    pub(crate) kind: SchemeKind,
    /// `signingName`: the service part of the credential scope.
    pub(crate) signing_name: Option<String>,
    /// `signingRegion`, else `signingRegionSet`, joined by commas.
    pub(crate) region: Option<String>,
    /// `disableDoubleEncoding`: the path is signed as it is sent.
    pub(crate) disable_double_encoding: bool,
}

/// `name` of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SchemeKind {
    /// `sigv4`: signature version 4.
    SigV4,
    /// `sigv4a`: the asymmetric one, for sets of regions.
    SigV4a,
    /// `sigv4-s3express`: version 4 with the credentials of a session.
    S3Express,
    /// `smithy.api#httpBearerAuth`: a token.
    Bearer,
    /// `smithy.api#noAuth`: nothing.
    Nothing,
    /// Any other.
    Other(String),
}

impl SchemeKind {
    fn of(name: &str) -> Self {
        match name.rsplit('#').next().unwrap_or_default() {
            "sigv4" => Self::SigV4,
            "sigv4a" => Self::SigV4a,
            "sigv4-s3express" => Self::S3Express,
            "httpBearerAuth" | "bearer" => Self::Bearer,
            "noAuth" | "none" => Self::Nothing,
            _ => Self::Other(name.to_owned()),
        }
    }

    /// The name in rules and preferences.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::SigV4 => "sigv4",
            Self::SigV4a => "sigv4a",
            Self::S3Express => "sigv4-s3express",
            Self::Bearer => "httpBearerAuth",
            Self::Nothing => "noAuth",
            Self::Other(name) => name,
        }
    }
}

/// Reads the schemes; empty without such a property.
///
/// # Errors
///
/// When they are not a list of objects with a name.
pub(super) fn read(property: &Value<'_>) -> Result<Vec<AuthScheme>, String> {
    let schemes = match property {
        Value::Null => return Ok(Vec::new()),
        Value::List(schemes) if !schemes.is_empty() => schemes,
        _ => return Err("`authSchemes` of the endpoint rules is not a list of schemes".to_owned()),
    };
    let schemes = schemes.iter().map(|scheme| {
        let text = |name| scheme.part(name).as_text().map(str::to_owned);
        let name = text("name");
        let name = name.ok_or("a scheme of `authSchemes` has no name")?;
        let set = match scheme.part("signingRegionSet") {
            Value::List(regions) if !regions.is_empty() => {
                let regions: Vec<&str> = regions.iter().filter_map(Value::as_text).collect();
                Some(regions.join(","))
            }
            _ => None,
        };
        Ok(AuthScheme {
            kind: SchemeKind::of(&name),
            signing_name: text("signingName"),
            region: text("signingRegion").or(set),
            disable_double_encoding: scheme.part("disableDoubleEncoding") == Value::Boolean(true),
        })
    });
    schemes.collect()
}
