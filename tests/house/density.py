"""How dense the source is to read: `python -m tests.house.density [--json] [--worst N]`.

Counted is src/tsunagu without migrations and vendored files. Tokens are those of Python's own tokenizer without
comments and line ends; a function's are all from its `def` on, with signature, annotations and docstring (one token).
A nested comprehension is one with two loops, or with another inside.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import statistics
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tsunagu"
LONGEST = 120  # characters of a line of HTML
MOST_TOKENS = 30  # from which on a line is dense

# What was reached: `make check` fails above it. Lower a number whenever the measure allows.
CEILINGS = {
    "function_tokens_median": 55,
    "function_tokens_p90": 126,
    "lines_30_tokens_pct": 0.3,
    "nested_comprehensions_per_1000": 0.9,
    "html_over_120_pct": 0.3,
}

_SILENT = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}
_COMPREHENSIONS = (ast.DictComp, ast.GeneratorExp, ast.ListComp, ast.SetComp)
_FUNCTIONS = (ast.AsyncFunctionDef, ast.FunctionDef)


class Module:
    """One Python file, measured."""

    def __init__(self, path: Path) -> None:
        text = path.read_text()
        self.path = path
        self.tree = ast.parse(text)
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        self.tokens_of_line = Counter(token.start[0] for token in tokens if token.type not in _SILENT)

    @property
    def functions(self) -> dict[str, int]:
        """The tokens of each function, by its place."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, _FUNCTIONS)]
        return {self._place(node): self._tokens(node.lineno, node.end_lineno or 0) for node in found}

    @property
    def dense_lines(self) -> dict[int, int]:
        """The tokens of each dense line."""
        return {line: count for line, count in self.tokens_of_line.items() if count >= MOST_TOKENS}

    @property
    def nested(self) -> list[int]:
        """The lines of nested comprehensions."""
        return [node.lineno for node in ast.walk(self.tree) if isinstance(node, _COMPREHENSIONS) and _is_nested(node)]

    def _tokens(self, first: int, last: int) -> int:
        return sum(self.tokens_of_line[line] for line in range(first, last + 1))

    def _place(self, node: ast.AsyncFunctionDef | ast.FunctionDef) -> str:
        return f"{name_of(self.path)}:{node.lineno} {node.name}"


def _is_nested(node: ast.DictComp | ast.GeneratorExp | ast.ListComp | ast.SetComp) -> bool:
    inside = [inner for inner in ast.walk(node) if inner is not node and isinstance(inner, _COMPREHENSIONS)]
    return bool(inside) or len(node.generators) > 1


def name_of(path: Path) -> str:
    """A file as it is named to the reader."""
    return str(path.relative_to(SOURCE)) if path.is_relative_to(SOURCE) else path.name


def files(ending: str, folder: Path = SOURCE) -> Iterator[Path]:
    """The files of the project's own."""
    for path in sorted(folder.rglob(f"*{ending}")):
        if not {"migrations", "vendor"} & set(path.parts):
            yield path


def measure(folder: Path = SOURCE) -> dict[str, float]:
    """The five numbers."""
    modules = [Module(path) for path in files(".py", folder)]
    tokens = sorted(count for module in modules for count in module.functions.values())
    lines = sum(len(module.tokens_of_line) for module in modules)
    html = [len(line) for path in files(".html", folder) for line in path.read_text().splitlines() if line.strip()]
    return {
        "function_tokens_median": statistics.median(tokens),
        "function_tokens_p90": tokens[int(len(tokens) * 0.9)],
        "lines_30_tokens_pct": round(100 * sum(len(module.dense_lines) for module in modules) / lines, 2),
        "nested_comprehensions_per_1000": round(1000 * sum(len(module.nested) for module in modules) / lines, 2),
        "html_over_120_pct": round(100 * sum(length > LONGEST for length in html) / len(html), 2),
    }


def above(numbers: dict[str, float]) -> dict[str, float]:
    """The numbers above what was reached."""
    return {name: value for name, value in numbers.items() if value > CEILINGS[name]}


def worst(number: int) -> Iterator[str]:
    """The places to look at first."""
    modules = [Module(path) for path in files(".py")]
    functions = Counter({place: count for module in modules for place, count in module.functions.items()})
    yield from (f"{count:5} tokens  {place}" for place, count in functions.most_common(number))
    dense = Counter({name_of(module.path): len(module.dense_lines) for module in modules})
    yield from (f"{count:5} dense lines  {path}" for path, count in dense.most_common(number) if count)
    nested = Counter({name_of(module.path): len(module.nested) for module in modules})
    yield from (f"{count:5} nested comprehensions  {path}" for path, count in nested.most_common(number) if count)


def main() -> int:
    """Print the numbers; 1 where one of them is above its ceiling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N worst places, too")
    asked = parser.parse_args()
    found = measure()
    if asked.json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:32} {value:8}  (at most {CEILINGS[name]})")
    print(*worst(asked.worst), sep="\n") if asked.worst else None
    for name, value in above(found).items():
        print(f"{name} is above what was reached: {value} > {CEILINGS[name]}", file=sys.stderr)
    return 1 if above(found) else 0


if __name__ == "__main__":
    sys.exit(main())
