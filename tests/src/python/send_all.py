"""Prints the request of every operation of every service, as JSON, one line for each, for parameters made from the model.

Usage: python3 send_all.py SERVICE…

Every member is set, down to a few levels; of a union the first. What botocore refuses has an `error` in place of `sent`.
"""

import json
import os
import sys
from unittest import mock

import botocore.session
from botocore.config import Config
from send import KEYS, Sent, capture, described, typed

URL = "https://service.example"
REGION = "eu-central-1"
TOKENS = {"AWS_BEARER_TOKEN_BEDROCK": "a.token-1", "AWS_BEARER_TOKEN_CODECATALYST": "a.token-1"}
DEPTH = 3
# Our definitions say that it is a union.
UNIONS = ["AttributeValue"]
# What the service could not do with any text.
TEXTS = {("s3", "Bucket"): "bk-x"}
# botocore signs it when it is given.
NOT_SET = [("s3", "ContentLength")]


def main(services) -> None:
    session = botocore.session.Session()
    with mock.patch.dict(os.environ, {"AWS_EC2_METADATA_DISABLED": "true", **TOKENS}):
        for service in services:
            send_all(session, service)


def send_all(session, service: str) -> None:
    client = session.create_client(
        service,
        region_name=REGION,
        endpoint_url=URL,
        aws_access_key_id=KEYS[0],
        aws_secret_access_key=KEYS[1],
        config=Config(retries={"total_max_attempts": 1}),
    )
    client.meta.events.register("before-send", capture)
    methods = {operation: method for method, operation in client.meta.method_to_api_mapping.items()}
    for name in client.meta.service_model.operation_names:
        operation = client.meta.service_model.operation_model(name)
        # A stream of events is none of the parameters; without one there is no request.
        if operation.has_event_stream_input or name not in methods:
            continue
        shape = operation.input_shape
        parameters = (made(shape, DEPTH, []) or {}) if shape else {}
        for (of, member), text in TEXTS.items():
            if of == service and member in parameters:
                parameters[member] = text
        for of, member in NOT_SET:
            if of == service:
                parameters.pop(member, None)
        result = {"service": service, "operation": name, "parameters": parameters}
        try:
            getattr(client, methods[name])(**(typed(shape, parameters) if shape else {}))
        except Sent as sent:
            result["sent"] = described(sent.request)
        except Exception as error:
            result["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(result))


def made(shape, depth: int, inside: list):
    """A value of this shape, or None if there is none that ends."""
    smallest = int(shape.metadata.get("min") or 0)
    if shape.type_name == "structure":
        return structure(shape, depth, [*inside, shape.name])
    if shape.type_name == "list":
        item = made(shape.member, depth - 1, inside)
        return None if item is None and smallest else [] if item is None else [item] * max(1, smallest)
    if shape.type_name == "map":
        key, value = made(shape.key, depth, inside), made(shape.value, depth - 1, inside)
        keys = [key, *(f"{key}{number}" for number in range(1, smallest))]
        return None if value is None else dict.fromkeys(keys, value)
    if shape.type_name == "timestamp":
        return "2026-01-02T03:04:05Z"
    if shape.type_name == "boolean":
        return True
    if shape.type_name in ("integer", "long"):
        return max(7, smallest)
    if shape.type_name in ("float", "double"):
        return max(7, smallest) + 0.5
    if shape.type_name == "blob":
        return "bytes" * (smallest // 5 + 1)
    if shape.serialization.get("jsonvalue"):
        return '{"a":1}'
    return shape.enum[0] if shape.enum else "ab".ljust(smallest, "c")


def structure(shape, depth: int, inside: list):
    if shape.is_document_type:
        return {"a": [1, "b", True]}
    required = shape.required_members
    is_deep = depth <= 0 or shape.name in inside[:-1]
    if shape.is_tagged_union or shape.name in UNIONS:
        members = ((name, made(member, depth - 1, inside)) for name, member in shape.members.items())
        return next(({name: value} for name, value in members if value is not None), None) if depth > -DEPTH else None
    if depth <= -DEPTH and required:
        return None
    value = {name: made(shape.members[name], depth - 1, inside) for name in (required if is_deep else shape.members)}
    value = {name: part for name, part in value.items() if part is not None}
    return value if all(name in value for name in required) else None


if __name__ == "__main__":
    main(sys.argv[1:])
