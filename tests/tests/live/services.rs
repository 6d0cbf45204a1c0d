//! The generated code.

#![allow(
    deprecated,
    clippy::should_implement_trait,
    clippy::use_self,
    reason = "models name their members as they like, and deprecate what generated code still has to write"
)]

pageboy::include_service!(cloudformation);
pageboy::include_service!(dynamodb);
pageboy::include_service!(ec2);
pageboy::include_service!(ecs);
pageboy::include_service!(iam);
pageboy::include_service!(lambda);
pageboy::include_service!(logs);
pageboy::include_service!(route53);
pageboy::include_service!(s3);
pageboy::include_service!(sqs);
