"""What a SARIF log of ours must keep to and no validator checks: the seventeen checks of the profile, as far as one log shows them."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from urllib.parse import urlsplit

LEVELS = {"error": "error", "warning": "warning", "recommendation": "note"}
SCORES = {"error": (7.0, 10.0), "warning": (4.0, 6.9), "note": (0.1, 3.9)}
PRECISIONS = {"very-high", "high", "medium", "low"}
STATES = {"new", "unchanged", "updated", "absent"}
RESOURCE = re.compile(r"arn:aws[a-z-]*:|(?<!\d)\d{12}(?!\d)|\b[a-z]+-[0-9a-f]{8,17}\b|\bmodule\.\w+\.|\baws_\w+\.\w+\[\"")
FOR_GITHUB = ("suppressions", "baselineState", "fixes", "kind")


def faults(log):
    """Give everything in a log that breaks the profile."""
    found = [fault for run in log["runs"] for fault in (*_results(run), *_rules(run), *_run(run), *_taxa(run))]
    ids = Counter(re.sub(r"[^A-Za-z0-9_]", "_", run["automationDetails"]["id"]).upper() for run in log["runs"])
    found += [f"{name} is the id of {count} runs" for name, count in ids.items() if count > 1]
    return found


def github_faults(log):
    """Give everything in a log for GitHub that GitHub refuses or misreads."""
    found = faults(log)
    if len(log["runs"]) > 20:
        found.append("more than 20 runs")
    if len(gzip.compress(json.dumps(log).encode())) > 10_000_000:
        found.append("more than 10 MB")
    for run in log["runs"]:
        if len(run["results"]) > 5000:
            found.append("more than 5,000 results")
        if not run["invocations"][0]["executionSuccessful"]:
            found.append("an unsuccessful run")
        if "artifacts" in run or "baselineGuid" in run:
            found.append("artifacts or a baseline")
        for result in run["results"]:
            found += [f"{name} in a result" for name in FOR_GITHUB if name in result]
            found += [
                "an index of a file" for place in _places(result) if "index" in place["physicalLocation"]["artifactLocation"]
            ]
    return found


def _run(run):
    if not run["automationDetails"]["id"].endswith("/"):
        yield "an id without a slash at its end"
    if any("uri" in base for base in run["originalUriBaseIds"].values()):
        yield "a local path in a base id"
    for index, artifact in enumerate(run.get("artifacts", ())):
        if artifact["location"]["index"] != index:
            yield f"artifact {index} has the index {artifact['location']['index']}"
        if set(artifact) == {"location"}:
            yield f"artifact {index} has nothing but a location"
    states = [result.get("baselineState") for result in run["results"]]
    if any(states) and not (all(state in STATES for state in states) and "baselineGuid" in run):
        yield "a state of the baseline on some results only, or without a baseline"
    notices = [notice["id"] for notice in run["tool"]["driver"].get("notifications", ())]
    for notice in run["invocations"][0].get("toolExecutionNotifications", ()):
        if notices[notice["descriptor"]["index"]] != notice["descriptor"]["id"]:
            yield "a notification without a descriptor"


def _taxa(run):
    components = run.get("taxonomies", [])
    told = [(one["name"], one["guid"]) for one in components]
    if told != [(one["name"], one["guid"]) for one in run["tool"]["driver"].get("supportedTaxonomies", [])]:
        yield "taxonomies that are not those of the driver"
        return
    for rule in run["tool"]["driver"]["rules"]:
        for relation in rule.get("relationships", ()):
            target = relation["target"]
            component = components[target["toolComponent"]["index"]]
            taxon = component["taxa"][target["index"]]
            if (taxon["id"], component["name"], component["guid"]) != (
                target["id"],
                target["toolComponent"]["name"],
                target["toolComponent"]["guid"],
            ):
                yield f"{rule['id']}: {target['id']} is not where it is said to be"


def _rules(run):
    rules = run["tool"]["driver"]["rules"]
    if [rule["id"] for rule in rules] != sorted(rule["id"] for rule in rules):
        yield "rules are not sorted"
    for rule in rules:
        name, properties = rule["id"], rule["properties"]
        tags, score = properties["tags"], properties.get("security-severity")
        level = rule["defaultConfiguration"]["level"]
        if ("security" in tags) != isinstance(score, str):
            yield f"{name}: security-severity goes with the tag security, as a string"
        elif score and not SCORES[level][0] <= float(score) <= SCORES[level][1]:
            yield f"{name}: security-severity is out of step with the level"
        if len(tags) > 10 or len(set(tags)) < len(tags):
            yield f"{name}: tags"
        if LEVELS.get(properties["problem.severity"]) != level:
            yield f"{name}: problem.severity is out of step with the level"
        if properties["precision"] not in PRECISIONS:
            yield f"{name}: precision"
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
            yield f"{result.get('kind')} with level {result['level']}"
        for waiver in result.get("suppressions", ()):
            if waiver["status"] != "accepted" or not waiver["justification"]:
                yield "a waiver that is not accepted, or without a reason"
        if result["ruleIndex"] >= len(rules) or rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            yield f"ruleIndex of {result['ruleId']}"
        if len(result["locations"]) != 1 or not result["locations"][0]["logicalLocations"]:
            yield f"locations of {result['ruleId']}"
        for location in _places(result):
            yield from _location(location, run)
        numbers = {location["id"] for location in result.get("relatedLocations", ())}
        if not {int(n) for n in re.findall(r"\]\((\d+)\)", result["message"]["text"])} <= numbers:
            yield "a link to nowhere"


def _places(result):
    steps = [step for flow in result.get("codeFlows", ()) for thread in flow["threadFlows"] for step in thread["locations"]]
    return (*result["locations"], *result.get("relatedLocations", ()), *(step["location"] for step in steps))


def _location(location, run):
    physical = location.get("physicalLocation")
    if not physical:
        yield "a location that is not physical"
        return
    uri = physical["artifactLocation"].get("uri", "")
    parts = urlsplit(uri)
    if not uri or parts.scheme or uri.startswith("/") or ".." in uri.split("/") or re.search(r"[\\ ]", uri):
        yield f"the URI {uri!r}"
    if physical["artifactLocation"].get("uriBaseId") not in run["originalUriBaseIds"]:
        yield f"the base of {uri!r}"
    if physical.get("region", {}).get("startLine", 0) < 1:
        yield f"a region of {uri!r}"
