"""What can go wrong with a call, sorted by what it means for the others."""

from __future__ import annotations

from eni_lint.sources.live.manifest import DENIED, FAILED, UNAVAILABLE, Trouble

_DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "Client.UnauthorizedOperation",
    "UnauthorizedAccess",
}
# With these no other call of the service can succeed either.
_STOPS = {
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidClientTokenId",
    "OptInRequired",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
    "IncompleteSignature",
    "MissingAuthenticationToken",
}
_UNREACHABLE = {
    "ConnectTimeoutError",
    "ConnectionClosedError",
    "EndpointConnectionError",
    "ProxyConnectionError",
    "SSLError",
    "NoCredentialsError",
    "PartialCredentialsError",
    "TokenRetrievalError",
    "UnauthorizedSSOTokenError",
    "CredentialRetrievalError",
    "SSOTokenLoadError",
}
# The region, or the partition, has no such operation.
_UNAVAILABLE = {"InvalidAction", "UnknownOperationException"}
_LONGEST = 500


def trouble_of(fault: BaseException) -> tuple[str, bool, Trouble]:
    """Give the status of the call, whether all others of the service would fail too, and what AWS or the network said."""
    response = getattr(fault, "response", None)
    error = response.get("Error", {}) if isinstance(response, dict) else {}
    code = str(error.get("Code") or type(fault).__name__)
    message = str(error.get("Message") or fault).partition("\n")[0][:_LONGEST]
    status = DENIED if code in _DENIED else UNAVAILABLE if code in _UNAVAILABLE else FAILED
    return status, code in _STOPS or code in _UNREACHABLE, Trouble(code=code, message=message)


def is_gone(fault: BaseException) -> bool:
    """Tell whether AWS says that there is no such thing (any more)."""
    response = getattr(fault, "response", None)
    code = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
    return str(code).endswith(".NotFound")
