"""Every question of this room as it is asked over the store made by hand: built from the records, so that the tests of
all questions ask a new one, too.
"""

from __future__ import annotations

from dataclasses import MISSING
from typing import Any
from urllib.parse import urlencode

from tests.strengths.questions.conftest import ALPHA, CHEMISTRY, KO, openalex
from tsunagu.kernel.questions import Door, Parameter, parameters
from tsunagu.strengths.questions.records import Counted, Entry

NUMBER = str(openalex(KO))
# What is asked in fields that are empty as long as nobody fills them; a question asks those that it has.
FILLED: dict[str, Any] = {
    "university": NUMBER,
    "universities": (NUMBER, str(openalex(ALPHA))),
    "fields": (CHEMISTRY,),
    "scheme": "eight",
    "least": 1,
}


def question(entry: Entry) -> Counted:
    """The question of an entry, of which the store has an answer."""
    return entry.record(**{parameter.field: FILLED[parameter.field] for parameter in _filled(entry)})


def _filled(entry: Entry, door: Door = Door.EVERYWHERE) -> list[Parameter]:
    """The fields to fill. A university that need not be named is not."""
    return [
        parameter
        for parameter in parameters(entry.record, door)
        if parameter.field in FILLED and (parameter.default in ("", (), MISSING) or parameter.field == "least")
    ]


def page(entry: Entry, language: str = "", **more: str) -> str:
    """The address of its page."""
    return _address(f"/{language}{entry.page.replace('<int:number>', NUMBER)}", entry, Door.PAGE, more)


def endpoint(entry: Entry) -> str:
    """The address of its answer in the API."""
    return _address(f"/api/v1{entry.path.replace('{number}', NUMBER)}", entry, Door.API, {})


def _address(path: str, entry: Entry, door: Door, more: dict[str, str]) -> str:
    asked = {parameter.name: FILLED[parameter.field] for parameter in _filled(entry, door)}
    return f"{path}?{urlencode(asked | more, doseq=True)}"


def words(entry: Entry) -> list[str]:
    """What a command takes for it."""
    found = [entry.key]
    for parameter in _filled(entry, Door.TERMINAL):
        value = FILLED[parameter.field]
        option = [] if parameter.field == entry.argument else [f"--{parameter.name}"]
        for one in value if parameter.several else (value,):
            found += [*option, str(one)]
    return found
