"""Speaks CBOR where moto 5.2.1 speaks JSON alone.

A request in CBOR becomes the one in JSON that moto knows, and moto's answer becomes CBOR. What is read and written is
read and written by botocore, so both ends of the wire are each other's proof.
"""

import gzip
import io

from botocore.loaders import Loader
from botocore.model import DenormalizedStructureBuilder, ServiceModel
from botocore.parsers import ResponseParserError, create_parser
from botocore.serialize import create_serializer

CBOR = "smithy-rpc-v2-cbor"
JSON = "json"

# By `targetPrefix`, which stands in the path.
SERVICES = {"GraniteServiceVersion20100801": "cloudwatch"}

ERROR = (
    DenormalizedStructureBuilder()
    .with_members({"__type": {"type": "string"}, "message": {"type": "string"}})
    .build_model()
)


def in_front_of(moto):
    """The application `moto`, which is also asked what comes in CBOR."""

    def application(environ, start_response):
        if environ.get("HTTP_SMITHY_PROTOCOL") != "rpc-v2-cbor":
            return moto(environ, start_response)
        try:
            operation, parameters = read(environ)
        except (KeyError, ValueError, ResponseParserError) as error:
            headers = [("Content-Type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")]
            start_response("400 Bad Request", headers)
            return [write({"__type": "SerializationException", "message": repr(error)}, ERROR)]
        status, headers, body = ask(moto, environ, create_serializer(JSON, False), operation, parameters)
        answer = {"status_code": int(status.split()[0]), "headers": dict(headers), "body": body}
        kept = [header for header in headers if header[0].lower().startswith("x-amzn-")]
        kept.append(("smithy-protocol", "rpc-v2-cbor"))
        parsed = create_parser(JSON).parse(answer, operation.output_shape)
        if answer["status_code"] >= 300:
            error = parsed["Error"]
            code = error.get("QueryErrorCode", error["Code"])
            body = write({"__type": f"moto#{code}", "message": error["Message"]}, ERROR)
        elif operation.output_shape is None:
            body = b""
        else:
            parsed.pop("ResponseMetadata")
            body = write(parsed, operation.output_shape)
        if body:
            kept.append(("Content-Type", "application/cbor"))
        start_response(status, [*kept, ("Content-Length", str(len(body)))])
        return [body]

    return application


def read(environ):
    """The operation of a request, and what it is asked."""
    root, service, prefix, word, name = environ["PATH_INFO"].split("/")
    if (root, service, word) != ("", "service", "operation"):
        raise ValueError(f"not the path of an operation: {environ['PATH_INFO']}")
    description = Loader().load_service_model(SERVICES[prefix], "service-2")
    operation = ServiceModel(description, SERVICES[prefix]).operation_model(name)
    if environ["HTTP_ACCEPT"] != "application/cbor":
        raise ValueError(f"CBOR is not accepted: {environ['HTTP_ACCEPT']}")
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if operation.input_shape is None:
        return operation, {}
    if environ["CONTENT_TYPE"] != "application/cbor":
        raise ValueError(f"not CBOR: {environ['CONTENT_TYPE']}")
    if environ.get("HTTP_CONTENT_ENCODING") == "gzip":
        body = gzip.decompress(body)
    parser = create_parser(CBOR)
    stream = parser.get_peekable_stream_from_bytes(body)
    parameters = parser.parse_data_item(stream)
    if stream.read():
        raise ValueError("something follows the input")
    return operation, parameters


def ask(moto, environ, serializer, operation, parameters):
    """Asks moto in JSON."""
    request = serializer.serialize_to_request(parameters, operation)
    body = request["body"]
    answer = []
    asked = {
        **environ,
        "PATH_INFO": "/",
        "REQUEST_URI": "/",
        "RAW_URI": "/",
        "HTTP_ACCEPT": "*/*",
        "HTTP_X_AMZ_TARGET": request["headers"]["X-Amz-Target"],
        "CONTENT_TYPE": request["headers"]["Content-Type"],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    asked.pop("HTTP_CONTENT_ENCODING", None)
    body = b"".join(moto(asked, lambda status, headers, _=None: answer.extend([status, headers])))
    status, headers = answer
    return status, headers, body


def write(value, shape):
    """A value in CBOR."""
    out = bytearray()
    create_serializer(CBOR, False)._serialize_data_item(out, value, shape)
    return bytes(out)
