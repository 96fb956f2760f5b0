"""Log lines that programs read."""

from __future__ import annotations

import json
import logging

from tsunagu.operation import logs


def _record(**more: object) -> logging.LogRecord:
    return logging.makeLogRecord({"name": "tsunagu", "levelno": 30, "levelname": "WARNING", "msg": "改行\nも", **more})


def test_a_record_is_one_line_with_the_request_it_belongs_to():
    number, sender = logs.request_id.set("abc"), logs.client.set("192.0.2.7")
    try:
        line = logs.JsonLines().format(_record())
    finally:
        logs.request_id.reset(number)
        logs.client.reset(sender)
    assert "\n" not in line
    assert json.loads(line) | {"time": ""} == {
        "time": "",
        "level": "warning",
        "logger": "tsunagu",
        "message": "改行\nも",
        "request": "abc",
        "client": "192.0.2.7",
    }


def test_a_traceback_stands_in_the_line_unless_the_message_says_all():
    try:
        raise ValueError("so")
    except ValueError as error:
        record = _record(exc_info=(ValueError, error, error.__traceback__))
    assert "ValueError: so" in json.loads(logs.JsonLines().format(record))["traceback"]
    assert logs.OneLine().filter(record)
    assert "traceback" not in json.loads(logs.JsonLines().format(record))


def test_single_answers_of_an_outage_are_left_out():
    kept = [status for status in (400, 404, 500, 503, 507) if logs.NoOutages().filter(_record(status_code=status))]
    assert kept == [400, 404, 500]
