"""Says where a report of changes differs from what two releases of botocore and boto3 say, by their JSON alone.

Usage: python3 changes.py BEFORE AFTER REPORT

BEFORE and AFTER are folders with `botocore` and `boto3`. Compared are services, operations, members, enum values, errors,
waiters, paginators and resources that came or went, members that became required, and waiters that changed. A line is
printed for each change that the report lacks, and for each of these kinds that it has in excess.
"""

import gzip
import json
import re
import sys
from pathlib import Path


def read(folder: Path, kind: str) -> dict:
    """A file with its extras merged into it."""
    value = {}
    for stem in (kind, kind + ".sdk-extras"):
        for path in (folder / (stem + ".json"), folder / (stem + ".json.gz")):
            if path.exists():
                text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
                found = json.loads(text)
                merge(value, found.get("merge", {}) if stem != kind else found)
                break
    return value


def merge(base: dict, over: dict) -> None:
    for name, value in over.items():
        if isinstance(value, dict) and isinstance(base.get(name), dict):
            merge(base[name], value)
        else:
            base[name] = value


def versions(folder: Path, stem: str) -> list:
    if not folder.is_dir():
        return []
    return sorted(p.name for p in folder.iterdir() if list(p.glob(stem + ".json*")))


class Release:
    def __init__(self, folder: Path):
        self.data = folder / "botocore" / "data"
        self.boto3 = folder / "boto3" / "data"
        names = (p.name for p in self.data.iterdir() if p.is_dir())
        self.services = {name for name in names if versions(self.data / name, "service-2")}

    def load(self, service: str) -> "Service":
        version = versions(self.data / service, "service-2")[-1]
        return Service(self.data / service / version, self.boto3 / service / version)


class Service:
    def __init__(self, folder: Path, boto3: Path):
        model = read(folder, "service-2")
        self.shapes = model["shapes"]
        self.operations = model["operations"]
        self.waiters = read(folder, "waiters-2").get("waiters", {})
        paginators = read(folder, "paginators-1").get("pagination", {})
        self.paginators = {name for name in paginators if name in self.operations}
        resources = read(boto3, "resources-1")
        self.resources = set(resources.get("resources", {}))
        ends = lambda *names: [o[n]["shape"] for o in self.operations.values() for n in names if n in o]
        self.sent = self.reach(ends("input"))
        errors = [e["shape"] for o in self.operations.values() for e in o.get("errors", [])]
        self.reached = self.reach(ends("input", "output") + errors)

    def reach(self, open: list) -> set:
        reached = set()
        while open:
            name = open.pop()
            if name in reached:
                continue
            reached.add(name)
            shape = self.shapes[name]
            parts = [shape[key] for key in ("member", "key", "value") if key in shape]
            parts += shape.get("members", {}).values()
            open += [part["shape"] for part in parts]
        return reached

    def events(self, name: str) -> dict:
        """The members, without the exceptions among the events of a stream."""
        shape = self.shapes[name]
        members = shape.get("members", {})
        if not shape.get("eventstream"):
            return members
        return {n: m for n, m in members.items() if not self.shapes[m["shape"]].get("exception")}


def kind(shape: dict) -> str:
    if shape["type"] == "string":
        return "enum" if shape.get("enum") else "text"
    return "union" if shape.get("union") or shape.get("eventstream") else shape["type"]


def changes(before: Release, after: Release) -> set:
    found = set()
    came_or_went(found, "", "the service", before.services, after.services)
    for service in before.services & after.services:
        compare(service, before.load(service), after.load(service), found)
    return found


def came_or_went(found: set, service: str, what: str, before, after) -> None:
    for name in set(before) ^ set(after):
        state = "new" if name in after else "gone"
        found.add((service or name, f"{what} is {state}" if not service else f"{what} `{name}` is {state}"))


def compare(service: str, old: Service, new: Service, found: set) -> None:
    came_or_went(found, service, "operation", old.operations, new.operations)
    came_or_went(found, service, "waiter", old.waiters, new.waiters)
    came_or_went(found, service, "paginator", old.paginators, new.paginators)
    if old.resources or new.resources:
        came_or_went(found, service, "resource", old.resources, new.resources)
    for name in old.waiters.keys() & new.waiters.keys():
        said = [json.dumps([w[k] for k in ("operation", "delay", "maxAttempts", "acceptors")], sort_keys=True)
                for w in (old.waiters[name], new.waiters[name])]
        if said[0] != said[1]:
            found.add((service, f"waiter `{name}` differs"))
    errors = [{n for n in s.reached if s.shapes[n].get("exception")} for s in (old, new)]
    came_or_went(found, service, "error", *errors)
    for name in old.reached & new.reached:
        was, is_ = old.shapes[name], new.shapes[name]
        if kind(was) != kind(is_):
            continue
        if kind(was) == "enum":
            came_or_went(found, service, f"enum `{name}`: value", was["enum"], is_["enum"])
        elif kind(was) in ("structure", "union"):
            members = old.events(name), new.events(name)
            came_or_went(found, service, f"`{name}`: member", *members)
            if name in new.sent and kind(was) == "structure":
                required = set(is_.get("required", [])) - set(was.get("required", []))
                for member in required & members[1].keys():
                    found.add((service, f"`{name}`: member `{member}` is required"))


KNOWN = re.compile(
    r"the service is (new|gone)"
    r"|(operation|waiter|paginator|error|resource) `[^`]+` is (new|gone)"
    r"|enum `[^`]+`: value `.+` is (new|gone)"
    r"|`[^`]+`: member `[^`]+` is (new|gone)"
)


def reported(report: Path) -> set:
    found, service = set(), ""
    for line in report.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            service = line[3:]
        elif line.startswith("- "):
            is_breaking = line.startswith("- **breaking** ")
            text = line.removeprefix("- ").removeprefix("**breaking** ")
            waiter = re.match(r"waiter `([^`]+)`[: ](?!is )", text)
            if text.startswith("the service is new"):
                found.add((service, "the service is new"))
            elif text.endswith("` is required"):
                # Of an answer, it tells what the service does, and breaks nothing.
                if is_breaking:
                    found.add((service, text))
            elif KNOWN.fullmatch(text):
                if text != "resource `ServiceResource` is new":
                    found.add((service, text))
            elif waiter:
                found.add((service, f"waiter `{waiter[1]}` differs"))
    return found


def main(before: Path, after: Path, report: Path) -> None:
    theirs, ours = changes(Release(before), Release(after)), reported(report)
    for service, text in sorted(theirs - ours):
        print(f"not reported: {service}: {text}")
    for service, text in sorted(ours - theirs):
        print(f"reported in vain: {service}: {text}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
