"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class State(Labeled):
    """How far a job is; the values are Procrastinate's."""

    WAITING = "todo", "待機中", "Waiting"
    RUNNING = "doing", "実行中", "Running"
    DONE = "succeeded", "完了", "Done"
    FAILED = "failed", "失敗", "Failed"
    CANCELLED = "cancelled", "取消し", "Cancelled"
    ABORTED = "aborted", "中止", "Aborted"


ENDED = (State.DONE, State.FAILED, State.CANCELLED, State.ABORTED)
