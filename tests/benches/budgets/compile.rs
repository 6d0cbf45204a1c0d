//! The compiler's cost of generated code.

use std::fmt;
use std::fs;

use pageboy_codegen::plan::resources::{MethodKind, ResourcesPlan};
use pageboy_codegen::plan::{Feature, ServicePlan};
use pageboy_codegen::{Builder, Manifest, Service};

use crate::Measurement;
use crate::line::Line;
use crate::rustc::{Cost, measured};
use crate::scratch::{Scratch, root, run};

/// The whole of EC2, all operations, waiters and paginators, as one crate.
pub(crate) fn whole_ec2() -> Measurement {
    let builder = Builder::new().service(Service::new("ec2").operations(["*"]));
    let cost = cost("whole-ec2", builder, "release")?;
    let mut lines = vec![Line::at_most(
        "rustc of the whole ec2, release: time",
        cost.seconds,
        40.0,
        "s",
    )];
    lines.extend(cost.mebibytes.map(|memory| {
        Line::at_most(
            "rustc of the whole ec2, release: memory",
            memory,
            1536.0,
            "MiB",
        )
    }));
    Ok(lines)
}

/// What the quickstart uses of EC2, in both profiles.
pub(crate) fn quickstart() -> Measurement {
    let mut lines = Vec::new();
    for profile in ["dev", "release"] {
        let cost = cost("quickstart-ec2", quickstart_ec2()?, profile)?;
        let name = format!("rustc of the quickstart's ec2, {profile}: time");
        let line = Line::at_most(name, cost.seconds, 1.5, "s");
        lines.push(match cost.mebibytes {
            Some(memory) => line.note(format!("{memory:.0} MiB")),
            None => line,
        });
    }
    Ok(lines)
}

/// The services that have resources.
const WITH_RESOURCES: [&str; 9] = [
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "glacier",
    "iam",
    "s3",
    "sns",
    "sqs",
];

/// All resources of all services that have some, with the operations they need, as one crate.
pub(crate) fn resources() -> Measurement {
    let services = WITH_RESOURCES.map(|name| Service::new(name).resources(["*"]));
    let builder = Builder::new().services(services);
    let mut counts = Counts::default();
    for plan in builder.plan()? {
        counts.add(&plan);
    }
    let cost = cost("resources", builder, "release")?;
    let line = Line::at_most(
        "rustc of all resources, release: time",
        cost.seconds,
        25.0,
        "s",
    );
    let memory = cost.mebibytes.map(|it| format!("{it:.0} MiB; "));
    Ok(vec![
        line.note(memory.unwrap_or_default() + &counts.to_string()),
    ])
}

/// How many there are of each.
#[derive(Default)]
struct Counts {
    operations: usize,
    resources: usize,
    actions: usize,
    batch_actions: usize,
    collections: usize,
    others: usize,
    waiters: usize,
    left_out: usize,
}

impl Counts {
    fn add(&mut self, plan: &ServicePlan) {
        self.operations += plan.operations.len();
        for resource in plan.resources.iter().flat_map(ResourcesPlan::all) {
            self.resources += 1;
            self.batch_actions += resource.batch_actions.len();
            self.left_out += resource.left_out.len();
            for method in &resource.methods {
                *match method.kind {
                    MethodKind::Action(..) => &mut self.actions,
                    MethodKind::Collection { .. } => &mut self.collections,
                    MethodKind::Wait { .. } => &mut self.waiters,
                    MethodKind::Subresource { .. } | MethodKind::Reference(_) => &mut self.others,
                } += 1;
            }
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} resources, {} actions, {} batch actions, {} collections, {} references and subresources, {} waiters, \
             {} operations; {} left out",
            self.resources,
            self.actions,
            self.batch_actions,
            self.collections,
            self.others,
            self.waiters,
            self.operations,
            self.left_out
        )
    }
}

/// The `[ec2]` table of the quickstart's manifest.
pub(crate) fn quickstart_ec2() -> Result<Builder, Box<dyn std::error::Error>> {
    let path = root().join("examples/quickstart/pageboy.toml");
    let text = fs::read_to_string(&path)?;
    let lines = text.lines().skip_while(|line| !line.starts_with("[ec2]"));
    let rest = lines
        .clone()
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    let table: String = lines
        .take(1)
        .chain(rest)
        .flat_map(|line| [line, "\n"])
        .collect();
    Ok(Builder::from_manifest(Manifest::parse(&table, &path)?))
}

/// Generates a crate that holds nothing else, and compiles it after everything it depends on.
pub(crate) fn cost(
    name: &str,
    builder: Builder,
    profile: &str,
) -> Result<Cost, Box<dyn std::error::Error>> {
    let runtime = root().join("runtime");
    let generated = builder.generate()?;
    let services = generated.services().iter();
    let features = services.flat_map(|service| service.plan().features());
    let mut features: Vec<_> = features.map(Feature::name).collect();
    features.sort_unstable();
    features.dedup();
    let dependencies =
        format!("[dependencies]\npageboy = {{ path = {runtime:?}, features = {features:?} }}\n");
    let scratch = Scratch::new(name, &dependencies)?;
    generated.write_to(&scratch.folder().join("src"))?;
    run(&mut scratch.cargo(&["build", "--profile", profile, "-p", "pageboy"]))?;
    let modules = generated.services().iter().map(|service| {
        let module = &service.plan().module;
        format!("\n/// Generated.\npub mod {module};\n")
    });
    let modules: String = modules.collect();
    scratch.write("src/lib.rs", &format!("//! Generated.\n{modules}"))?;
    let mut build = scratch.cargo(&["build", "--profile", profile, "-p", name]);
    measured(&mut build, &scratch.report(), &name.replace('-', "_"))
}
