"""Cuts into pages what moto 5.2.1 returns whole, as the services document their operations.

The answers stay moto's; only the slice and the token are ours. A service that moto pages itself is not here.
"""

import json

from moto.awslambda.responses import LambdaResponse
from moto.core.responses import ActionResult
from moto.route53.responses import Route53
from moto.sqs.responses import SQSResponse


def install() -> None:
    LambdaResponse.list_functions = cut_functions(LambdaResponse.list_functions)
    SQSResponse.list_queues = cut_queues(SQSResponse.list_queues)
    Route53.list_resource_record_sets = list_resource_record_sets


def cut_functions(whole):
    """Lambda, ListFunctions: `MaxItems` and `Marker`, `NextMarker`."""

    def list_functions(self):
        result = json.loads(whole(self))
        limit = int(self.querystring.get("MaxItems", [50])[0])
        start = int(self.querystring.get("Marker", [0])[0])
        functions = result["Functions"]
        result["Functions"] = functions[start : start + limit]
        if len(functions) > start + limit:
            result["NextMarker"] = str(start + limit)
        return json.dumps(result)

    return list_functions


def cut_queues(whole):
    """SQS, ListQueues: `MaxResults` and `NextToken`, `NextToken`."""

    def list_queues(self):
        result = whole(self).result
        queues = result.get("QueueUrls", [])
        limit = int(self._get_param("MaxResults") or 1000)
        start = int(self._get_param("NextToken") or 0)
        result = {"QueueUrls": queues[start : start + limit]} if queues else {}
        # Without MaxResults the service never sends a token.
        if self._get_param("MaxResults") and len(queues) > start + limit:
            result["NextToken"] = str(start + limit)
        return ActionResult(result)

    return list_queues


def list_resource_record_sets(self):
    """Route 53, ListResourceRecordSets: moto reads and writes name and type, not the identifier.

    Here the page begins with the record set that all three of `StartRecordName`, `StartRecordType` and
    `StartRecordIdentifier` name.
    """
    zone = self.backend.get_hosted_zone(self._get_param("HostedZoneId"))
    start = [self._get_param(f"StartRecord{part}") for part in ("Name", "Type", "Identifier")]
    limit = self._get_int_param("MaxItems", 300)
    sets = sorted(zone.get_record_sets(None, None), key=place)
    if start[0]:
        sets = [it for it in sets if place(it) >= place(Start(*start))]
    result = {
        "ResourceRecordSets": sets[:limit],
        "IsTruncated": len(sets) > limit,
        "MaxItems": limit,
    }
    if len(sets) > limit:
        after = sets[limit]
        result["NextRecordName"] = after.name
        result["NextRecordType"] = after.type
        result["NextRecordIdentifier"] = after.set_identifier
    return ActionResult(result)


class Start:
    def __init__(self, name, type, set_identifier):
        self.name, self.type, self.set_identifier = name, type, set_identifier


def place(it):
    """Where a record set stands: by the labels of its name from the right, by type, by identifier."""
    labels = it.name.rstrip(".").split(".")
    return labels[::-1], it.type or "", it.set_identifier or ""
