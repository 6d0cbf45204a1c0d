"""Reads texts as Python's clients do: a line of JSON in for each batch, a line out. Nothing goes over the network.

Usage: python texts.py MODEL

A line has `kind` and `texts`, in base64. `json` are answers, which botocore reads with Python's `json`; `shorthand` are
parameters of the AWS CLI. For each text there is `read: ` with the value in a form that both sides write, or `refused: `
with the error.
"""

import base64
import json
import math
import struct
import sys
import warnings

# Before the AWS CLI, which has another botocore in it.
from botocore.model import ServiceModel
from botocore.parsers import create_parser
from botocore.validate import ParamValidator

from awscli.shorthand import BackCompatVisitor, ShorthandParser

sys.setrecursionlimit(20_000)
warnings.simplefilter("ignore")


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        model = ServiceModel(json.load(file), "texts")
    operation = model.operation_model("Read")
    for line in sys.stdin:
        asked = json.loads(line)
        read, shape = {
            "json": (answer, operation.output_shape),
            "shorthand": (shorthand, operation.input_shape),
        }[asked["kind"]]
        texts = [base64.b64decode(text) for text in asked["texts"]]
        print(json.dumps([outcome(read, text, shape) for text in texts]), flush=True)


def outcome(read, text, shape) -> str:
    try:
        return "read: " + shown(read(text, shape), shape)
    except Exception as error:
        return f"refused: {type(error).__name__}: {error}"


def answer(body: bytes, shape):
    # botocore takes an answer that is no JSON for an empty one; here it is refused.
    json.loads(body.decode("utf-8"))
    response = {"status_code": 200, "headers": {}, "body": body}
    parsed = create_parser("json").parse(response, shape)
    parsed.pop("ResponseMetadata", None)
    return parsed


def shorthand(text: bytes, shape):
    parameters = ShorthandParser().parse(text.decode("utf-8"))
    BackCompatVisitor().visit(parameters, shape)
    report = ParamValidator().validate(parameters, shape)
    if report.has_errors():
        raise ValueError(report.generate_report())
    return parameters


def shown(value, shape=None) -> str:
    """A value on one line; entries are sorted, and numbers are shown to the last bit."""
    kind = shape.type_name if shape is not None else None
    if kind == "structure" and shape.is_document_type:
        kind = None
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number(value, kind)
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        inner = shape.member if kind == "list" else None
        return "[" + ",".join(shown(item, inner) for item in value) + "]"
    entries = {}
    for key, item in value.items():
        inner = None
        if kind == "structure":
            inner = shape.members[key]
        elif kind == "map":
            inner = shape.value
        if item is None and kind == "structure":
            continue
        entries[text(key)] = shown(item, inner)
    return "{" + ",".join(f"{key}:{entries[key]}" for key in sorted(entries)) + "}"


def number(value, kind) -> str:
    if kind == "string":
        return text(json.dumps(value))
    if isinstance(value, int) and kind not in ("double", "float"):
        # There are no integers beyond 64 bits here.
        if -(2**63) <= value < 2**64:
            return str(value)
    if kind in ("integer", "long") and isinstance(value, float) and value.is_integer():
        return str(int(value))
    value = float(value)
    if math.isnan(value):
        return "NaN"
    # A zero has no sign among integers.
    return "0" if value == 0 else struct.pack(">d", value).hex()


def text(value: str) -> str:
    """Half a surrogate is no character here."""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return '"' + "".join(c if " " <= c <= "~" and c != '"' else f"\\{ord(c):x}\\" for c in whole) + '"'


if __name__ == "__main__":
    main()
