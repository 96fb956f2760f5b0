"""The members of a long file of JSON, one by one."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from tsunagu.kernel.problems import Problem, Rejected

_PIECE = 2**20  # characters that are read at once
_LONGEST_RECORD = 4 * 2**20  # characters


def members(file: IO[bytes], name: str) -> Iterator[Mapping[str, Any]]:
    """The members of a JSON list, or objects one after the other, without holding them as a whole.

    Raises ``Rejected``.
    """
    decoder, text = json.JSONDecoder(), ""
    pieces = _pieces(file)
    try:
        for piece in pieces:
            text = (text + piece).lstrip("[,\n\r\t ")
            while text:
                try:
                    member, end = decoder.raw_decode(text)
                except json.JSONDecodeError:
                    break  # it goes on in the next piece
                if not isinstance(member, dict):
                    raise Rejected([Problem("json", "a list of records is wanted", name)])
                yield member
                text = text[end:].lstrip(",\n\r\t ")
            if len(text) > _LONGEST_RECORD:
                break
    except RecursionError as error:
        raise Rejected([Problem("json", "the lists and objects are nested too deeply", name)]) from error
    except UnicodeDecodeError as error:
        raise Rejected([Problem("json", "the file is no text in UTF-8", name)]) from error
    if text.strip("] \n\r\t"):
        raise Rejected([Problem("json", f"the file is cut or is no JSON: 「{text[:40]}」", name)])


def _pieces(file: IO[bytes]) -> Iterable[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    while data := file.read(_PIECE):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)
