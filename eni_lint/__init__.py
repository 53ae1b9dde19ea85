"""eni-lint: a linter for AWS Elastic Network Interfaces."""

__version__ = "0.1.0"
