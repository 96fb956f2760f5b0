#!/usr/bin/env python3
"""Set up and run Tsunagu with nothing but Python: `python3 run.py serve`, `python3 run.py test`, ...

`make` calls this script.

Only the standard library is used here, since this is what installs everything else.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Tsunagu needs Python 3.11 or newer; this is Python %d.%d. Please run this with a newer python3."
        % sys.version_info[:2]
    )

if sys.platform == "win32":
    sys.exit("Tsunagu runs on Linux and macOS. On Windows please run it inside WSL (wsl --install).")

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
SOURCES = ["src", "tests", "benchmarks", "run.py"]
SIDE_BY_SIDE = ["--numprocesses=logical", "--maxprocesses=4", "--dist=worksteal"]


def setup(which: str) -> None:
    """Make .venv and install the locked requirements (`base` or `dev`), unless that is done already."""
    # What dev installs, base needs too.
    if any(_stamp(name).exists() and _stamp(name).read_text() == _wanted(name) for name in ({which, "dev"})):
        return
    print(f"Setting up {VENV.name} ({which}) ...", flush=True)
    uv = shutil.which("uv")
    if not PYTHON.exists():
        _run(
            [uv, "venv", "--quiet", "--python", sys.executable, VENV] if uv else [sys.executable, "-m", "venv", VENV],
            _VENV_HELP,
        )
    installer = (
        [uv, "pip", "install", "--python", PYTHON]
        if uv
        else [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    )
    _run([*installer, "--quiet", "--require-hashes", "-r", _lock_file(which)], _INSTALL_HELP)
    _run([*installer, "--quiet", "--no-deps", "--no-build-isolation", "--editable", HERE], _INSTALL_HELP)
    for name in ("base", "dev"):
        _stamp(name).unlink(missing_ok=True)
    _stamp(which).write_text(_wanted(which))


def _lock_file(which: str) -> Path:
    return HERE / "requirements" / f"{which}.txt"


def _stamp(which: str) -> Path:
    return VENV / f"installed-{which}"


def _wanted(which: str) -> str:
    """A mark of everything an installation depends on."""
    parts = [
        _lock_file(which).read_bytes(),
        (HERE / "pyproject.toml").read_bytes(),
        sys.version.encode(),
        str(HERE).encode(),
    ]
    return hashlib.sha256(b"".join(parts)).hexdigest()


_VENV_HELP = "Python's venv module is missing or incomplete. On Debian and Ubuntu: apt-get install python3-venv"
_INSTALL_HELP = (
    "Installing the packages failed. "
    "Check the network connection (or PIP_INDEX_URL for a mirror) and run the same command again."
)


def _run(command: list, help_text: str = "") -> None:
    code = subprocess.call([str(part) for part in command], cwd=HERE)
    if code:
        print(help_text, file=sys.stderr) if help_text else None
        sys.exit(code)


def serve(arguments: list) -> None:
    """Set up and serve the site on this machine; prints the address. --port N chooses the port."""
    setup("base")
    tool = BIN / "tsunagu"
    _run([tool, "migrate"])
    if subprocess.call([tool, "prepare"], cwd=HERE):
        print("The site is served with the data that it had before.", file=sys.stderr)
    os.execv(tool, [str(tool), "serve", *arguments])


def test(arguments: list) -> None:
    """Run the everyday tests. ARGS="--rooms catalog": one room and what stands above it.

    Arguments go to pytest. Browser tests are skipped with a reason where no Chromium is found.
    """
    _pytest(arguments)


def test_long(arguments: list) -> None:
    """Run the tests that take too long for every day: real servers, both engines, every page in a browser."""
    _pytest(arguments, "-m", "long")


def _pytest(arguments: list, *options: str) -> None:
    """Run whole rooms side by side, single tests one after another."""
    setup("dev")
    whole_rooms = not arguments or arguments[0].startswith("--rooms")
    _run([PYTHON, "-m", "pytest", *options, *(SIDE_BY_SIDE if whole_rooms else []), *arguments])


def check(arguments: list) -> None:
    """Everything that must hold beside the tests: style, types, imports between rooms, security, generated files."""
    setup("dev")
    for command in (
        [BIN / "ruff", "check", *SOURCES],
        [BIN / "ruff", "format", "--check", *SOURCES],
        [BIN / "mypy", "src", "benchmarks"],
        [BIN / "lint-imports"],
        [PYTHON, "-m", "tests.house.density"],
        [BIN / "bandit", "-q", "-c", "pyproject.toml", "-r", "src"],
        [BIN / "tsunagu", "check"],
    ):
        print("==>", " ".join(Path(part).name for part in command[:3]), flush=True)
        _run(command)


def format(arguments: list) -> None:
    """Rewrite the code in the house's style."""
    setup("dev")
    _run([BIN / "ruff", "check", "--fix", "--quiet", *SOURCES])
    _run([BIN / "ruff", "format", *SOURCES])


def translations(arguments: list) -> None:
    """Bring the sentences of the code into the translation files of their rooms (--check only compares)."""
    setup("dev")
    _run([PYTHON, "-m", "tests.house.translations", *arguments])


def quality(arguments: list) -> None:
    """Print the figures of the search on the seen and the held-out queries, and its speed."""
    setup("dev")
    _run([PYTHON, HERE / "tests" / "catalog" / "search_quality.py", *arguments])


def costs(arguments: list) -> None:
    """Print CPU time and SQL statements per page, at 1 time and 10 times the data."""
    setup("dev")
    _run([PYTHON, "-m", "pytest", "-q", "-s", "-m", "long", HERE / "tests" / "web" / "page_costs.py", *arguments])


def bench(arguments: list) -> None:
    """Print what the library of strengths costs at 1, 5 and 10 million works, as ratios to floors and beside other
    tools (ARGS="--works N").
    """
    setup("dev")
    _run([PYTHON, "-m", "benchmarks.strengths", *arguments])


def stress(arguments: list) -> None:
    """Ill-treat a site of its own, with bounded time: kill its processes, fill its disk, start it twice at once."""
    setup("dev")
    _run([PYTHON, "-m", "tests.stress", *arguments])


def sbom(arguments: list) -> None:
    """Write what the site is made of, package by package with hashes, to var/sbom.json (CycloneDX 1.6)."""
    setup("dev")
    (HERE / "var").mkdir(exist_ok=True)
    made = HERE / "var" / "sbom.json"
    listed = ["requirements", HERE / "requirements" / "base.txt", "--pyproject", HERE / "pyproject.toml"]
    _run([PYTHON, "-W", "ignore", BIN / "cyclonedx-py", *listed, "--spec-version", "1.6", "--output-file", made])
    print(made)


def screenshots(arguments: list) -> None:
    """Take pictures of the main pages (desktop, phone, print) into var/screenshots."""
    setup("dev")
    _run([PYTHON, HERE / "tests" / "browser" / "screenshots.py", *arguments])


def lock(arguments: list) -> None:
    """Resolve the requirements anew and write the hashed lock files."""
    setup("dev")
    common = [
        BIN / "uv",
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--no-header",
        "--no-emit-index-url",
        "--python-version",
        "3.11",
        "--upgrade",
    ]
    _run([*common, "pyproject.toml", "-o", "requirements/base.txt"])
    _run([*common, "--extra", "dev", "-c", "requirements/base.txt", "pyproject.toml", "-o", "requirements/dev.txt"])


COMMANDS = [serve, test, test_long, check, format, translations, quality, costs, bench, stress, sbom, screenshots, lock]


def main() -> None:
    """Call the command named first."""
    by_name = {command.__name__.replace("_", "-"): command for command in COMMANDS}
    by_name["setup"] = lambda arguments: setup(arguments[0] if arguments else "base")
    if len(sys.argv) < 2 or sys.argv[1] not in by_name:
        print("usage: python3 run.py COMMAND\n")
        for name, command in by_name.items():
            if command in COMMANDS:
                print(f"  {name:12} {command.__doc__}")
        sys.exit(0 if sys.argv[1:] in ([], ["--help"], ["-h"]) else 2)
    by_name[sys.argv[1]](sys.argv[2:])


if __name__ == "__main__":
    main()
