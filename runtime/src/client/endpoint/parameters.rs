//! The values of a rule set's parameters, for a client and for a call.

use std::borrow::Cow;

use super::base_url::BaseUrl;
use super::functions;
use super::settings::{
    AccountIdEndpointMode, AddressingStyle, EndpointSettings, EndpointValue, RegionalEndpoints,
};
use super::value::Value;
use crate::client::config::Config;
use crate::client::s3;
use crate::error::ErrorKind;
use crate::jmespath::ExpressionValue;
use crate::schema::{
    BuiltIn, ContextSource, EndpointParameter, EndpointRules, Operation, ParameterKind, Service,
};
use crate::view::{Structure, View};
use crate::wire::Substitutions;

/// A client's parameters, for all its calls.
#[derive(Debug)]
pub(super) struct ClientValues {
    /// The values of all parameters, in their order.
    pub(super) values: Vec<Value<'static>>,
    /// The region of the endpoint.
    pub(super) region: Option<String>,
    /// The region of signatures, if the endpoint names none.
    signing_region: Option<String>,
    /// The configured URL.
    pub(super) custom: Option<BaseUrl>,
    /// The endpoint of services whose definitions name none.
    pub(super) otherwise: Option<&'static str>,
    /// The parameter for the account id, if the rules read it.
    pub(super) account_id: Option<u16>,
    /// The parameter that puts S3 buckets in the path.
    path_style: Option<u16>,
    /// The parameter for the region.
    region_parameter: Option<u16>,
}

/// The value that a call gives a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ParameterValue<'a> {
    pub(super) parameter: u16,
    pub(super) value: Value<'a>,
}

impl ParameterValue<'_> {
    pub(super) fn into_owned(self) -> ParameterValue<'static> {
        ParameterValue {
            parameter: self.parameter,
            value: self.value.into_owned(),
        }
    }
}

/// The regions that `sts.amazonaws.com` stands for (botocore/args.py, `LEGACY_GLOBAL_STS_REGIONS`).
const STS_GLOBAL_REGIONS: [&str; 16] = [
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "aws-global",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

impl ClientValues {
    pub(super) fn of(service: &Service, config: &Config) -> Self {
        let (region, settings) = config.endpoint_settings(service);
        let (region, is_fips) = match region {
            Some(region) if !service.foreign => {
                let (region, is_fips) = without_fips(region);
                (Some(region), is_fips)
            }
            region => (region.map(Cow::Borrowed), false),
        };
        let region = region.as_deref();
        let custom = config.settings().endpoint_urls.of(service).cloned();
        let is_s3 = s3::is_s3(service);
        let s3_global = is_s3
            && matches!(region, None | Some("us-east-1"))
            && settings.s3.us_east_1_regional_endpoint != Some(RegionalEndpoints::Regional);
        let asked = match region {
            Some(region) => Some(region),
            None if s3_global => Some("us-east-1"),
            None => service.endpoint.default_region,
        };
        let reading = Reading {
            settings,
            is_fips,
            region: asked,
            custom: custom.as_ref(),
            s3_global,
            is_s3: is_s3 || s3::is_control(service),
        };
        let parameters = service
            .endpoint
            .rules
            .map_or(&[][..], |rules| rules.parameters);
        let position = |built_in| {
            let mut all = parameters.iter();
            let at = all.position(|parameter| parameter.built_in == Some(built_in))?;
            u16::try_from(at).ok().filter(|_| {
                parameters
                    .get(at)
                    .is_some_and(|parameter| parameter.is_read)
            })
        };
        let mode = settings.account_id_mode.unwrap_or_default();
        Self {
            values: parameters
                .iter()
                .map(|parameter| reading.value(parameter))
                .collect(),
            account_id: position(BuiltIn::AccountId)
                .filter(|_| mode != AccountIdEndpointMode::Disabled),
            otherwise: settings.otherwise,
            path_style: position(BuiltIn::S3ForcePathStyle),
            region_parameter: position(BuiltIn::Region),
            region: asked.map(str::to_owned),
            signing_region: match service.foreign {
                true => config.region().map(str::to_owned),
                false => asked.map(str::to_owned),
            },
            custom,
        }
    }

    /// The region of signatures, unless the endpoint names another. A name for all regions of a partition is not a region
    /// that a service knows.
    pub(super) fn signing_region(&self) -> Option<&str> {
        let region = self.signing_region.as_deref()?;
        let partition = functions::partition(region).filter(|partition| {
            let id = region.strip_suffix("-global");
            id == Some(partition.id)
        });
        Some(partition.map_or(region, |partition| partition.implicit_global_region))
    }

    /// A call's parameters, beside the client's settings.
    pub(super) fn given<'a>(
        &self,
        rules: &EndpointRules,
        operation: &'a Operation,
        (input, substitutions): (&'a dyn Structure, &'a Substitutions),
        account_id: Option<&'a str>,
        (bucket, bucket_region): (Option<&str>, Option<&'a str>),
    ) -> Result<Vec<ParameterValue<'a>>, ErrorKind> {
        let most = 3 + operation.endpoint_parameters.len();
        let mut given: Vec<ParameterValue<'a>> = Vec::with_capacity(most);
        if let (Some(parameter), Some(region)) = (self.region_parameter, bucket_region) {
            given.push(ParameterValue {
                parameter,
                value: Value::text(region),
            });
        }
        if let (Some(parameter), Some(id)) = (self.account_id, account_id) {
            given.push(ParameterValue {
                parameter,
                value: Value::text(id),
            });
        }
        if let Some(parameter) = self.path_style
            && let Some(in_path) = s3::forces_path_style(operation, bucket)
        {
            given.push(ParameterValue {
                parameter,
                value: Value::Boolean(in_path),
            });
        }
        let first = given.len();
        for context in operation.endpoint_parameters {
            let parameter = rules.parameters.get(usize::from(context.parameter));
            let Some(parameter) = parameter.filter(|parameter| parameter.is_read) else {
                continue;
            };
            // Of two sources, the first with a value counts.
            let mut sources = given.iter().skip(first);
            if sources.any(|given| given.parameter == context.parameter) {
                continue;
            }
            let value = match &context.source {
                ContextSource::Static(value) => Value::from(*value),
                ContextSource::Member(index) => {
                    let index = usize::from(*index);
                    match substitutions.get(index) {
                        Some(text) => Value::text(text),
                        None => of_view(input.view_of(index), parameter.kind),
                    }
                }
                ContextSource::Path(path) => {
                    let found = path.evaluate(View::Structure(input));
                    let found =
                        found.map_err(|error| ErrorKind::Invalid(vec![error.to_string()]))?;
                    of_found(found, parameter.kind)
                }
            };
            if value != Value::Null {
                given.push(ParameterValue {
                    parameter: context.parameter,
                    value,
                });
            }
        }
        Ok(given)
    }
}

/// A region without its FIPS mark, and whether it had one (botocore/client.py, `ClientEndpointBridge`, and
/// botocore/args.py).
fn without_fips(region: &str) -> (Cow<'_, str>, bool) {
    if !region.contains("fips-") && !region.contains("-fips") {
        return (Cow::Borrowed(region), false);
    }
    let plain = region.replace("fips-", "").replace("-fips", "");
    (Cow::Owned(plain), true)
}

fn of_view<'a>(view: View<'a>, kind: ParameterKind) -> Value<'a> {
    match (view, kind) {
        (View::Boolean(value), ParameterKind::Boolean) => Value::Boolean(value),
        (View::List(_), ParameterKind::Texts) => of_found(ExpressionValue::from_view(view), kind),
        (view, ParameterKind::Text) => view.as_str().map_or(Value::Null, Value::text),
        _ => Value::Null,
    }
}

fn of_found<'a>(found: ExpressionValue<'_>, kind: ParameterKind) -> Value<'a> {
    let text = |found: &ExpressionValue<'_>| {
        let text = found.as_str().map(Cow::into_owned);
        text.map_or(Value::Null, |text| Value::Text(Cow::Owned(text)))
    };
    match kind {
        ParameterKind::Boolean => found.as_bool().map_or(Value::Null, Value::Boolean),
        ParameterKind::Text => text(&found),
        ParameterKind::Texts => match found.into_items() {
            Some(items) => Value::List(items.iter().map(text).collect()),
            None => Value::Null,
        },
    }
}

/// The settings of a client, as the rules of its service need them.
struct Reading<'a> {
    settings: &'a EndpointSettings,
    is_fips: bool,
    region: Option<&'a str>,
    custom: Option<&'a BaseUrl>,
    s3_global: bool,
    is_s3: bool,
}

impl Reading<'_> {
    /// The parameter by its name, else by its setting.
    fn value(&self, parameter: &EndpointParameter) -> Value<'static> {
        let mut given = self.settings.parameters.iter();
        let given = given.find(|(name, _)| name == parameter.name);
        match (given.map(|(_, value)| value), parameter.kind) {
            (Some(EndpointValue::Text(text)), ParameterKind::Text) => owned(text),
            (Some(EndpointValue::Boolean(value)), ParameterKind::Boolean) => Value::Boolean(*value),
            _ => self.by_setting(parameter),
        }
    }

    fn by_setting(&self, parameter: &EndpointParameter) -> Value<'static> {
        let s3 = &self.settings.s3;
        let flag = |value: Option<bool>| value.map_or(Value::Null, Value::Boolean);
        let Some(built_in) = parameter.built_in else {
            // A parameter of S3's own, to which its rules give no setting.
            return match parameter.name {
                "DisableS3ExpressSessionAuth" if self.is_s3 => {
                    flag(s3.disable_express_session_auth)
                }
                _ => Value::Null,
            };
        };
        match built_in {
            BuiltIn::Region => self.region.map_or(Value::Null, owned),
            BuiltIn::Endpoint => self
                .custom
                .map_or(Value::Null, |url| Value::Text(Cow::Owned(url.to_string()))),
            BuiltIn::UseFips => {
                let wanted = self.is_fips || self.settings.use_fips == Some(true);
                Value::Boolean(wanted && self.custom.is_none())
            }
            BuiltIn::UseDualStack => {
                let of_s3 = s3.use_dual_stack.filter(|_| self.is_s3);
                let wanted = of_s3.or(self.settings.use_dual_stack) == Some(true);
                Value::Boolean(wanted && self.custom.is_none())
            }
            BuiltIn::StsUseGlobalEndpoint => {
                let is_legacy =
                    self.settings.sts_regional_endpoints == Some(RegionalEndpoints::Legacy);
                let has_global = self
                    .region
                    .is_some_and(|region| STS_GLOBAL_REGIONS.contains(&region));
                Value::Boolean(is_legacy && has_global)
            }
            BuiltIn::S3UseGlobalEndpoint => Value::Boolean(self.s3_global),
            BuiltIn::S3Accelerate => Value::Boolean(s3.accelerate == Some(true)),
            BuiltIn::S3ForcePathStyle => Value::Boolean(self.is_path_style()),
            BuiltIn::S3UseArnRegion => Value::Boolean(s3.use_arn_region.unwrap_or(true)),
            BuiltIn::S3ControlUseArnRegion => Value::Boolean(s3.use_arn_region.unwrap_or(false)),
            BuiltIn::S3DisableMultiRegionAccessPoints => {
                Value::Boolean(s3.disable_multi_region_access_points == Some(true))
            }
            BuiltIn::S3DisableExpressSessionAuth => flag(s3.disable_express_session_auth),
            // The account id comes with the call.
            BuiltIn::AccountId => Value::Null,
            BuiltIn::AccountIdEndpointMode => {
                Value::text(self.settings.account_id_mode.unwrap_or_default().text())
            }
        }
    }

    /// botocore/args.py, `compute_endpoint_resolver_builtin_defaults`.
    fn is_path_style(&self) -> bool {
        let s3 = &self.settings.s3;
        let style = s3.addressing_style.unwrap_or_default();
        if s3.accelerate == Some(true) {
            false
        } else if self.custom.is_some_and(|url| !url.is_s3_accelerate()) {
            style != AddressingStyle::Virtual
        } else {
            style == AddressingStyle::Path
        }
    }
}

fn owned(text: impl AsRef<str>) -> Value<'static> {
    Value::Text(Cow::Owned(text.as_ref().to_owned()))
}
