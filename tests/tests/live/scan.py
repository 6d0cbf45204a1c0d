"""Scans with boto3: `python scan.py ENDPOINT TABLE MAX_ITEMS [STARTING_TOKEN]`.

Prints the token boto3 gives, or an empty line, and then the number in the key of each item.
"""

import sys

import boto3

endpoint, table, max_items, *token = sys.argv[1:]
dynamodb = boto3.client(
    "dynamodb",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
    aws_secret_access_key="secret",
)
pagination = {"PageSize": 3, "MaxItems": int(max_items), "StartingToken": token[0] if token else None}
pages = dynamodb.get_paginator("scan").paginate(TableName=table, PaginationConfig=pagination)
result = pages.build_full_result()
print(result.get("NextToken", ""))
for item in result["Items"]:
    print(item["version"]["N"])
