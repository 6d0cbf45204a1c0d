"""Prints the requests that botocore sends, as JSON, one for each case on standard input. Nothing goes over the network.

A case has `service`, `operation` and `parameters`; `config` with the names of pageboy's builder; and `time`, in the form
of `X-Amz-Date`: the signatures of both are of the same second. With `presigned`, a method, it is a URL that is asked for, which
lives for `expires_in` seconds.
"""

import base64
import datetime
import io
import json
import os
import sys
from unittest import mock

import botocore.awsrequest
import botocore.session
from botocore.config import Config

KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
# Settings that botocore's `Config` has under the same name.
SETTINGS = [
    "request_checksum_calculation",
    "response_checksum_validation",
    "request_min_compression_size_bytes",
]


class Sent(Exception):
    """Ends a call at the request."""

    def __init__(self, request):
        self.request = request


def main() -> None:
    session = botocore.session.Session()
    results = []
    for case in json.load(sys.stdin):
        try:
            results.append(send(session, case))
        except Exception as error:  # What botocore refuses is a result as well.
            results.append({"error": f"{type(error).__name__}: {error}"})
    json.dump(results, sys.stdout)


def send(session, case) -> dict:
    now = datetime.datetime.strptime(case["time"], "%Y%m%dT%H%M%SZ")
    now = now.replace(tzinfo=datetime.timezone.utc)
    given = case["config"]
    settings = {name: given[name] for name in SETTINGS if name in given}
    if "request_compression" in given:
        settings["disable_request_compression"] = not given["request_compression"]
    if given.get("no_credentials"):
        settings["signature_version"] = botocore.UNSIGNED
    if "presigned" in case and case["service"] == "s3":
        settings.update(signature_version="s3v4", s3={"addressing_style": "auto" if "endpoint_url" in given else "virtual"})
    environment = {"AWS_EC2_METADATA_DISABLED": "true"}
    if "bearer_token" in given:
        environment[given["bearer_token_variable"]] = given["bearer_token"]
    with (
        mock.patch.dict(os.environ, environment),
        mock.patch("botocore.auth.get_current_datetime", lambda *_: now),
        mock.patch("botocore.auth.time.gmtime", lambda: now.timetuple()),
    ):
        client = session.create_client(
            case["service"],
            region_name=given.get("region"),
            endpoint_url=given.get("endpoint_url"),
            aws_access_key_id=KEYS[0],
            aws_secret_access_key=KEYS[1],
            aws_session_token=given.get("session_token"),
            config=Config(retries={"total_max_attempts": 1}, **settings),
        )
        client.meta.events.register("before-send", capture)
        added = case.get("headers", {})
        client.meta.events.register("before-call", lambda params, **_: params["headers"].update(added))
        method = next(
            name for name, value in client.meta.method_to_api_mapping.items() if value == case["operation"]
        )
        shape = client.meta.service_model.operation_model(case["operation"]).input_shape
        parameters = typed(shape, case["parameters"]) if shape else {}
        if "presigned" in case:
            url = client.generate_presigned_url(
                method, parameters, case.get("expires_in", 3600), case["presigned"]
            )
            return {"url": url}
        try:
            getattr(client, method)(**parameters)
        except Sent as sent:
            return described(sent.request)
    raise RuntimeError("nothing was sent")


def capture(request, **_):
    raise Sent(request)


def typed(shape, value):
    """The value as botocore takes it: a blob is bytes, and so is what is written in hexadecimal."""
    if isinstance(value, dict) and list(value) == ["$hex"]:
        return bytes.fromhex(value["$hex"])
    if getattr(shape, "is_document_type", False):
        return value
    if shape.type_name == "structure":
        return {name: typed(shape.members[name], part) for name, part in value.items()}
    if shape.type_name == "list":
        return [typed(shape.member, part) for part in value]
    if shape.type_name == "map":
        return {key: typed(shape.value, part) for key, part in value.items()}
    if shape.type_name == "blob":
        return io.BytesIO(value.encode()) if shape.serialization.get("streaming") else value.encode()
    return value


def described(request) -> dict:
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    elif isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, (bytes, bytearray)):
        body = b"".join(body)
    headers = {}
    for name, value in request.headers.items():
        headers[name.lower()] = value.decode() if isinstance(value, bytes) else str(value)
    return {
        "method": request.method,
        "url": request.url,
        "headers": headers,
        "body": base64.b64encode(body).decode(),
    }


if __name__ == "__main__":
    main()
