"""Prints the messages of botocore's tests of event streams, one JSON object a line.

Usage: python3 frames.py SOURCES

Each has a name, the bytes in base64, and either the error that botocore finds or what it reads.
"""

import base64
import json
import sys
from unittest import mock

# A message over a limit is known by its first bytes.
ENOUGH = 4096


def main(sources: str) -> None:
    sys.path.insert(0, sources)
    # The cases are plain values; what would run them is not needed.
    sys.modules["pytest"] = mock.MagicMock()
    from tests.unit import test_eventstream as suite

    names = {id(value): name for name, value in vars(suite).items() if name.isupper()}
    for case in suite.POSITIVE_CASES:
        encoded, message = case
        headers = message.headers
        if headers.get(":message-type") == "error":
            expected = f"{headers[':error-code']}: {headers[':error-message']}"
        else:
            expected = "a message of the stream has no :message-type"
        show(names[id(case)], encoded, None, expected)
    for case in suite.NEGATIVE_CASES:
        encoded, error = case
        show(names[id(case)], encoded, error.__name__, None)


def show(name: str, encoded: bytes, error: "str | None", expected: "str | None") -> None:
    text = base64.b64encode(encoded[:ENOUGH]).decode()
    print(json.dumps({"name": name, "bytes": text, "error": error, "expected": expected}))


main(sys.argv[1])
