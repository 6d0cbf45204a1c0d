//! Copies from another region, which the service fetches by a URL that the caller signs for it (botocore/handlers.py,
//! `inject_presigned_url_ec2`, `inject_presigned_url_rds`).

use std::time::Duration;

use http::HeaderMap;
use percent_encoding::percent_decode_str;

use crate::body::Body;
use crate::client::Client;
use crate::client::PresignedRequest;
use crate::client::authentication::Authentication;
use crate::client::endpoint::BaseUrl;
use crate::client::sign::{Scope, presign};
use crate::error::ErrorKind;
use crate::schema::Operation;
use crate::wire;

/// How a copy is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CopyRequest {
    /// Source and target region are sent along.
    Ec2,
    /// The source region is not part of the request.
    Rds,
}

impl CopyRequest {
    fn of(operation: &Operation) -> Option<Self> {
        match (operation.service.name, operation.name) {
            ("ec2", "CopySnapshot") => Some(Self::Ec2),
            ("rds" | "neptune" | "docdb", "CopyDBClusterSnapshot" | "CreateDBCluster")
            | (
                "rds",
                "CopyDBSnapshot"
                | "CreateDBInstanceReadReplica"
                | "StartDBInstanceAutomatedBackupsReplication",
            ) => Some(Self::Rds),
            _ => None,
        }
    }

    const fn url_field(self) -> &'static str {
        match self {
            Self::Ec2 => "PresignedUrl",
            Self::Rds => "PreSignedUrl",
        }
    }
}

/// The lifetime of the URL for the service (botocore/auth.py, `SigV4QueryAuth.DEFAULT_EXPIRES`).
const LIFETIME: Duration = PresignedRequest::DEFAULT_LIFETIME;

impl Client {
    /// Adds the URL to a request for a copy from another region, unless the caller gave one.
    ///
    /// # Errors
    ///
    /// As for signing any request.
    pub(in crate::client) async fn add_presigned_url(
        &self,
        operation: &Operation,
        url: &BaseUrl,
        authentication: &Authentication,
        request: &mut wire::Request,
    ) -> Result<(), ErrorKind> {
        let (Some(copy), Authentication::Signed(signing)) =
            (CopyRequest::of(operation), authentication)
        else {
            return Ok(());
        };
        let region = &signing.region;
        let Some(mut form) = FormFields::of(request) else {
            return Ok(());
        };
        let source = form.value("SourceRegion").unwrap_or_default();
        if source.is_empty() {
            return Ok(());
        }
        if copy == CopyRequest::Rds {
            form.remove("SourceRegion");
        }
        if form.value(copy.url_field()).is_none() {
            let mut asked = form.clone();
            asked.set("DestinationRegion", region);
            let there = url.to_string().replace(region.as_str(), &source);
            let there = format!("{there}{}?{}", request.path, asked.text());
            let now = self.config().now();
            let scope = Scope {
                region: &source,
                ..signing.scope(self.skew().now().apply(now))
            };
            let keys = self.keys(now).await?;
            let signing_keys = self.signing_keys();
            let signed = presign(
                ("GET", &there),
                &HeaderMap::new(),
                LIFETIME,
                &keys,
                &scope,
                signing_keys,
            );
            let signed = signed.map_err(|problem| {
                ErrorKind::Credentials(format!("the URL could not be signed: {problem}"))
            })?;
            form.set(copy.url_field(), &signed);
            if copy == CopyRequest::Ec2 {
                form.set("DestinationRegion", region);
            }
        }
        request.body = Body::from(form.text());
        Ok(())
    }
}

/// Fields, percent-encoded as in the body.
#[derive(Clone)]
struct FormFields(Vec<(String, String)>);

impl FormFields {
    fn of(request: &wire::Request) -> Option<Self> {
        let text = std::str::from_utf8(request.body.bytes()?).ok()?;
        let fields = text.split('&').map(|field| {
            let (name, value) = field.split_once('=').unwrap_or((field, ""));
            (name.to_owned(), value.to_owned())
        });
        Some(Self(fields.collect()))
    }

    fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(field, _)| field == name)?;
        Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
    }

    fn remove(&mut self, name: &str) {
        self.0.retain(|(field, _)| field != name);
    }

    fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.0
            .push((name.to_owned(), wire::encode(value).to_string()));
    }

    fn text(&self) -> String {
        let fields = self.0.iter();
        let fields: Vec<_> = fields
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        fields.join("&")
    }
}
