"""What all tests share: golden files."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDENS = Path(__file__).with_name("goldens")


def pytest_addoption(parser):
    parser.addoption("--update-goldens", action="store_true", help="write the golden files anew instead of comparing with them")


@pytest.fixture
def golden(request):
    """Give the text that a golden file holds; with --update-goldens, the file gets the actual text first."""

    def expected(name, actual):
        path = GOLDENS / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
        return path.read_bytes().decode()

    return expected
