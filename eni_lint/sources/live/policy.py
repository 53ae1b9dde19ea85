"""The least that a role must be allowed for a snapshot: it follows from the table of calls."""

from __future__ import annotations

from typing import Any

from eni_lint.sources.live.calls import ACCOUNTS, CALLS, REGIONS


def iam_policy(*, all_regions: bool = False, organization: bool = False) -> dict[str, Any]:
    """Give an IAM policy document. Describe actions know no resources, so that all of them are allowed on every one."""
    actions = {call.action for call in CALLS}
    if all_regions:
        actions.add(REGIONS.action)
    if organization:
        actions.add(ACCOUNTS.action)
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "EniLintReadOnly", "Effect": "Allow", "Action": sorted(actions), "Resource": "*"}],
    }
