"""Tells answers of describe as AWS Config delivers them: an item for each resource, keys in camel case."""

import json

from eni_lint.sources.aws_config.converting import TYPES

_BY_LIST = {of.list: (name, of) for name, of in TYPES.items()}
LEFT_OUT = {"AvailableIpAddressCount"}


def camel(value):
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: camel(member) for key, member in value.items() if key not in LEFT_OUT}
    return [camel(member) for member in value] if isinstance(value, list) else value


def item(kind, key, configuration, **more):
    return {
        "version": "1.3",
        "awsAccountId": "111122223333",
        "awsRegion": "eu-west-1",
        "configurationItemCaptureTime": "2026-03-01T00:00:00.000Z",
        "configurationItemStatus": "OK",
        "resourceType": kind,
        "resourceId": key,
        "configuration": configuration,
    } | more


def items_of(answers, *, as_text=False):
    found = []
    for answer in answers:
        for name, elements in answer.items():
            if name in _BY_LIST:
                kind, of = _BY_LIST[name]
                listed = [each for one in elements for each in one["Instances"]] if name == "Reservations" else elements
                for each in listed:
                    told = camel(each)
                    found.append(item(kind, each.get(of.id, ""), json.dumps(told) if as_text else told))
    return found


def snapshot(items):
    return {"fileVersion": "1.0", "configSnapshotId": "8f8a1b1c", "configurationItems": items}
