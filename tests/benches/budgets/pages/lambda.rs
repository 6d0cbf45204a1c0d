//! ListFunctions.

use super::{Page, digits};

/// A page of functions; members are in no order, and those that are absent are null.
pub(crate) fn functions(count: usize) -> Page {
    let functions: Vec<_> = (0..count).map(function).collect();
    let text = format!(
        r#"{{"Functions":[{}],"NextMarker":"{}"}}"#,
        functions.join(","),
        digits(count, 96)
    );
    // One marker, 34 values of each function.
    Page {
        body: text.into_bytes(),
        values: 1 + 34 * count,
    }
}

fn function(seed: usize) -> String {
    let name = format!("orders-worker-{seed:03}");
    let (hash, revision) = (digits(seed, 43), digits(seed + 1, 32));
    let subnets = [digits(seed, 17), digits(seed + 2, 17)];
    let [first, second] = &subnets;
    format!(
        r#"{{"Description":"Works off \"orders\" {seed}","TracingConfig":{{"Mode":"Active"}},"VpcConfig":{{"VpcId":"vpc-08b1e9c2d3a4f5061","Ipv6AllowedForDualStack":false,"SecurityGroupIds":["sg-0d1c2b3a4f5e6d7c8"],"SubnetIds":["subnet-{first}","subnet-{second}"]}},"SigningJobArn":null,"SnapStart":{{"OptimizationStatus":"Off","ApplyOn":"None"}},"RevisionId":"{revision}","LastModified":"2024-11-18T12:45:33.000+0000","FileSystemConfigs":null,"FunctionName":"{name}","Runtime":"python3.12","Version":"$LATEST","PackageType":"Zip","LastUpdateStatus":null,"Layers":[{{"UncompressedCodeSize":0,"SigningJobArn":null,"SigningProfileVersionArn":null,"CodeSize":1048576,"Arn":"arn:aws:lambda:eu-west-1:111122223333:layer:common:17"}}],"FunctionArn":"arn:aws:lambda:eu-west-1:111122223333:function:{name}","KMSKeyArn":null,"MemorySize":512,"ImageConfigResponse":null,"LastUpdateStatusReason":null,"DeadLetterConfig":{{"TargetArn":"arn:aws:sqs:eu-west-1:111122223333:dead"}},"Timeout":30,"Handler":"worker.handle","CodeSha256":"{hash}=","Role":"arn:aws:iam::111122223333:role/service/{name}","SigningProfileVersionArn":null,"MasterArn":null,"RuntimeVersionConfig":null,"CodeSize":{},"State":null,"StateReason":null,"LoggingConfig":{{"LogFormat":"JSON","ApplicationLogLevel":"INFO","LogGroup":"/aws/lambda/{name}","SystemLogLevel":"WARN"}},"Environment":{{"Variables":{{"STAGE":"production","TABLE":"orders","QUEUE_URL":"https://sqs.eu-west-1.amazonaws.com/111122223333/orders"}},"Error":null}},"EphemeralStorage":{{"Size":512}},"StateReasonCode":null,"LastUpdateStatusReasonCode":null,"Architectures":["arm64"]}}"#,
        seed * 7919 + 1024
    )
}
