//! EC2: instances that take their time, and regions.
//!
//! Requests are forms with an `Action`, answers are XML. A starting or stopping instance is reported as such for a few
//! `DescribeInstances` calls before it arrives, which is what a wait waits for.

mod instance;
mod parameters;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::HeaderValue;
use hyper::{Response, StatusCode};

use self::instance::{Change, Instance, write_state};
use self::parameters::Parameters;
use super::xml::Xml;
use super::{Access, Refusal, http};

const VERSION: &str = "2016-11-15";
const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// How many instances an account may have.
const INSTANCE_LIMIT: usize = 200;

/// The regions that every account may use.
const REGIONS: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
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

/// The service's state.
#[derive(Default)]
pub(super) struct Ec2 {
    reservations: Vec<Reservation>,
}

/// What one `RunInstances` call launched.
struct Reservation {
    id: String,
    client_token: Option<String>,
    instances: Vec<Instance>,
}

impl Ec2 {
    /// Carries out a form's request; returns the XML of the answer.
    pub(super) fn answer(&mut self, form: &[u8], request: u64) -> Result<String, Refusal> {
        let parameters = Parameters::read(form);
        let Some(action) = parameters.text("Action") else {
            let message = "The request is missing an action or operation parameter";
            return Err(Refusal::bad_request("MissingAction", message));
        };
        let version = parameters.required("Version")?;
        if version != VERSION {
            let message = format!("The requested version ({version}) does not exist");
            return Err(Refusal::bad_request("NoSuchVersion", message));
        }
        match action {
            "DescribeInstances" => self.describe_instances(&parameters, request),
            "DescribeRegions" => describe_regions(&parameters, request),
            "RunInstances" => self.run_instances(&parameters, request),
            "StartInstances" => self.change_states(Change::Start, action, &parameters, request),
            "StopInstances" => self.change_states(Change::Stop, action, &parameters, request),
            "TerminateInstances" => {
                self.change_states(Change::Terminate, action, &parameters, request)
            }
            other => {
                let message = format!("The action {other} is not valid for this web service.");
                Err(Refusal::bad_request("InvalidAction", message))
            }
        }
    }

    fn run_instances(&mut self, parameters: &Parameters, request: u64) -> Result<String, Refusal> {
        parameters.only(&[
            "ClientToken",
            "ImageId",
            "InstanceType",
            "MaxCount",
            "MinCount",
        ])?;
        let image = parameters.required("ImageId")?;
        if !image.starts_with("ami-") {
            let message = format!("Invalid id: \"{image}\" (expecting \"ami-...\")");
            return Err(Refusal::bad_request("InvalidAMIID.Malformed", message));
        }
        let least = parameters.required_number("MinCount")?;
        let most = parameters.required_number("MaxCount")?;
        if least == 0 || most < least {
            let message = format!("Cannot launch between {least} and {most} instances");
            return Err(Refusal::bad_request("InvalidParameterValue", message));
        }
        let token = parameters.text("ClientToken");
        // A request that is sent again, after a broken connection for example, launches nothing twice.
        let repeated = self
            .reservations
            .iter()
            .find(|reservation| token.is_some() && reservation.client_token.as_deref() == token);
        if let Some(reservation) = repeated {
            return Ok(reservation.launched(request));
        }
        let kind = parameters.text("InstanceType").unwrap_or("m1.small");
        let existing = self.instances().count();
        if least > INSTANCE_LIMIT.saturating_sub(existing) {
            let message = format!("Your quota allows for {INSTANCE_LIMIT} instances");
            return Err(Refusal::bad_request("InstanceLimitExceeded", message));
        }
        let launched = most.min(INSTANCE_LIMIT - existing);
        let instances = (existing + 1..=existing + launched)
            .map(|number| Instance::launched(format!("i-{number:017x}"), image, kind))
            .collect();
        let reservation = Reservation {
            id: format!("r-{:017x}", self.reservations.len() + 1),
            client_token: token.map(str::to_owned),
            instances,
        };
        let answer = reservation.launched(request);
        self.reservations.push(reservation);
        Ok(answer)
    }

    fn describe_instances(
        &mut self,
        parameters: &Parameters,
        request: u64,
    ) -> Result<String, Refusal> {
        parameters.only(&[
            "Filter.N.Name",
            "Filter.N.Value.N",
            "InstanceId.N",
            "MaxResults",
            "NextToken",
        ])?;
        let ids = parameters.list("InstanceId.");
        self.check_exist(&ids)?;
        let limit = parameters.number("MaxResults")?;
        if let Some(limit) = limit {
            if !ids.is_empty() {
                let message =
                    "The parameter instancesSet cannot be used with the parameter maxResults";
                return Err(Refusal::bad_request("InvalidParameterCombination", message));
            }
            if !(5..=1000).contains(&limit) {
                let message = format!(
                    "Value ( {limit} ) for parameter maxResults is invalid. \
                     Expecting a value between 5 and 1000."
                );
                return Err(Refusal::bad_request("InvalidParameterValue", message));
            }
        }
        let states = parameters.state_filter()?;
        let first = match parameters.text("NextToken") {
            None => 0,
            Some(token) => self.position(token)?,
        };

        let matches = |instance: &Instance| {
            (ids.is_empty() || ids.contains(&instance.id()))
                && states
                    .as_ref()
                    .is_none_or(|states| states.contains(&instance.state().name()))
        };
        let mut room = limit.unwrap_or(usize::MAX);
        let mut next = None;
        let answer = response("DescribeInstances", request, |xml| {
            xml.element("reservationSet", |xml| {
                for reservation in self.reservations.iter_mut().skip(first) {
                    let mut found: Vec<_> = reservation
                        .instances
                        .iter_mut()
                        .filter(|found| matches(found))
                        .collect();
                    if found.is_empty() {
                        continue;
                    }
                    if room == 0 {
                        next = Some(reservation.id.clone());
                        break;
                    }
                    // A reservation is never split, so a page may hold a few instances more than requested.
                    room = room.saturating_sub(found.len());
                    xml.element("item", |xml| {
                        xml.text("reservationId", &reservation.id);
                        xml.element("instancesSet", |xml| {
                            for instance in &mut found {
                                instance.write(xml);
                                instance.pass_poll();
                            }
                        });
                    });
                }
            });
            if let Some(next) = &next {
                xml.text("nextToken", token(next));
            }
        });
        Ok(answer)
    }

    /// All or nothing: either every instance named can make the change, or none makes it.
    fn change_states(
        &mut self,
        change: Change,
        action: &str,
        parameters: &Parameters,
        request: u64,
    ) -> Result<String, Refusal> {
        parameters.only(&["InstanceId.N"])?;
        let ids = parameters.list("InstanceId.");
        if ids.is_empty() {
            return Err(Parameters::missing("instancesSet"));
        }
        self.check_exist(&ids)?;
        let concerned = |instance: &&Instance| ids.contains(&instance.id());
        if let Some(instance) = self
            .instances()
            .filter(concerned)
            .find(|instance| instance.state().after(change).is_none())
        {
            let verb = if matches!(change, Change::Start) {
                "started"
            } else {
                "stopped"
            };
            let message = format!(
                "The instance '{}' is not in a state from which it can be {verb}.",
                instance.id()
            );
            return Err(Refusal::bad_request("IncorrectInstanceState", message));
        }
        Ok(response(action, request, |xml| {
            xml.element("instancesSet", |xml| {
                for instance in self
                    .reservations
                    .iter_mut()
                    .flat_map(|it| &mut it.instances)
                {
                    if !ids.contains(&instance.id()) {
                        continue;
                    }
                    let previous = instance.state();
                    let current = previous.after(change).unwrap_or(previous);
                    instance.enter(current);
                    xml.element("item", |xml| {
                        xml.text("instanceId", instance.id());
                        write_state(xml, "currentState", current);
                        write_state(xml, "previousState", previous);
                    });
                }
            });
        }))
    }

    fn instances(&self) -> impl Iterator<Item = &Instance> {
        self.reservations.iter().flat_map(|it| &it.instances)
    }

    fn check_exist(&self, ids: &[&str]) -> Result<(), Refusal> {
        if let Some(id) = ids.iter().find(|id| !id.starts_with("i-")) {
            let message = format!("Invalid id: \"{id}\"");
            return Err(Refusal::bad_request("InvalidInstanceID.Malformed", message));
        }
        let unknown: Vec<&str> = ids
            .iter()
            .filter(|id| self.instances().all(|instance| instance.id() != **id))
            .copied()
            .collect();
        let message = match unknown.as_slice() {
            [] => return Ok(()),
            [id] => format!("The instance ID '{id}' does not exist"),
            ids => format!("The instance IDs '{}' do not exist", ids.join(", ")),
        };
        Err(Refusal::bad_request("InvalidInstanceID.NotFound", message))
    }

    /// The start of the page for `token`.
    fn position(&self, wanted: &str) -> Result<usize, Refusal> {
        self.reservations
            .iter()
            .position(|reservation| token(&reservation.id) == wanted)
            .ok_or_else(|| {
                let message = "The specified pagination token is not valid or is expired.";
                Refusal::bad_request("InvalidPaginationToken", message)
            })
    }
}

impl Reservation {
    /// The answer to the request that launched it.
    fn launched(&self, request: u64) -> String {
        response("RunInstances", request, |xml| {
            xml.text("reservationId", &self.id);
            xml.element("instancesSet", |xml| {
                for instance in &self.instances {
                    instance.write(xml);
                }
            });
        })
    }
}

/// Puts an answer, or the refusal to give one, into HTTP.
pub(super) fn respond(answer: Result<String, Refusal>, request: u64) -> Response<Full<Bytes>> {
    let (status, text) = match answer {
        Ok(text) => (StatusCode::OK, text),
        Err(refusal) => (refusal.status, error(&refusal, request)),
    };
    let mut response = http::xml(status, "text/xml;charset=UTF-8", text);
    if let Ok(id) = HeaderValue::from_str(&request_id(request)) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

/// The refusal of a request that is not signed.
pub(super) fn not_allowed(access: &Access<'_>) -> Refusal {
    match access {
        Access::Missing => Refusal::new(
            StatusCode::FORBIDDEN,
            "MissingAuthenticationToken",
            "The request must contain a signature",
        ),
        Access::Malformed | Access::Signed { .. } => Refusal::new(
            StatusCode::UNAUTHORIZED,
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
        ),
    }
}

fn describe_regions(parameters: &Parameters, request: u64) -> Result<String, Refusal> {
    parameters.only(&["AllRegions", "RegionName.N"])?;
    let names = parameters.list("RegionName.");
    if let Some(unknown) = names.iter().find(|name| !REGIONS.contains(name)) {
        let message = format!("Invalid value '{unknown}' for region name.");
        return Err(Refusal::bad_request("InvalidParameterValue", message));
    }
    Ok(response("DescribeRegions", request, |xml| {
        xml.element("regionInfo", |xml| {
            for region in REGIONS {
                if names.is_empty() || names.contains(&region) {
                    xml.element("item", |xml| {
                        xml.text("regionName", region);
                        xml.text("regionEndpoint", format!("ec2.{region}.amazonaws.com"));
                        xml.text("optInStatus", "opt-in-not-required");
                    });
                }
            }
        });
    }))
}

fn response(action: &str, request: u64, content: impl FnOnce(&mut Xml)) -> String {
    Xml::document(&format!("{action}Response"), NAMESPACE, |xml| {
        xml.text("requestId", request_id(request));
        content(xml);
    })
}

fn error(refusal: &Refusal, request: u64) -> String {
    Xml::document("Response", "", |xml| {
        xml.element("Errors", |xml| {
            xml.element("Error", |xml| {
                xml.text("Code", refusal.code);
                xml.text("Message", &refusal.message);
            });
        });
        xml.text("RequestID", request_id(request));
    })
}

fn request_id(request: u64) -> String {
    format!("00000000-0000-4000-8000-{request:012x}")
}

/// The token of the page that begins with a reservation; opaque to clients.
fn token(reservation: &str) -> String {
    format!("page-of-{reservation}")
}

#[cfg(test)]
mod tests;
