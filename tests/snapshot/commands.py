"""Every command: its help, and what it answers, writes and refuses."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
from click.testing import CliRunner, Result
from django.conf import settings
from django.utils import translation

from tests.snapshot.answers import Answers, file_text
from tests.snapshot.pages import Stock
from tsunagu.cli.main import main

OUT = Path("out")  # what commands write to, below the folder of work
WANTS = "山あいの村で無人バスを走らせたい\n\n畑仕事をロボットで楽にしたい\nのをに\n"
GIVEN = """work_id,openalex_id,action,by,on,reason
W2,I9000000000,add,URA,2026-04-01,second affiliation
W3,I9000000001,add,URA,2026-04-01,left out
"""
WRONG = """work_id,openalex_id,action,by,on,reason
W2,I1,change,URA,2026-04-01,
X,I1,add,URA,April,
"""
CATALOG = """
search 山あいの村で無人バスを走らせたい
search 無人 バス --limit 3
search 地方大学 産業創生 交付金 --as university
search 地方大学 産業創生 交付金 --as university --format json
search 研究成果で起業したい --format jsonl --limit 200
search 地域 大学 --theme maas --ministry mext --format json
search のをに
search --from wants.txt
search --from wants.txt --format json
search --from wants.txt --format jsonl --limit 3
search --from - --format jsonl
search
search バス --from -
search バス --limit 0
search バス --as king
search バス --format xml
search --from no-such-file
may-apply --as university --with city
may-apply --as university --with city --format csv
may-apply --as university --with city --format json
may-apply --as company --theme smart-city --verdict yes
may-apply --as city
may-apply --as young-researcher --with company --format json
may-apply
may-apply --as king
may-apply --as city --with king
may-apply --as city --verdict maybe
catalog programs
catalog programs --format csv
catalog programs --format json
catalog programs --ministry maff --theme maas
catalog programs --ministry nothing
catalog show coi-next
catalog show sparc
catalog show sip
catalog show coi-nxt
catalog show
catalog budgets
catalog budgets --format csv
catalog budgets --format json
catalog budgets --year R4 --kind draft --ministry mext --format csv
catalog budgets --year FY2023 --pillar 1
catalog budgets --year 来年
catalog budgets --totals
catalog budgets --totals --format csv
catalog budgets --totals --format json
catalog contacts
catalog contacts --format csv
catalog contacts --format json
catalog contacts --theme maas
catalog contacts --words 自動車課
catalog contacts --year R3
catalog export --year R4 --format csv -o out/map
catalog export -o out/map.xlsx
catalog export --year R1 -o out/map.xlsx
catalog export --year 来年
catalog import same.xlsx --year R4 --dry-run
catalog import edited --year R4 --dry-run
catalog import wrong --year R4 --dry-run
catalog import wants.txt --year R4
catalog import none.xlsx --year R4
catalog import edited --year 来年
catalog import edited
load --data no-such-folder
load
openapi --check
nothing
--version
"""
# STORE, ONE, NAME, WORK: a store, a university, a part of names, a work
STRENGTHS = """
runs
table
table --format csv
table --format json
table --minimum 1 --rule interval
table --minimum 100000
table --country gb --format csv
table --counting author --top scale1 --format csv
table --scheme field --counting full --format csv
table --country fr
table --window 1990
table --scheme esi
table --counting half
table --limit 0
table nothing
table --memory 1XB
table --remote sc://127.0.0.1:9
university ONE
university ONE --format csv
university ONE --format json
university ONE --counting full --top top1
university NAME
university どこにもない大学
university ELSEWHERE
university
export map -o out/map.csv
export map -o out/map.xlsx
export map -o out/map.parquet
export university ONE -o out/one.csv
export university ONE -o out/one.xlsx --counting author
export university ONE -o out/one.parquet
export table threshold -o out/threshold.parquet
export table cell -o out/cell.parquet
export table work -o out/work.parquet
export table work -o out/work.csv
export map -o out/map.docx
export map -o no-such-folder/map.csv
export university どこにもない大学 -o out/x.csv
explain WWORK
explain https://openalex.org/WWORK
explain W999999999
explain paper
"""
OWN = """
synthesize --works 600 --institutions 60 --years 2019-2023 --unplaced 0.1
explain W1
table
build --width 2 --windows 2
runs
table --minimum 1 --format csv
correct wants.txt
correct wrong.csv
correct given.csv
correct given.csv
explain W2
build
build --citations cited_4y
build --view as_was --countries jp,us --edge-countries us --anew
runs
table --minimum 1 --country us --format csv
build --countries Japan
ingest no-such-file
ingest wants.txt
ingest edited
ingest given --snapshot given
build --citations cited_by --width 10 --windows 2 --countries JP,NL
runs
"""


def run(*words: str, said: str = "") -> Result:
    """Run a command as in a terminal of 100 letters a line, in the language of a new process."""
    translation.deactivate()
    return CliRunner(env={"COLUMNS": "100"}).invoke(main, words, prog_name="tsunagu", input=said)


def prepare(answers: Answers) -> None:
    """Load the catalog, and make the files that commands are given."""
    _command(answers, "load", "load", "of an empty database")
    Path("wants.txt").write_text(WANTS)
    Path("given.csv").write_text(GIVEN)
    Path("wrong.csv").write_text(WRONG)
    Path("given").symlink_to(settings.STRENGTHS_SAMPLE)
    run("catalog", "export", "-o", "same.xlsx")
    for name, changes in {
        "edited": {"RoAD to the L4プロジェクト": "べつの名前", "03-3501-1618": "03-0000-0000"},
        "wrong": {"maas,road-to-l4": "maas,road-to-l5", "maas,future-technology": "mass,future-technology"},
    }.items():
        run("catalog", "export", "--format", "csv", "-o", name)
        contacts = Path(name) / "contacts.csv"
        text = contacts.read_text()
        for before, after in changes.items():
            text = text.replace(before, after)
        contacts.write_text(text)


def ask(answers: Answers, stores: Mapping[str, Path], stocks: Mapping[str, Stock]) -> None:
    """Run every command."""
    settings.STRENGTHS = stores["empty"]
    for path in _tree(main, ()):
        _command(answers, "help", " ".join((*path, "--help")))
    for line in CATALOG.split("\n"):
        if line:
            _command(answers, "catalog", line)
    for name, stock in stocks.items():
        for line in filter(None, STRENGTHS.split("\n")):
            if stock.universities or not re.search("ONE|WORK|ELSEWHERE", line):
                _command(answers, name, f"strengths {_filled(line, stock)} --store {name}")
        for table in _tables():
            _command(answers, name, f"strengths table {table} --limit 5 --format json --store {name}")
    _command(answers, "own", "strengths runs", "of the usual store")
    for number, line in enumerate(filter(None, OWN.split("\n")), start=1):
        _command(answers, "own", f"strengths {line} --store own", f"as step {number}")
    # The last, since it changes the catalog.
    for line in (
        "catalog import edited --year R5",
        "catalog contacts --year R5 --theme maas",
        "catalog export --year R5 --format csv -o out/map",
    ):
        _command(answers, "catalog", line, "after the import")


def _tree(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of every command and of what stands below it."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if (found := command.get_command(context, name)) is not None:
                yield from _tree(found, (*path, name))


def _filled(line: str, stock: Stock) -> str:
    if not stock.universities:
        return line.replace("NAME", "大学")
    given = {
        "ONE": f"I{stock.universities[0]}",
        "NAME": "大学",
        "ELSEWHERE": f"I{stock.universities[-1]}",
        "WORK": stock.works[0],
    }
    return re.sub("ONE|NAME|ELSEWHERE|WORK", lambda found: given[found[0]], line)


def _tables() -> Sequence[str]:
    """The names of all tables, which a wrong one is answered with."""
    return re.findall(r"\w+", run("strengths", "table", "nothing").stderr.partition("there are")[2])


def _command(answers: Answers, group: str, line: str, note: str = "") -> None:
    """Keep what a command answers, and what it writes."""
    OUT.mkdir()
    result = run(*line.split(), said=WANTS)
    failed = result.exception is not None and not isinstance(result.exception, SystemExit)
    told = [
        f"exit {result.exit_code}{f' {result.exception!r}' if failed else ''}",
        "== stdout",
        result.stdout,
        "== stderr",
        result.stderr,
    ]
    for path in sorted(path for path in OUT.rglob("*") if path.is_file()):
        told += [f"== {path}", file_text(path.read_bytes(), path.suffix)]
    shutil.rmtree(OUT)
    answers.keep(f"commands/{group}", f"tsunagu {line}{f' ({note})' if note else ''}", "\n".join(told), failed=failed)
