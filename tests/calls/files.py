"""Files of calls for tests: a whole one, and the same with something else in its place."""

from __future__ import annotations

EXAMPLE = """\
name = "見本の公募"
name_en = "Sample call"
kind = "grant"
year = 2027
by = "見本財団"
guide = "https://www.example.jp/call"

[[step]]
kind = "application"
opens = 2027-05-10T10:00:00+09:00
closes = 2027-06-25T12:00:00+09:00

[[step]]
kind = "decision"
opens = 2027-09-30

[[amount]]
key = "small"
name = "小規模"
yen = 5_000_000
per = "year"
years = 2

[[eligibility.question]]
key = "applicant"
kind = "choice"
given = "kind"
text = "申請する機関の種類"

[[eligibility.question]]
key = "members"
kind = "number"
least = 1
text = "参画する機関の数"

[[eligibility.condition]]
key = "lead"
text = "大学が代表であること"
requires = { question = "applicant", is = ["national-university", "public-university"] }

[[eligibility.condition]]
key = "consortium"
text = "3機関以上が参画すること"
requires = { question = "members", at_least = 3 }

[[form.question]]
key = "vision"
kind = "text"
text = "ビジョン"
required = true

[review]
scale = [{ key = 2, text = "良い" }, { key = 1, text = "良くない" }]

[[review.criterion]]
key = "vision"
text = "ビジョンが妥当であること"

[[duty]]
kind = "report"
text = "毎年度報告すること"
"""


def changed(old: str, new: str) -> bytes:
    """The example with one thing changed, which must be there."""
    assert old in EXAMPLE
    return EXAMPLE.replace(old, new, 1).encode()
