"""Log lines as JSON, one a line: time, level, where from, the request they belong to and who asked."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

# Of the request that is being answered.
request_id: ContextVar[str] = ContextVar("request_id", default="")
client: ContextVar[str] = ContextVar("client", default="")


class JsonLines(logging.Formatter):
    """A record as a line of JSON; a traceback is one of its values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id.get(),
            "client": client.get(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps({key: value for key, value in line.items() if value}, ensure_ascii=False)


class NoOutages(logging.Filter):
    """Leaves out each single answer of an outage, which is told once where it begins and ends."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is about something else."""
        return getattr(record, "status_code", None) not in {503, 507}


class OneLine(logging.Filter):
    """Takes the traceback off records whose message says everything."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass without its traceback."""
        record.exc_info = None
        return True
