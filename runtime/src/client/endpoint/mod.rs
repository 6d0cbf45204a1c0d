//! Resolves endpoints, and how requests are signed there.

mod arn;
mod base_url;
mod by_name;
mod evaluate;
mod functions;
mod of_call;
mod parameters;
mod parsed_url;
mod parts;
mod scheme;
mod settings;
#[cfg(test)]
mod tests;
mod value;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use http::HeaderName;

pub(crate) use arn::Arn;
pub(crate) use base_url::{BaseUrl, shown_url};
pub use by_name::{SharedRulesEndpoint, resolve};
use evaluate::{NoEndpoint, Resolution, evaluate};
use parameters::{ClientValues, ParameterValue};
pub(crate) use scheme::{AuthScheme, SchemeKind};
pub use settings::{AccountIdEndpointMode, AddressingStyle, EndpointValue, RegionalEndpoints};
pub(crate) use settings::{EndpointSettings, S3Settings};
use value::Value;

use super::bucket_regions::BucketRegions;
use super::config::Config;
use super::s3;
use super::settings::endpoint_variable;
use crate::error::ErrorKind;
use crate::schema::{EndpointRules, Operation, Service};
use crate::view::Structure;
use crate::wire::Substitutions;

/// The endpoint of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) url: BaseUrl,
    /// Headers of the endpoint, with the first of their values, as in botocore.
    pub(crate) headers: Vec<(HeaderName, String)>,
    /// The signing schemes, best first; empty if the endpoint names none.
    pub(crate) schemes: Vec<AuthScheme>,
    /// The region of signatures, if the scheme names none; `None` if nothing names it, which only unsigned requests allow.
    pub(crate) region: Option<String>,
    /// Whether the URL is configured rather than the service's own.
    pub(crate) is_custom: bool,
}

/// The error when a region is needed and none is set.
pub(crate) const NO_REGION: &str = "no region: set AWS_REGION, or `Config::builder().region(…)`";

/// The same for a service that has none of Amazon's variables.
const NO_REGION_OF_FOREIGN: &str =
    "no region: set it by `Config::builder().region(…)`, or `--region` of the command";

fn no_region(service: &Service) -> ErrorKind {
    let message = match service.foreign {
        true => NO_REGION_OF_FOREIGN,
        false => NO_REGION,
    };
    ErrorKind::Config(message.to_owned())
}

/// The endpoints of a client: its settings, read once, and the endpoint of the last call.
#[derive(Debug, Default)]
pub(super) struct Endpoints {
    values: OnceLock<ClientValues>,
    last: Mutex<Option<Last>>,
    pub(super) bucket_regions: BucketRegions,
}

/// The endpoint of the last call, and its parameters beside the client's settings.
#[derive(Debug)]
struct Last {
    given: Vec<ParameterValue<'static>>,
    endpoint: Arc<Endpoint>,
}

impl Endpoints {
    /// Whether the endpoint needs the account id.
    pub(super) fn asks_for_account_id(&self, service: &Service, config: &Config) -> bool {
        self.values(service, config).account_id.is_some()
    }

    /// The endpoint of a call.
    ///
    /// # Errors
    ///
    /// When a setting is wrong, and when the rules yield an error, with their words.
    pub(super) fn resolve(
        &self,
        operation: &Operation,
        config: &Config,
        (input, substitutions): (&dyn Structure, &Substitutions),
        account_id: Option<&str>,
    ) -> Result<Arc<Endpoint>, ErrorKind> {
        let service = operation.service;
        let values = self.values(service, config);
        if operation.needs_discovery && values.custom.is_none() {
            let variable = endpoint_variable(service);
            return Err(ErrorKind::Config(format!(
                "no endpoint: {} has to be sent to an endpoint that the service is asked for (endpoint discovery), which is not \
                 supported; set {variable} to what its DescribeEndpoints answers, or `Config::builder().endpoint_url(…)`",
                operation.name
            )));
        }
        let bucket = s3::bucket(operation, input);
        let bucket_region = bucket.and_then(|bucket| self.bucket_regions.of(bucket));
        let bucket_region = bucket_region.as_deref();
        let given = match service.endpoint.rules {
            None => Vec::new(),
            Some(rules) => {
                let call = (input, substitutions);
                values.given(rules, operation, call, account_id, (bucket, bucket_region))?
            }
        };
        {
            let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(last) = &*last
                && last.given == given
            {
                return Ok(Arc::clone(&last.endpoint));
            }
        }
        let mut endpoint = match service.endpoint.rules {
            Some(rules) => by_rules(rules, service, values, &given)?,
            None => without_rules(service, values)?,
        };
        if let Some(region) = bucket_region {
            endpoint.region = Some(region.to_owned());
        }
        let endpoint = Arc::new(endpoint);
        let given = given.into_iter().map(ParameterValue::into_owned).collect();
        let last = Last {
            given,
            endpoint: Arc::clone(&endpoint),
        };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
        Ok(endpoint)
    }

    /// Whether the bucket of a call was found in another region than the client's.
    pub(super) fn is_bucket_elsewhere(&self, operation: &Operation, input: &dyn Structure) -> bool {
        let bucket = s3::bucket(operation, input);
        bucket.is_some_and(|bucket| self.bucket_regions.of(bucket).is_some())
    }

    fn values(&self, service: &Service, config: &Config) -> &ClientValues {
        self.values
            .get_or_init(|| ClientValues::of(service, config))
    }
}

fn by_rules(
    rules: &'static EndpointRules,
    service: &Service,
    values: &ClientValues,
    given: &[ParameterValue<'_>],
) -> Result<Endpoint, ErrorKind> {
    let mut slots: Vec<Value<'_>> = Vec::with_capacity(usize::from(rules.slots));
    slots.extend(values.values.iter().map(Value::borrowed));
    for ParameterValue { parameter, value } in given {
        if let Some(slot) = slots.get_mut(usize::from(*parameter)) {
            *slot = value.clone();
        }
    }
    let resolved = match evaluate(rules, service.endpoint.host, slots) {
        Ok(resolved) => resolved,
        // The rules then depend on the service.
        Err(NoEndpoint::Error(_) | NoEndpoint::NoMatch) if values.region.is_none() => {
            return Err(no_region(service));
        }
        Err(NoEndpoint::Error(message)) => return Err(no_endpoint(&message)),
        Err(NoEndpoint::NoMatch) => return Err(no_endpoint("no rule applies to the settings")),
        Err(NoEndpoint::Failed(message)) => {
            return Err(no_endpoint(&format!(
                "the endpoint rules failed: {message}"
            )));
        }
    };
    endpoint(resolved, values)
}

fn endpoint(resolved: Resolution<'_>, values: &ClientValues) -> Result<Endpoint, ErrorKind> {
    let Resolution {
        url,
        properties,
        headers,
    } = resolved;
    let url =
        BaseUrl::parse(&url, "endpoint rules").map_err(|error| no_endpoint(&error.to_string()))?;
    let Value::Object(headers) = headers else {
        return Err(no_endpoint(
            "the headers of the endpoint rules are not an object",
        ));
    };
    let headers = headers.into_iter().map(|(name, value)| {
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            no_endpoint(&format!(
                "{name:?} in the endpoint rules cannot be the name of a header"
            ))
        })?;
        let value = value.element(0);
        let value = value.as_text().map(str::to_owned).ok_or_else(|| {
            no_endpoint(&format!(
                "the header {name} of the endpoint rules is not text"
            ))
        })?;
        Ok((header, value))
    });
    Ok(Endpoint {
        url,
        headers: headers.collect::<Result<_, ErrorKind>>()?,
        schemes: scheme::read(&properties.part("authSchemes"))
            .map_err(|message| no_endpoint(&message))?,
        region: values.signing_region().map(str::to_owned),
        is_custom: values.custom.is_some(),
    })
}

/// The endpoint of a service without rules: the configured one, else its model's.
fn without_rules(service: &Service, values: &ClientValues) -> Result<Endpoint, ErrorKind> {
    let url = match (&values.custom, service.endpoint.global.or(values.otherwise)) {
        (Some(url), _) => url.clone(),
        (None, Some(host)) => {
            let region = values.region.as_deref();
            if host.contains("{region}") && region.is_none() {
                return Err(no_region(service));
            }
            let host = host.replace("{region}", region.unwrap_or_default());
            let url = if host.contains("://") {
                host
            } else {
                format!("https://{host}")
            };
            BaseUrl::parse(&url, "globalEndpoint of the model")?
        }
        (None, None) => {
            let variable = endpoint_variable(service);
            return Err(ErrorKind::Config(format!(
                "no endpoint: the definitions of {} have no endpoint rules and no `globalEndpoint`; \
                 set {variable}, or `Config::builder().endpoint_url(…)`",
                service.name
            )));
        }
    };
    Ok(Endpoint {
        url,
        headers: Vec::new(),
        schemes: Vec::new(),
        region: values.signing_region().map(str::to_owned),
        is_custom: values.custom.is_some(),
    })
}

fn no_endpoint(message: &str) -> ErrorKind {
    ErrorKind::Config(format!("no endpoint: {message}"))
}
