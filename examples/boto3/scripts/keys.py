"""Prints the keys of a bucket, all of them: keys.py <bucket>"""

import sys

import boto3

bucket = sys.argv[1]

s3 = boto3.client("s3")
paginator = s3.get_paginator("list_objects_v2")
for page in paginator.paginate(Bucket=bucket):
    for object in page.get("Contents", []):
        print(object["Key"])
