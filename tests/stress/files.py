"""What hostile spreadsheets cost: `python -m tests.stress.files [--seconds 600]`.

Without arguments every file of the corpus is read once, each in a process of its own, and the peak memory of the
reading process, the growth of the one that asked and the time are printed; 1 where one of them is above its bar.
With seconds, honest and hostile files are changed at random for that long and read under the same limits.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.stress import changing, hostile
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import Bounds, read_sent
from tsunagu.strengths.conventions import worktime_sheet

MOST_MEMORY = 256 * 2**20  # of the process that reads
MOST_GROWTH = 20 * 2**20  # of the process that asks, for a form on a page
MOST_SECONDS = 5.5  # waiting for the process to end included
FORMS = {"table": Bounds(), "research time": worktime_sheet.BOUNDS}


@dataclass(frozen=True)
class Cost:
    """What one file took. outcome: ``read``, or why it was refused. memory, growth: bytes."""

    outcome: str
    seconds: float
    memory: int
    growth: int

    def is_above(self, form: str) -> bool:
        """Whether a bar is broken; a table that is read in at the terminal may be large itself."""
        grown = form != "table" and self.growth > MOST_GROWTH
        return grown or self.memory > MOST_MEMORY or self.seconds > MOST_SECONDS


def measured(name: str, form: str) -> Cost:
    """One file of the corpus read by a process that has done nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(hostile.MAKERS[name](FORMS[form].unpacked * 19 // 20))
        command = [sys.executable, "-m", "tests.stress.files", "--one", str(path), "--form", form]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def cost(content: bytes, name: str, bounds: Bounds) -> Cost:
    """Read one file in this process's child and say what it took."""
    before = _forget_peak()
    began = time.monotonic()
    found = outcome(content, name, bounds)
    took = time.monotonic() - began
    after = _status("VmHWM")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Cost(found, round(took, 2), memory * 1024, (after - before) * 1024)


def _forget_peak() -> int:
    """Begin the peak of this process's memory anew, at what it has."""
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> int:
    """A figure of this process in kB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def outcome(content: bytes, name: str, bounds: Bounds) -> str:
    """``read``, or the code of the refusal."""
    try:
        read_sent(content, name, bounds)
    except Rejected as refused:
        return refused.problems[0].code
    return "read"


def _one(path: Path, form: str) -> None:
    """For ``measured``: read a file and print what it took."""
    with path.open("rb") as file:
        content = file.read(FORMS[form].file + 1)
    print(json.dumps(asdict(cost(content, path.name, FORMS[form]))))


def _corpus() -> bool:
    """Print the cost of every file; whether none breaks a bar."""
    held = True
    print(f"{'file':45} {'form':14} {'outcome':13} {'seconds':>7} {'memory':>7} {'growth':>7}")
    for name in hostile.MAKERS:
        for form in FORMS:
            found = measured(name, form)
            held = held and not found.is_above(form)
            megabytes = f"{found.memory / 2**20:7.0f} {found.growth / 2**20:7.1f}"
            print(f"{name:45} {form:14} {found.outcome:13} {found.seconds:7.2f} {megabytes}", flush=True)
    return held


def _changing(seconds: float, seed: int) -> bool:
    found = changing.change(seconds, seed, FORMS["table"])
    print(f"seed {seed}: {found.outcomes.total():,} files, {dict(found.outcomes)}")
    print(f"most memory {found.memory / 2**20:.0f} MB, most time {found.seconds:.2f} s, crashes {len(found.broken)}")
    return not found.broken and found.memory <= MOST_MEMORY and found.seconds <= MOST_SECONDS


def main() -> int:
    """Run what is asked for; 1 where a bar is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0, help="change files at random for so long")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--one", type=Path, metavar="FILE", help="print the cost of one file as JSON")
    parser.add_argument("--form", choices=FORMS, default="table")
    asked = parser.parse_args()
    if asked.one:
        _one(asked.one, asked.form)
        return 0
    return 0 if (_changing(asked.seconds, asked.seed) if asked.seconds else _corpus()) else 1


if __name__ == "__main__":
    sys.exit(main())
