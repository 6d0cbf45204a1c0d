//! The URLs that replace a service's own endpoint (client endpoints of botocore/configprovider.py,
//! `ConfiguredEndpointProvider`).
//!
//! A service that is not Amazon's is led by what names it alone: what holds for all services holds for Amazon's.

use super::Draft;
use super::forms::SWITCH;
use super::sources::{SettingText, Sources};
use crate::client::by_name::ByName;
use crate::client::endpoint::BaseUrl;
use crate::client::profile::SharedFiles;
use crate::client::service_part::service_part;
use crate::schema::Service;

/// Endpoint URLs from all sources, in order of precedence.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointUrls {
    /// The URL from code.
    code: Option<BaseUrl>,
    /// `PAGEBOY_ENDPOINT_URL_<SERVICE>`, by the part that names the service.
    own: ByName<BaseUrl>,
    /// Whether Amazon's services are not led by `own`, as they are not by the others, which are not read then.
    ignored: bool,
    /// `AWS_ENDPOINT_URL_<SERVICE>`, likewise.
    variables: ByName<BaseUrl>,
    /// `AWS_ENDPOINT_URL`.
    variable: Option<BaseUrl>,
    /// The `services` section of the profile, by the part that would name the service in a variable.
    section: ByName<BaseUrl>,
    /// The profile's `endpoint_url`.
    profile: Option<BaseUrl>,
}

const VARIABLE: &str = "AWS_ENDPOINT_URL";
/// The variable of services that are not Amazon's, before `_<SERVICE>`.
const OWN: &str = "PAGEBOY_ENDPOINT_URL";

impl EndpointUrls {
    /// The URL for a service, if there is one.
    pub(crate) fn of(&self, service: &Service) -> Option<&BaseUrl> {
        let part = service_part(service.id);
        let is_foreign = service.foreign;
        let own = || self.own.get(&part).filter(|_| is_foreign || !self.ignored);
        let variable = self.variable.as_ref().filter(|_| !is_foreign);
        let profile = self.profile.as_ref().filter(|_| !is_foreign);
        self.code
            .as_ref()
            .or_else(own)
            .or_else(|| self.variables.get(&part))
            .or(variable)
            .or_else(|| self.section.get(&part))
            .or(profile)
    }

    /// Reads them all, unless `ignore_configured_endpoint_urls` is set. That of the environment or the profile is a setting of
    /// Amazon's, and holds for variables of services that are not only if code sets it.
    pub(super) fn read<'a>(
        draft: &Draft,
        files: Option<&'a SharedFiles>,
        sources: &mut Sources<'a>,
    ) -> Self {
        let mut urls = Self {
            code: draft.endpoint_url.as_deref().and_then(|value| {
                let place = String::from("endpoint_url");
                url(sources, &SettingText { value, place })
            }),
            ..Self::default()
        };
        let environment = sources.environment;
        let ignored = draft.ignore_configured_endpoint_urls;
        if ignored != Some(true) {
            of_services(OWN, sources, &mut urls.own);
        }
        let ignored = sources.setting(
            ignored,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
            &SWITCH,
        );
        // The files are checked nevertheless.
        let services = services(files, sources);
        urls.ignored = ignored == Some(true);
        if urls.ignored {
            return urls;
        }
        if let Some(value) = environment.get(VARIABLE) {
            let place = VARIABLE.to_owned();
            urls.variable = url(sources, &SettingText { value, place });
        }
        of_services(VARIABLE, sources, &mut urls.variables);
        for (service, text) in services {
            if let Some(url) = url(sources, &text) {
                urls.section.set(service_part(service), url);
            }
        }
        if let Some(setting) = sources.profile.get("endpoint_url") {
            urls.profile = url(sources, &SettingText::from(setting));
        }
        urls
    }
}

/// Reads the variables of this name that have a service behind it.
fn of_services(variable: &str, sources: &mut Sources<'_>, urls: &mut ByName<BaseUrl>) {
    let environment = sources.environment;
    for (service, name, value) in environment.of_services(variable) {
        let place = name.to_owned();
        if let Some(url) = url(sources, &SettingText { value, place }) {
            urls.set(service.to_owned(), url);
        }
    }
}

/// Settings of a profile that say where requests go, and that botocore does not read for a single service.
const OF_PROFILE: [&str; 3] = ["region", "use_dualstack_endpoint", "use_fips_endpoint"];

/// The profile's `services` section. A missing section is a problem, and so is a setting that would be passed over although
/// it says where requests go.
fn services<'a>(
    files: Option<&'a SharedFiles>,
    sources: &mut Sources<'a>,
) -> Vec<(&'a str, SettingText<'a>)> {
    let Some(setting) = sources.profile.get("services") else {
        return Vec::new();
    };
    let name = setting.value;
    let Some(section) = files.and_then(|files| files.services(name)) else {
        let place = setting.place();
        sources.problems.push(format!(
            "{place} is {name:?}: there is no section [services {name}]"
        ));
        return Vec::new();
    };
    for setting in section.names().filter_map(|name| section.get(name)) {
        let place = setting.place();
        sources.problems.push(format!(
            "{place} has its value on the same line: the settings of a service, such as endpoint_url, stand on lines of their \
             own below it, further to the right"
        ));
    }
    for (service, block) in section.blocks() {
        for setting in OF_PROFILE.iter().filter_map(|name| block.get(name)) {
            let place = setting.place();
            sources.problems.push(format!(
                "{place} is set for {service} alone: it can be set for a whole profile only"
            ));
        }
    }
    let blocks = section.blocks();
    blocks
        .filter_map(|(service, block)| {
            Some((service, SettingText::from(block.get("endpoint_url")?)))
        })
        .collect()
}

fn url(sources: &mut Sources<'_>, text: &SettingText<'_>) -> Option<BaseUrl> {
    match BaseUrl::parse(text.value.trim(), &text.place) {
        Ok(url) => Some(url),
        Err(error) => {
            sources.problems.push(error.to_string());
            None
        }
    }
}

/// The variable that holds the URL of a service.
pub(crate) fn variable(service: &Service) -> String {
    let variable = match service.foreign {
        true => OWN,
        false => VARIABLE,
    };
    format!("{variable}_{}", service_part(service.id))
}
