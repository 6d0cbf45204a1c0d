//! The generated code.

pageboy::include_service!(cloudformation);
pageboy::include_service!(cloudwatch);
pageboy::include_service!(dynamodb);
pageboy::include_service!(ec2);
pageboy::include_service!(ecs);
pageboy::include_service!(iam);
pageboy::include_service!(lambda);
pageboy::include_service!(logs);
pageboy::include_service!(polly);
pageboy::include_service!(route53);
pageboy::include_service!(s3);
pageboy::include_service!(sqs);
