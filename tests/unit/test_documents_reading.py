import gzip
import io
import os
import sys

import pytest

from eni_lint.documents import decode_text, read_bytes, utf8_bytes
from eni_lint.errors import SourceError

TEXT = 'name: "Zürich \u2603 \U0001f600"\r\nother: 1\n'


def refusal(action, *arguments, **options):
    with pytest.raises(SourceError) as caught:
        action(*arguments, **options)
    return caught.value


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_text_of_every_common_encoding_is_read(codec):
    assert decode_text(TEXT.encode(codec), "a.yaml") == TEXT


@pytest.mark.parametrize("codec", ["utf-16-be", "utf-32-be"])
def test_big_endian_byte_order_marks_are_obeyed(codec):
    assert decode_text(("\ufeff" + TEXT).encode(codec), "a.yaml") == TEXT


def test_gzip_is_unpacked():
    assert decode_text(gzip.compress(TEXT.encode()), "a.yaml.gz") == TEXT


def test_gzip_bomb_is_refused():
    error = refusal(decode_text, gzip.compress(b"a" * 100_000, mtime=0), "bomb.gz", limit=1000)

    assert str(error).startswith("bomb.gz: unpacked, it is larger than 1,000 bytes")


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:-8] + bytes(8), lambda data: data[:2] + b"xx" + data[4:]]
)
def test_damaged_gzip_is_refused(damage):
    error = refusal(decode_text, damage(gzip.compress(os.urandom(100))), "a.gz")

    assert error.what.startswith("this gzip file is damaged: ")


def test_binary_plan_is_told_apart():
    error = refusal(decode_text, b"PK\x03\x04\x14\x00", "tf.plan")

    assert "Terraform's binary plan file" in error.what
    assert error.do == "make JSON of the plan: terraform show -json tf.plan > plan.json"


def test_undecodable_byte_is_named_with_its_place():
    error = refusal(decode_text, b"a: 1\r\nb: \xc3\xa9\xff\n", "a.yaml")

    assert error.where == "a.yaml:2:5"
    assert error.what == "this is not UTF-8: byte 11 (from 0) is 0xFF (invalid start byte)"
    assert error.do == "save it as UTF-8 text"


def test_binary_is_refused_at_its_first_nul():
    error = refusal(decode_text, b"a\nbc\0d", "a.bin")

    assert error.where == "a.bin:2:3"
    assert error.what == "this is not text: byte 4 (from 0) is NUL"


def test_broken_wide_text_is_refused():
    error = refusal(decode_text, "\ufeffab".encode("utf-16-le") + b"\x00", "a.json")

    assert error.what.startswith("this begins like UTF-16 and is not: byte 6 (from 0)")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t", gzip.compress(b"", mtime=0)])
def test_empty_input_is_refused(content):
    assert "the input " in refusal(utf8_bytes, content, "a.json").what


def test_file_is_read(tmp_path):
    (tmp_path / "a.json").write_bytes(b"[1]")

    assert read_bytes(tmp_path / "a.json") == b"[1]"
    assert read_bytes(str(tmp_path / "a.json"), limit=3) == b"[1]"


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[1]")))

    assert read_bytes("-") == b"[1]"


def test_missing_standard_input_reads_as_empty(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)

    assert read_bytes("-") == b""


def test_endless_standard_input_stops_at_the_limit(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 1000)))

    assert str(refusal(read_bytes, "-", limit=100)) == "-: it is larger than 100 bytes\n  split it into smaller inputs"


def test_missing_file_is_told():
    assert str(refusal(read_bytes, "no/such.json")).startswith("no/such.json: there is no such file\n")


def test_folder_is_told(tmp_path):
    assert refusal(read_bytes, tmp_path).what == "this is a folder, not a file"


def test_large_file_is_refused(tmp_path):
    (tmp_path / "a.json").write_bytes(b"[1,2]")

    assert refusal(read_bytes, tmp_path / "a.json", limit=4).what == "it is larger than 4 bytes"


def test_impossible_name_is_told():
    assert refusal(read_bytes, "a\0b").what.startswith("it cannot be read: ")


def test_name_too_long_is_told():
    assert refusal(read_bytes, "a" * 5000).what.startswith("it cannot be read: ")


def test_unreadable_file_is_told(monkeypatch):
    def deny(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", deny)

    assert refusal(read_bytes, "a.json").what == "it cannot be read: Permission denied"


def test_folder_that_windows_denies_is_told(monkeypatch, tmp_path):
    def deny(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", deny)

    assert refusal(read_bytes, tmp_path).what == "this is a folder, not a file"


def test_exhausted_memory_is_told(monkeypatch, tmp_path):
    def fail(*_arguments, **_options):
        raise MemoryError

    monkeypatch.setattr("gzip.GzipFile.read", fail)
    unpacking = refusal(decode_text, gzip.compress(b"a", mtime=0), "a.gz")
    monkeypatch.setattr("pathlib.Path.open", fail)
    reading = refusal(read_bytes, tmp_path / "a")

    assert "not enough memory" in unpacking.what
    assert "not enough memory" in reading.what
