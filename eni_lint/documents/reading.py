"""Files and pipes become UTF-8 bytes, whatever wrote them: PowerShell's UTF-16, a byte order mark, gzip."""

from __future__ import annotations

import codecs
import io
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from eni_lint.documents.spans import Lines
from eni_lint.errors import SourceError

SIZE_LIMIT = 1 << 30

# UTF-32 goes first: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAVE_AS_UTF8 = "save it as UTF-8 text"


def read_bytes(path: str | Path, *, limit: int = SIZE_LIMIT) -> bytes:
    """Read a file, or standard input for ``-``; SourceError where that is impossible or it is larger than the limit."""
    where = str(path)
    try:
        if where == "-":
            return _read_all(_standard_input(), where, limit)
        with Path(path).open("rb", buffering=0) as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode) and os.fstat(file.fileno()).st_size > limit:
                raise _too_large(where, limit)
            return _read_all(file, where, limit)
    except FileNotFoundError:
        raise SourceError("there is no such file", where=where, do="check the path, and the folder it is relative to") from None
    except IsADirectoryError:
        raise SourceError("this is a folder, not a file", where=where, do="name the files in it") from None
    except PermissionError as error:
        # Windows reports opening a folder as a lack of permission.
        if Path(path).is_dir():
            raise SourceError("this is a folder, not a file", where=where, do="name the files in it") from None
        raise SourceError(f"it cannot be read: {error.strerror}", where=where, do="check who may read it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"it cannot be read: {reason}", where=where, do="check the path") from None
    except MemoryError:
        raise SourceError("there is not enough memory to read it", where=where, do="split the input") from None


def utf8_bytes(content: bytes, path: str, *, limit: int = SIZE_LIMIT) -> bytes:
    """Unpack gzip, drop or obey a byte order mark, and return UTF-8; SourceError for all that is not text."""
    if content.startswith(b"\x1f\x8b"):
        content = _unzip(content, path, limit)
    if content.startswith(b"PK\x03\x04"):
        raise SourceError(
            "this is a zip archive, most likely Terraform's binary plan file, and not text",
            where=path,
            do=f"make JSON of the plan: terraform show -json {'FILE' if path == '-' else path} > plan.json",
        )
    content = _recode(content, path)
    if not content or content.isspace():
        raise SourceError(
            "the input is empty" if not content else "the input holds nothing but white space",
            where=path,
            do="check the command that wrote it: an empty file is never checked as if all were well",
        )
    if not content.isascii():
        check_utf8(content, path)
    nul = content.find(b"\0")
    if nul >= 0:
        raise SourceError(
            f"this is not text: byte {nul} (from 0) is NUL",
            where=_place(content, nul, path),
            do=f"name a text file, or {_SAVE_AS_UTF8}",
        )
    return content


def decode_text(content: bytes, path: str, *, limit: int = SIZE_LIMIT) -> str:
    """Turn the bytes of an input into text; SourceError for all that is not text."""
    return utf8_bytes(content, path, limit=limit).decode()


def check_utf8(content: bytes, path: str) -> None:
    """Raise SourceError at the first byte that is not UTF-8."""
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise SourceError(
            f"this is not UTF-8: byte {error.start} (from 0) is 0x{content[error.start]:02X} ({error.reason})",
            where=_place(content, error.start, path),
            do=_SAVE_AS_UTF8,
        ) from None


def _standard_input() -> BinaryIO:
    if sys.stdin is None:  # no standard input at all, as under pythonw
        return io.BytesIO()
    return sys.stdin.buffer


def _read_all(file: io.RawIOBase | io.FileIO | BinaryIO, where: str, limit: int) -> bytes:
    """Read to the end, from pipes in pieces, and stop soon after the limit."""
    pieces = []
    size = 0
    while piece := file.read(min(limit + 1 - size, 1 << 26)):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise _too_large(where, limit)
    return b"".join(pieces)


def _too_large(where: str, limit: int) -> SourceError:
    return SourceError(f"it is larger than {limit:,} bytes", where=where, do="split it into smaller inputs")


def _unzip(content: bytes, path: str, limit: int) -> bytes:
    import gzip  # noqa: PLC0415 -- few inputs are packed
    import zlib  # noqa: PLC0415

    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            unpacked = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"this gzip file is damaged: {error}", where=path, do="write it again, completely") from None
    except MemoryError:
        raise SourceError("there is not enough memory to unpack this gzip file", where=path, do="split the input") from None
    if len(unpacked) > limit:
        raise SourceError(f"unpacked, it is larger than {limit:,} bytes", where=path, do="split it into smaller inputs")
    return unpacked


def _recode(content: bytes, path: str) -> bytes:
    """Return UTF-8 without a byte order mark for what is evidently UTF-8, UTF-16 or UTF-32."""
    if content.startswith(codecs.BOM_UTF8):
        return content[len(codecs.BOM_UTF8) :]
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _from_wide(content[len(mark) :], codec, name, len(mark), path)
    head = content[:256]
    evens, odds = head[0::2], head[1::2]
    if len(head) >= 4 and len(content) % 2 == 0:
        if _is_high_half(odds, evens):
            return _from_wide(content, "utf-16-le", "UTF-16", 0, path)
        if _is_high_half(evens, odds):
            return _from_wide(content, "utf-16-be", "UTF-16", 0, path)
    return content


def _is_high_half(high: bytes, low: bytes) -> bool:
    """Tell whether these are the high and the low bytes of UTF-16 text that is for the most part ASCII."""
    return high.count(0) * 5 >= len(high) * 4 and low.count(0) * 10 <= len(low)


def _from_wide(content: bytes, codec: str, name: str, skipped: int, path: str) -> bytes:
    try:
        return content.decode(codec).encode()
    except UnicodeDecodeError as error:
        raise SourceError(
            f"this begins like {name} and is not: byte {error.start + skipped} (from 0): {error.reason}",
            where=path,
            do=_SAVE_AS_UTF8,
        ) from None


def _place(content: bytes, offset: int, path: str) -> str:
    line, column = Lines(content).position(offset)
    return f"{path}:{line}:{column}"
