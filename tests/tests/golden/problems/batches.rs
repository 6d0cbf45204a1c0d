//! How ids relate to the vendored waiters: derived from the model, or stated by definitions.

use std::collections::{BTreeMap, BTreeSet};

use pageboy_codegen::plan::{BatchPlan, MemberPlan, ServicePlan, WaiterPlan};
use pageboy_codegen::{Builder, Service};
use pageboy_models::Models;

/// The plans of all services that have waiters.
fn plans() -> Vec<ServicePlan> {
    let services = Models::vendored().services().unwrap();
    let services = services
        .into_iter()
        .map(|name| Service::new(name).waiters(["*"]));
    let generated = Builder::new().services(services).generate().unwrap();
    let services = generated.services().iter();
    services
        .map(|service| service.plan().clone())
        .filter(|plan| !plan.waiters.is_empty())
        .collect()
}

/// The member that carries the ids.
fn ids<'p>(plan: &'p ServicePlan, waiter: &WaiterPlan, batch: &BatchPlan) -> &'p MemberPlan {
    let operation = &plan.operations[waiter.operation];
    &plan.shape(operation.input.unwrap()).members()[usize::from(batch.ids)]
}

fn line(plan: &ServicePlan, waiter: &WaiterPlan, batch: &BatchPlan) -> String {
    let operation = &plan.operations[waiter.operation];
    let ids = &ids(plan, waiter, batch).name;
    let name = format!("{} {}", plan.name, operation.name);
    if batch.lists.is_empty() {
        return format!("{name}: {ids}");
    }
    let lists: Vec<_> = batch.lists.iter().map(|list| list.path.clone()).collect();
    let pages = if batch.paginator.is_some() {
        ", in pages"
    } else {
        ""
    };
    format!(
        "{name}: {ids} ≤ {} in {}{pages}",
        batch.limit,
        lists.join(" and ")
    )
}

#[test]
fn what_is_known_of_the_ids_of_all_vendored_waiters() {
    let (mut many, mut one, mut none) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let mut unmarked = BTreeSet::new();
    for plan in &plans() {
        for waiter in &plan.waiters {
            let Some(batch) = &waiter.batch else {
                none.push(format!("{} {}", plan.name, waiter.name));
                continue;
            };
            // Its service refuses a required text that is empty.
            let member = ids(plan, waiter, batch);
            let is_given_one_by_one = batch.lists.is_empty() && member.required;
            if !(member.id || is_given_one_by_one) {
                unmarked.insert(line(plan, waiter, batch));
            }
            let kind = if batch.lists.is_empty() {
                &mut one
            } else {
                &mut many
            };
            *kind.entry(line(plan, waiter, batch)).or_insert(0) += 1;
        }
    }
    let count = |kind: &BTreeMap<String, usize>| kind.values().sum::<usize>();
    assert_eq!(unmarked, BTreeSet::new(), "an empty one would mean all");
    insta::assert_snapshot!(
        format!(
            "many ids in a call: {}, one: {}, unknown: {}",
            count(&many),
            count(&one),
            none.len()
        ),
        @"many ids in a call: 57, one: 245, unknown: 113"
    );
    let many: Vec<_> = many
        .iter()
        .map(|(line, waiters)| format!("{line} ({waiters})"))
        .collect();
    insta::assert_snapshot!(many.join("\n"), @"
    appstream DescribeFleets: Names ≤ 100 in Fleets[], in pages (2)
    cloudwatch DescribeAlarms: AlarmNames ≤ 100 in CompositeAlarms[], in pages (1)
    cloudwatch DescribeAlarms: AlarmNames ≤ 100 in LogAlarms[], in pages (1)
    cloudwatch DescribeAlarms: AlarmNames ≤ 100 in MetricAlarms[], in pages (1)
    ec2 DescribeBundleTasks: BundleIds ≤ 100 in BundleTasks[] (1)
    ec2 DescribeConversionTasks: ConversionTaskIds ≤ 100 in ConversionTasks[] (3)
    ec2 DescribeCustomerGateways: CustomerGatewayIds ≤ 100 in CustomerGateways[] (1)
    ec2 DescribeExportTasks: ExportTaskIds ≤ 100 in ExportTasks[] (2)
    ec2 DescribeImageUsageReports: ReportIds ≤ 200 in ImageUsageReports[], in pages (1)
    ec2 DescribeImages: ImageIds ≤ 100 in Images[], in pages (2)
    ec2 DescribeImportSnapshotTasks: ImportTaskIds ≤ 100 in ImportSnapshotTasks[], in pages (1)
    ec2 DescribeInstanceStatus: InstanceIds ≤ 100 in InstanceStatuses[], in pages (2)
    ec2 DescribeInstances: InstanceIds ≤ 1000 in Reservations[].Instances[], in pages (4)
    ec2 DescribeInternetGateways: InternetGatewayIds ≤ 100 in InternetGateways[], in pages (1)
    ec2 DescribeKeyPairs: KeyNames ≤ 100 in KeyPairs[] (1)
    ec2 DescribeNatGateways: NatGatewayIds ≤ 100 in NatGateways[], in pages (2)
    ec2 DescribeNetworkInterfaces: NetworkInterfaceIds ≤ 100 in NetworkInterfaces[], in pages (1)
    ec2 DescribeSecondaryNetworks: SecondaryNetworkIds ≤ 100 in SecondaryNetworks[], in pages (2)
    ec2 DescribeSecondarySubnets: SecondarySubnetIds ≤ 100 in SecondarySubnets[], in pages (2)
    ec2 DescribeSecurityGroups: GroupIds ≤ 100 in SecurityGroups[], in pages (1)
    ec2 DescribeSnapshots: SnapshotIds ≤ 100 in Snapshots[], in pages (1)
    ec2 DescribeSpotInstanceRequests: SpotInstanceRequestIds ≤ 100 in SpotInstanceRequests[], in pages (1)
    ec2 DescribeStoreImageTasks: ImageIds ≤ 100 in StoreImageTaskResults[], in pages (1)
    ec2 DescribeSubnets: SubnetIds ≤ 100 in Subnets[], in pages (1)
    ec2 DescribeVolumes: VolumeIds ≤ 100 in Volumes[], in pages (3)
    ec2 DescribeVpcPeeringConnections: VpcPeeringConnectionIds ≤ 100 in VpcPeeringConnections[], in pages (2)
    ec2 DescribeVpcs: VpcIds ≤ 100 in Vpcs[], in pages (2)
    ec2 DescribeVpnConnections: VpnConnectionIds ≤ 100 in VpnConnections[] (2)
    ecs DescribeDaemonDeployments: daemonDeploymentArns ≤ 100 in daemonDeployments[] and failures[] (2)
    ecs DescribeServices: services ≤ 10 in services[] and failures[] (2)
    ecs DescribeTasks: tasks ≤ 100 in tasks[] and failures[] (2)
    elasticbeanstalk DescribeEnvironments: EnvironmentNames ≤ 100 in Environments[], in pages (3)
    elbv2 DescribeLoadBalancers: LoadBalancerArns ≤ 20 in LoadBalancers[], in pages (3)
    ");
    insta::assert_snapshot!(none.join("\n"), @"
    acm-pca AuditReportCreated
    acm-pca CertificateIssued
    agent-registry-control RegistryRecordApproved
    amp AnomalyDetectorActive
    amp AnomalyDetectorDeleted
    appconfig DeploymentComplete
    appconfig EnvironmentReadyForDeployment
    arc-region-switch PlanExecutionCompleted
    b2bi TransformerJobSucceeded
    bedrock-agentcore-control PolicyActive
    bedrock-agentcore-control PolicyDeleted
    bedrock-agentcore-control PolicyGenerationCompleted
    cloudfront InvalidationCompleted
    cloudfront InvalidationForDistributionTenantCompleted
    continuum CodeScanSucceeded
    deadline FleetActive
    deadline JobComplete
    deadline JobCreateComplete
    deadline JobSucceeded
    deadline QueueFleetAssociationStopped
    deadline QueueLimitAssociationStopped
    deadline QueueScheduling
    deadline QueueSchedulingBlocked
    dms EndpointDeleted
    dms ReplicationInstanceAvailable
    dms ReplicationInstanceDeleted
    dms ReplicationTaskDeleted
    dms ReplicationTaskReady
    dms ReplicationTaskRunning
    dms ReplicationTaskStopped
    dms TestConnectionSucceeds
    dsql StreamActive
    dsql StreamNotExists
    ec2 SecurityGroupVpcAssociationAssociated
    ec2 SecurityGroupVpcAssociationDisassociated
    ecr ImageScanComplete
    eks AddonActive
    eks AddonDeleted
    eks CertificateAuthorityUpdateComplete
    eks FargateProfileActive
    eks FargateProfileDeleted
    eks NodegroupActive
    eks NodegroupDeleted
    emr StepComplete
    gameliftstreams StreamSessionActive
    glacier VaultExists
    glacier VaultNotExists
    groundstation ContactUpdated
    healthlake FHIRExportJobCompleted
    healthlake FHIRImportJobCompleted
    iam UserExists
    inspector2 ConnectorConnected
    inspector2 ConnectorDeleted
    inspector2 ConnectorEnabled
    kinesis StreamExists
    kinesis StreamNotExists
    lambda-core RuntimeAliasActive
    lambda-core RuntimeVersionActive
    lambda-web WebFunctionEndpointActive
    lambda-web WebFunctionEndpointDeleted
    lambda-web WebFunctionEndpointUpdated
    lambda-web WebFunctionRevisionActive
    lexv2-models BotAliasAvailable
    lexv2-models BotLocaleBuilt
    lexv2-models BotLocaleCreated
    lexv2-models BotLocaleExpressTestingAvailable
    lexv2-models BotVersionAvailable
    machinelearning BatchPredictionAvailable
    machinelearning DataSourceAvailable
    machinelearning EvaluationAvailable
    machinelearning MLModelAvailable
    medialive ChannelPlacementGroupAssigned
    medialive ChannelPlacementGroupDeleted
    medialive ChannelPlacementGroupUnassigned
    medialive NodeDeregistered
    medialive NodeRegistered
    mediapackagev2 HarvestJobFinished
    neptune-graph PrivateGraphEndpointAvailable
    neptune-graph PrivateGraphEndpointDeleted
    network-firewall FirewallPolicyActive
    omics AnnotationStoreVersionCreated
    omics AnnotationStoreVersionDeleted
    omics ReadSetActivationJobCompleted
    omics ReadSetExportJobCompleted
    omics ReadSetImportJobCompleted
    omics ReferenceImportJobCompleted
    omics TaskCompleted
    omics TaskRunning
    omics WorkflowVersionActive
    proton EnvironmentTemplateVersionRegistered
    proton ServiceInstanceDeployed
    proton ServiceTemplateVersionRegistered
    rds TenantDatabaseAvailable
    rds TenantDatabaseDeleted
    repostspace ChannelCreated
    repostspace ChannelDeleted
    resiliencehubv2 ReportSucceeded
    rtbfabric CertificateAssociated
    rtbfabric CertificateDisassociated
    rtbfabric InboundExternalLinkActive
    rtbfabric InboundExternalLinkDeleted
    rtbfabric LinkAccepted
    rtbfabric LinkActive
    rtbfabric LinkDeleted
    rtbfabric LinkRoutingRuleActive
    rtbfabric LinkRoutingRuleDeleted
    rtbfabric OutboundExternalLinkActive
    rtbfabric OutboundExternalLinkDeleted
    s3 ObjectExists
    s3 ObjectNotExists
    schemas CodeBindingExists
    ses IdentityExists
    ssm CommandExecuted
    ");
}
