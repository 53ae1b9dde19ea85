"""What a SARIF log of ours must keep to and no validator checks."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

LEVELS = {"error": "error", "warning": "warning", "recommendation": "note"}
RESOURCE = re.compile(r"arn:aws|\b\d{12}\b|\b(?:eni|i|subnet|sg|vpc)-[0-9a-f]{8,}")


def faults(log):
    """Give everything in a log that breaks the profile."""
    found = [fault for run in log["runs"] for fault in (*_results(run), *_rules(run), *_run(run))]
    ids = Counter(re.sub(r"[^A-Za-z0-9_]", "_", run["automationDetails"]["id"]).upper() for run in log["runs"])
    found += [f"{name} is the id of {count} runs" for name, count in ids.items() if count > 1]
    return found


def _run(run):
    if not run["automationDetails"]["id"].endswith("/"):
        yield "an id without a slash at its end"
    if "originalUriBaseIds" in run and any("uri" in base for base in run["originalUriBaseIds"].values()):
        yield "a local path in a base id"
    for index, artifact in enumerate(run.get("artifacts", ())):
        if artifact["location"]["index"] != index:
            yield f"artifact {index} has the index {artifact['location']['index']}"


def _rules(run):
    rules = run["tool"]["driver"]["rules"]
    if [rule["id"] for rule in rules] != sorted(rule["id"] for rule in rules):
        yield "rules are not sorted"
    for rule in rules:
        name, properties = rule["id"], rule["properties"]
        tags, score = properties["tags"], properties.get("security-severity")
        if ("security" in tags) != isinstance(score, str):
            yield f"{name}: security-severity goes with the tag security, as a string"
        if len(tags) > 10 or len(set(tags)) < len(tags):
            yield f"{name}: tags"
        if LEVELS[properties["problem.severity"]] != rule["defaultConfiguration"]["level"]:
            yield f"{name}: problem.severity is out of step with the level"
        texts = [rule["shortDescription"]["text"], rule["fullDescription"]["text"], *rule["help"].values()]
        if len(rule["name"]) > 255 or any(len(text) > 1024 for text in texts[:2]):
            yield f"{name}: too long"
        if any(RESOURCE.search(text) for text in texts):
            yield f"{name}: a text names a resource"


def _results(run):
    rules = run["tool"]["driver"]["rules"]
    marks = Counter(result["partialFingerprints"]["eniLint/v1"] for result in run["results"])
    yield from (f"{mark} is the fingerprint of {count} results" for mark, count in marks.items() if count > 1)
    if run["results"] and len({"suppressions" in result for result in run["results"]}) > 1:
        yield "suppressions on some results only"
    for result in run["results"]:
        if (result.get("kind", "fail") == "fail") == (result["level"] == "none") or "rank" in result:
            yield f"{result['kind']} with level {result['level']}"
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            yield f"ruleIndex of {result['ruleId']}"
        if len(result["locations"]) != 1 or not result["locations"][0]["logicalLocations"]:
            yield f"locations of {result['ruleId']}"
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            yield from _location(location, run)
        numbers = {location["id"] for location in result.get("relatedLocations", ())}
        if not {int(n) for n in re.findall(r"\]\((\d+)\)", result["message"]["text"])} <= numbers:
            yield "a link to nowhere"


def _location(location, run):
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    parts = urlsplit(uri)
    if not uri or parts.scheme or uri.startswith("/") or ".." in uri.split("/") or re.search(r"[\\ ]", uri):
        yield f"the URI {uri!r}"
    if physical["artifactLocation"]["uriBaseId"] not in run["originalUriBaseIds"]:
        yield f"the base of {uri!r}"
    if physical["region"]["startLine"] < 1:
        yield f"a region of {uri!r}"
