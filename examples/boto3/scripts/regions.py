"""Asks the client of a resource for the regions: regions.py"""

import boto3

resource = boto3.resource("ec2")
answer = resource.meta.client.describe_regions()
for region in answer["Regions"]:
    print(region["RegionName"])
