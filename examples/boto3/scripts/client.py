"""Starts instances by the client, and waits until they run: client.py <instance id>"""

import sys

import boto3

id = sys.argv[1]

ec2 = boto3.client("ec2")
started = ec2.start_instances(InstanceIds=[id])
for change in started["StartingInstances"]:
    print(change["InstanceId"], "was", change["PreviousState"]["Name"])
waiter = ec2.get_waiter("instance_running")
waiter.wait(InstanceIds=[id])
print(id, "is running")
