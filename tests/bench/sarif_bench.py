"""What SARIF of many findings costs: time as a ratio to ``json.dumps`` of the same log, and memory beside the report.

Each kind of input runs in a process of its own, so that the peak of one is not that of another.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
FINDINGS = 50_000
KINDS = ("terraform-plan", "describe", "declared")


def many(kind: str, count: int):
    """Make a report with that many findings, each about another object of one document."""
    sys.path[:0] = [str(HERE.parent)]
    import sample_report as sample

    from eni_lint.documents import json_document, yaml_document
    from eni_lint.inventory.origin import Origin

    if kind == "terraform-plan":
        changes = [
            {"address": f'aws_eip.it["{n}"]', "change": {"after": {"device_index": 1, "instance_id": f"i-{n:017x}"}}}
            for n in range(count)
        ]
        text = json.dumps({"resource_changes": changes}, separators=(",", ":"))  # as Terraform writes it
        document = json_document(text, "plan.json", kind=kind)
        origins = [Origin(document, f"/resource_changes/{n}/change/after", change["address"]) for n, change in enumerate(changes)]
        fields = ("device_index", "instance_id")
    elif kind == "describe":
        items = [sample.DESCRIBE["NetworkInterfaces"][0] | {"NetworkInterfaceId": f"eni-{n:017x}"} for n in range(count)]
        document = json_document(json.dumps({"NetworkInterfaces": items}), "snapshot/interfaces.json", kind=kind)
        arn = "arn:aws:ec2:eu-west-1:111122223333:network-interface/"
        origins = [
            Origin(document, f"/NetworkInterfaces/{n}", item["NetworkInterfaceId"], f"{arn}{item['NetworkInterfaceId']}")
            for n, item in enumerate(items)
        ]
        fields = ("Association.PublicIp", "SubnetId")
    else:
        lines = [f"  web-{n}: {{subnet_id: a, source_dest_check: false}}\n" for n in range(count)]
        document = yaml_document("eni_lint: 1\nnetwork_interfaces:\n" + "".join(lines), "net.yaml", kind=kind)
        origins = [sample.named(document, "network_interfaces", f"web-{n}") for n in range(count)]
        fields = ("source_dest_check", "subnet_id")
    at, other = fields
    findings = [
        sample.finding(
            "public-address",
            f"Network interface '{origin.address}' has '{at}' set, and no route that was read points at it.",
            "Set it to another value, or leave it out.",
            origin.place(at),
            sample.Related(origin.place(other), "the other end"),
        )
        for origin in origins
    ]
    scope = sample.ScopeReport(
        name=document.path, kind=kind, documents=[document], findings=findings, account="111122223333", region="eu-west-1"
    )
    return sample.report(scope)


def peak() -> float:
    """Give the peak of this process's memory in MiB, and begin to measure anew."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    found = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return found


def cost(kind: str, count: int, target: Path) -> tuple[float, float, float, float]:
    """Write a log and give the time that takes, that of ``json.dumps``, the extra memory and the size of the log."""
    report = many(kind, count)
    import sarif_om  # noqa: F401 - not a part of writing

    from eni_lint.reporters import REPORTERS, Options

    for scope in report.scopes:  # as after checking: where things stand was asked for before
        scope.documents[0].span(scope.findings[0].at.pointer)
    gc.collect()
    gc.freeze()
    peak()
    before = peak()
    started = time.process_time()
    with target.open("w", encoding="utf-8") as stream:
        REPORTERS["sarif"](report, stream, Options(root=target.parent))
    writing = time.process_time() - started
    extra = peak() - before
    log = json.loads(target.read_text(encoding="utf-8"))
    started = time.process_time()
    size = len(json.dumps(log))
    return writing, time.process_time() - started, extra, size / 1e6


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else FINDINGS
    print(f"{f'{count:,} findings to SARIF':<34}{'MB':>8} {'dumps s':>9} {'write s':>9} {'ratio':>7} {'MiB more':>9}", flush=True)
    for kind in KINDS:
        subprocess.run([sys.executable, __file__, str(count), kind], check=True)


def one(kind: str, count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="eni-lint-bench-") as folder:
        writing, dumping, extra, size = cost(kind, count, Path(folder) / "log.sarif")
    print(f"{kind:<34}{size:>8.1f} {dumping:>9.3f} {writing:>9.3f} {writing / dumping:>7.2f} {extra:>9.0f}", flush=True)


if __name__ == "__main__":
    one(sys.argv[2], int(sys.argv[1])) if len(sys.argv) > 2 else main()
