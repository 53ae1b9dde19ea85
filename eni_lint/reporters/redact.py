"""Tokens in the place of account ids, IP addresses and ARNs: the same thing has the same token, in every run.

A token is a hash under a key, so that it tells nothing to those who do not have the key. Without a key it can be found out by
trying: there are not many accounts and IPv4 addresses.
"""

from __future__ import annotations

import hmac
import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

KINDS = ("account", "arn", "ip")
KEY = "ENI_LINT_REDACT_KEY"
DIGITS = 10
PUBLIC = "eni-lint redaction without a key"

_ARN = re.compile(r"\barn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:\d*:[^\s'\"`,;()<>\\|{}\[\]]*[^\s'\"`,;()<>\\|{}\[\].:]")
# An underscore parts words in file names, a hyphen in AWS's own pages (1111-2222-3333).
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z.])(?:\d{12}|\d{4}-\d{4}-\d{4})(?![0-9A-Za-z])")
_IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9A-Fa-f]*:[0-9A-Fa-f]*:)[0-9A-Fa-f:]{3,39}(?:\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])")
_HOST = re.compile(r"(?<![0-9A-Za-z])(?:ip|ec2)-(\d{1,3}(?:-\d{1,3}){3})(?![0-9A-Za-z])")
ANYWHERE = frozenset({IPv4Address("0.0.0.0"), IPv6Address("::")})  # noqa: S104 - says where nobody is


class Redactor:
    """Hides the kinds that it is told, and remembers the tokens that it gave."""

    def __init__(self, kinds: Collection[str], key: str = "") -> None:
        self.kinds = frozenset(kinds)
        self.tokens: dict[str, str] = {}
        self._key = (key or PUBLIC).encode("utf-8", "surrogateescape")
        self._ways: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = []
        if "arn" in kinds:
            self._ways.append((_ARN, lambda match: self._token("arn", match[0])))
        if "account" in kinds:
            self._ways.append((_ACCOUNT, lambda match: self._token("account", match[0].replace("-", ""))))
        if "ip" in kinds:
            self._ways += [(_HOST, self._host), (_IPV6, self._address(IPv6Address)), (_IPV4, self._address(IPv4Address))]

    def hide(self, text: str) -> str:
        """Put tokens in the places of what is to be hidden."""
        for pattern, replace in self._ways:
            text = pattern.sub(replace, text)
        return text

    def stretches(self, text: str) -> list[tuple[int, int, str]]:
        """Split a text where ``hide`` changes it: start, end, and what stands there instead."""
        taken = bytearray(len(text))
        found: list[tuple[int, int, str]] = []
        for pattern, replace in self._ways:
            for match in pattern.finditer(text):
                start, end = match.span()
                instead = replace(match)
                if not any(taken[start:end]) and instead != match[0]:
                    taken[start:end] = b"\x01" * (end - start)
                    found.append((start, end, instead))
        return sorted(found)

    def value(self, value: Any) -> Any:
        """Hide what plain data hold; their shape stays."""
        if isinstance(value, str):
            return self.hide(value)
        if isinstance(value, dict):
            return {self.value(name): self.value(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, int) and not isinstance(value, bool):
            shown = self.hide(str(value))
            return value if shown == str(value) else shown
        return value

    def _token(self, kind: str, value: str) -> str:
        digest = hmac.new(self._key, f"{kind}\x1f{value}".encode("utf-8", "surrogatepass"), "sha256").hexdigest()
        token = self.tokens[value] = f"{kind}-{digest[:DIGITS]}"
        return token

    def _address(self, kind: type[IPv4Address | IPv6Address]) -> Callable[[re.Match[str]], str]:
        def replace(match: re.Match[str]) -> str:
            try:
                address = kind(match[0])
            except AddressValueError:
                return match[0]
            return match[0] if address in ANYWHERE else self._token("address", str(address))

        return replace

    def _host(self, match: re.Match[str]) -> str:
        """Hide the address in a name that AWS made of it."""
        try:
            return self._token("address", str(IPv4Address(match[1].replace("-", "."))))
        except AddressValueError:
            return match[0]
