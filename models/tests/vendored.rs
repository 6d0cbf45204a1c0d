//! The definitions this crate ships.

use std::collections::HashSet;

use pageboy_models::import::verify;
use pageboy_models::{Archive, FileKind, Json, Models};

#[test]
fn every_file_is_as_the_record_says() {
    let differences = verify(Models::vendored().base()).unwrap();
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn every_service_loads_to_the_last_shape() {
    let models = Models::vendored();
    let services = models.services().unwrap();
    let source = std::fs::read_to_string(models.base().join("SOURCE.json")).unwrap();
    let source: Json = serde_json::from_str(&source).unwrap();
    let files = source.get("files").and_then(Json::as_object).unwrap();
    let recorded = files.keys().filter_map(|name| name.split_once('/'));
    let recorded: HashSet<_> = recorded.map(|(service, _)| service).collect();
    assert_eq!(services.len(), recorded.len());
    let mut waiters = 0;
    let mut paginators = 0;
    for name in &services {
        let definitions = models.load(name, None).unwrap();
        let service = &definitions.service;
        assert_eq!(service.metadata().api_version, definitions.api_version);
        assert!(service.metadata().resolved_protocol().is_some(), "{name}");
        let mut wanted = HashSet::new();
        for operation in service.operation_names() {
            let operation = service.operation(operation).unwrap();
            let ends = operation.input.into_iter().chain(operation.output);
            wanted.extend(ends.map(|reference| reference.shape));
            wanted.extend(operation.errors.into_iter().map(|error| error.shape));
        }
        for shape in service.shape_names() {
            let shape = service.shape(shape).unwrap();
            let parts = shape.member.iter().chain(&shape.key).chain(&shape.value);
            wanted.extend(
                parts
                    .chain(shape.members.values())
                    .map(|member| member.shape.clone()),
            );
            assert!(
                shape
                    .required
                    .iter()
                    .all(|member| shape.members.contains_key(member))
            );
        }
        assert!(
            wanted.iter().all(|shape| service.has_shape(shape)),
            "{name}"
        );
        assert_eq!(definitions.waiters.problems(), [], "{name}");
        assert_eq!(definitions.paginators.problems(), [], "{name}");
        waiters += definitions.waiters.all().len();
        paginators += definitions.paginators.all().len();
        let rules = models
            .document(name, &definitions.api_version, FileKind::EndpointRules)
            .unwrap();
        assert!(rules.value().get("rules").is_some(), "{name}");
    }
    // Far fewer than any release of this decade has.
    assert!(waiters > 100, "{waiters}");
    assert!(paginators > 1_000, "{paginators}");
}

#[test]
fn nine_services_have_resources() {
    let models = Models::vendored();
    let mut found = Vec::new();
    for name in models.services().unwrap() {
        let version = models.versions(&name).unwrap().pop().unwrap();
        let resources = models
            .document(&name, &version, FileKind::Resources)
            .unwrap();
        if !resources.sources().is_empty() {
            assert!(resources.value().get("resources").is_some());
            found.push(name);
        }
    }
    assert_eq!(
        found,
        [
            "cloudformation",
            "cloudwatch",
            "dynamodb",
            "ec2",
            "glacier",
            "iam",
            "s3",
            "sns",
            "sqs"
        ]
    );
}

#[test]
fn extras_are_merged() {
    let models = Models::vendored();
    let s3 = models.load("s3", None).unwrap().service;
    let expires = s3.shape("Expires").unwrap();
    assert_eq!(expires.kind, pageboy_models::shape::ShapeType::Timestamp);
    assert!(
        s3.origin("/shapes/Expires/type")
            .ends_with("service-2.sdk-extras.json.gz")
    );
}

#[test]
fn partitions_and_global_endpoints_are_known() {
    let models = Models::vendored();
    let endpoints = models.endpoints().unwrap();
    let aws = endpoints.partitions().first().unwrap();
    assert_eq!(
        (aws.name.as_str(), aws.dns_suffix.as_str()),
        ("aws", "amazonaws.com")
    );
    assert!(aws.regions.iter().any(|region| region == "eu-central-1"));
    let iam = aws.service("iam").unwrap().unwrap();
    assert!(!iam.is_regionalized);
    let key = iam.partition_endpoint.unwrap();
    let endpoint = &iam.endpoints[&key];
    assert_eq!(endpoint.hostname.as_deref(), Some("iam.amazonaws.com"));
    assert_eq!(
        endpoint.credential_scope.region.as_deref(),
        Some("us-east-1")
    );
    assert!(aws.service("ec2").unwrap().unwrap().is_regionalized);
    assert!(aws.service("nothing").unwrap().is_none());
    let partitions = models.partitions().unwrap().partitions;
    let aws = partitions.first().unwrap();
    assert_eq!(
        (aws.id.as_str(), aws.outputs.dns_suffix.as_str()),
        ("aws", "amazonaws.com")
    );
    assert!(aws.regions().any(|region| region == "eu-central-1"));
}

#[test]
fn an_archive_has_the_same_definitions() {
    let bytes: &'static [u8] = Archive::pack().unwrap().leak();
    let [disk, packed] = [
        Models::vendored(),
        Models::from_archive(Archive::new(bytes)),
    ];
    assert_eq!(packed.services().unwrap(), disk.services().unwrap());
    assert_eq!(packed.unused().unwrap(), []);
    assert_eq!(
        packed.partitions().unwrap().partitions.len(),
        disk.partitions().unwrap().partitions.len()
    );
    packed.endpoints().unwrap();
    for service in ["ec2", "s3", "sqs", "sts"] {
        let version = disk.versions(service).unwrap().pop().unwrap();
        assert_eq!(packed.versions(service).unwrap(), [version.as_str()]);
        for kind in FileKind::ALL {
            let [one, other] = [&disk, &packed].map(|models| {
                let document = models.document(service, &version, kind).unwrap();
                (document.value().to_string(), document.sources().len())
            });
            assert!(one == other, "{service} {kind:?}");
        }
    }
    let ec2 = packed.load("ec2", None).unwrap();
    let files: Vec<_> = ec2.files().map(|file| file.to_str().unwrap()).collect();
    assert_eq!(
        files.first(),
        Some(&"<built-in>/ec2/2016-11-15/service-2.json")
    );
    assert!(files.contains(&"<built-in overlays>/ec2/2016-11-15/waiters-2.json"));
    assert_eq!(
        packed.load("ec3", None).unwrap_err().to_string(),
        disk.load("ec3", None).unwrap_err().to_string()
    );
}
