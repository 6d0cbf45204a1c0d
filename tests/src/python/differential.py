"""Runs waits and pages through botocore: a line of JSON in for each service, a line out. Nothing goes over the network.

A line has `service` and `cases`. A case names a `waiter` or a `paginator` and has `params`; a wait has `config` and `answers`;
pages come in `runs`, each with `config` and `answers`, where `resume` takes the token that the run before left. An answer is
status, headers and body, in base64. What comes back for each is all that botocore did: calls, decisions, pages, and how it ended.
"""

import base64
import datetime
import io
import json
import math
import sys
import types

import botocore.session
import botocore.waiter
from botocore import UNSIGNED, exceptions, xform_name
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.parsers import create_parser
from botocore.useragent import UserAgentString
from jmespath.exceptions import JMESPathError

SLEEPS = []
# No wait takes time, and nobody reads who asks.
botocore.waiter.time = types.SimpleNamespace(sleep=SLEEPS.append)
UserAgentString.to_string = lambda self: "differential"


class Unscripted(Exception):
    """A request beyond the last answer."""


class Script:
    """Answers every request of a client, and notes the requests."""

    def __init__(self):
        self.answers, self.calls = [], []

    def play(self, answers):
        self.answers, self.calls = list(reversed(answers)), []
        SLEEPS.clear()

    def answer(self, request, **_):
        self.calls.append(described(request))
        if not self.answers:
            raise Unscripted()
        status, headers, body = self.answers.pop()
        response = AWSResponse(request.url, status, headers, None)
        response._content = base64.b64decode(body)
        return response


def main() -> None:
    session = botocore.session.Session()
    for line in sys.stdin:
        asked = json.loads(line)
        answer = service(session, asked["service"], asked["cases"])
        print(json.dumps(answer), flush=True)


def service(session, name, cases) -> list:
    # Signing takes time; this one's operations are signed whatever is asked for.
    signature = None if name == "importexport" else UNSIGNED
    client = session.create_client(
        name,
        region_name="us-east-1",
        endpoint_url="https://example.com",
        aws_access_key_id="id",
        aws_secret_access_key="secret",
        config=config(signature),
    )
    script = Script()
    client.meta.events.register("before-send", script.answer)
    return [wait(client, script, case) if "waiter" in case else pages(client, script, case) for case in cases]


def config(signature) -> Config:
    """What every client is told: one attempt, and a checksum in a header only, where the service wants one."""
    return Config(
        retries={"total_max_attempts": 1},
        signature_version=signature,
        request_checksum_calculation="when_required",
    )


def wait(client, script, case) -> dict:
    waiter = client.get_waiter(xform_name(case["waiter"]))
    polls = []
    waiter.config = Watched(waiter.config, polls)
    script.play(case["answers"])
    shape = input_shape(client, waiter.config.operation)
    params = typed(shape, case["params"])
    end = ended(lambda: waiter.wait(**params, WaiterConfig=case["config"]))
    # Every call begins a poll; the last note in it is the acceptor that matched, if one did.
    return {"polls": polls, "calls": script.calls, "sleeps": list(SLEEPS), "end": end}


class Watched:
    """A waiter's configuration whose acceptors tell what they say."""

    def __init__(self, config, polls):
        self.operation, self.delay, self.max_attempts = config.operation, config.delay, config.max_attempts
        self.acceptors = config.acceptors
        for index, acceptor in enumerate(self.acceptors):
            acceptor.matcher_func = self.watched(polls, index, acceptor)

    @staticmethod
    def watched(polls, index, acceptor):
        matches = acceptor.matcher_func

        def asked(response):
            if index == 0:
                polls.append(None)
            matched = matches(response)
            if matched:
                polls[-1] = index
            return matched

        return asked


def pages(client, script, case) -> list:
    operation = case["paginator"]
    shape = input_shape(client, operation)
    token, results = None, []
    for run in case["runs"]:
        config = dict(run["config"])
        if run["resume"]:
            if token is None:
                break
            config["StartingToken"] = token
        script.play(run["answers"])
        result = {"pages": []}
        try:
            paginator = client.get_paginator(xform_name(operation))
            iterator = paginator.paginate(**typed(shape, case["params"]), PaginationConfig=config)
        except Exception as error:
            result["end"] = failure(error)
        else:
            if run["full"]:
                result["end"] = ended(lambda: result.update(full=plain(iterator.build_full_result())))
            else:
                result["end"] = ended(lambda: collect(result, iterator))
            token = result["token"] = iterator.resume_token
        result["calls"] = script.calls
        results.append(result)
    return results


def collect(result, iterator):
    """Pages are noted one by one, so that those before an error are."""
    for page in iterator:
        page.pop("ResponseMetadata", None)
        result["pages"].append(plain(page))


def ended(run) -> list:
    """How a run ended: a kind, and what is said about it."""
    try:
        run()
    except Exception as error:
        return failure(error)
    return ["done", ""]


def failure(error) -> list:
    if isinstance(error, exceptions.ClientError):
        details = error.response.get("Error", {})
        return ["service", f"{details.get('Code', '')}: {details.get('Message') or ''}"]
    kinds = {
        Unscripted: "unscripted",
        exceptions.WaiterError: "wait",
        exceptions.PaginationError: "pagination",
        exceptions.ParamValidationError: "validation",
        JMESPathError: "evaluation",
    }
    for kind, name in kinds.items():
        if isinstance(error, kind):
            return [name, str(error)]
    if isinstance(error, botocore.parsers.ResponseParserError):
        return ["unreadable", str(error)]
    if isinstance(error, ValueError) and str(error).startswith("Bad starting token"):
        return ["pagination", str(error)]
    return ["crash", f"{type(error).__name__}: {error}"]


def input_shape(client, operation):
    return client.meta.service_model.operation_model(operation).input_shape


def typed(shape, value):
    """The value as botocore takes it: a blob is bytes."""
    if shape is None:
        return {}
    if shape.type_name == "structure":
        return {name: typed(shape.members[name], part) for name, part in value.items()}
    if shape.type_name == "list":
        return [typed(shape.member, part) for part in value]
    if shape.type_name == "map":
        return {key: typed(shape.value, part) for key, part in value.items()}
    return base64.b64decode(value) if shape.type_name == "blob" else value


def plain(value):
    """A value as JSON: bytes as base64, times as seconds."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        seconds = value.timestamp()
        return int(seconds) if seconds.is_integer() else seconds
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


# What services are told in CBOR is compared as JSON.
CBOR = create_parser("smithy-rpc-v2-cbor")

# Headers that say nothing of what is called.
OWN_HEADERS = {
    "x-amz-checksum-crc32",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-user-agent",
}


def described(request) -> list:
    """Method, path with query, headers, and body."""
    body = request.body or ""
    if hasattr(body, "read"):
        body = body.read()
    if "smithy-protocol" in request.headers:
        body = json.dumps(plain(CBOR.parse_data_item(io.BufferedReader(io.BytesIO(body))) if body else None))
    if isinstance(body, (bytes, bytearray)):
        body = body.decode("utf-8", "replace")
    headers = {}
    for name, value in request.headers.items():
        name = name.lower()
        if name.startswith("x-amz-") and name not in OWN_HEADERS:
            headers[name] = value.decode() if isinstance(value, bytes) else value
    return [request.method, request.url, headers, body]


if __name__ == "__main__":
    main()
