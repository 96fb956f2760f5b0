"""67 bodies answer at once, over connections that break and with everything sent twice; the tally is exact.

Show 4 of the rooms sheets and surveys. What each body means to say is drawn by a fixed seed; the expected counts are
made from that alone.
"""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import databases
from tsunagu.access.actors import Actor, Post, signed_in, terminal
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.accounts.models import User
from tsunagu.kernel import clock
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations.models import Organization
from tsunagu.sheets import actions as sheets
from tsunagu.sheets.models import Reply, Response
from tsunagu.sheets.rules.saving import Sent
from tsunagu.surveys import actions
from tsunagu.surveys.models import Survey
from tsunagu.surveys.queries import surveys as queries

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
OPERATOR = terminal("tests")
ISSUES = ["purposes-differ", "fields-differ", "researchers-busy", "high-hurdle", "little-effect"]
SILENT, DRAFTS = 5, 4  # bodies that say nothing, and bodies that never submit
BODIES = 67


@pytest.fixture
def django_db_setup(empty_database: str) -> None:
    """An empty database, since tests that commit empty the one they use."""
    databases.use(empty_database)


@dataclass
class Plan:
    """What a body means to say."""

    number: int
    people: list[Actor]
    council: str
    issues: list[str]
    projects: str
    submits: bool


def _planned(body: Organization, number: int, chance: random.Random) -> Plan:
    user = User.objects.create(email=f"u{number}@example.jp", name=f"担当{number}")
    people = [signed_in(user=user.pk, name=user.name, posts=[Post(role=Role.LOCAL_OFFICER, organization=body.pk)])]
    if number % 20 == 0:  # some bodies have two people, who disagree
        other = User.objects.create(email=f"v{number}@example.jp", name=f"同僚{number}")
        people.append(signed_in(user=other.pk, name="同僚", posts=[Post(role=Role.URA, organization=body.pk)]))
    council = chance.choice(["yes", "yes", "no", "dont-know", "not-applicable"])
    issues = sorted(chance.sample(ISSUES, chance.randint(1, 4)))
    silent = number >= BODIES - SILENT
    return Plan(number, [] if silent else people, council, issues, chance.choice(["yes", "no"]), number >= DRAFTS)


def _fields(key: str, said: Any) -> dict[str, Any]:
    if said in ("dont-know", "not-applicable"):
        return {f"v-{key}": "", f"s-{key}": said}
    return {f"v-{key}": said, f"s-{key}": ""}


def _answer(response: Response, plan: Plan, seed: int) -> None:
    """Answer as a browser over a bad line: each send may arrive twice, late, or without its answer coming back."""
    chance = random.Random(seed)
    try:
        for who, by in enumerate(plan.people):
            _write(response, plan, by, who, chance)
        if plan.people and plan.submits:
            for _ in range(2):  # pressed twice
                _submitted(response, plan.people[0])
    finally:
        connection.close()


def _write(response: Response, plan: Plan, by: Actor, who: int, chance: random.Random) -> None:
    council = {"yes": "no", "no": "yes"}.get(plan.council, "yes") if who else plan.council
    steps = [_fields("council", "yes"), _fields("council", council), _fields("issues", plan.issues)]
    steps.append(_fields("projects", plan.projects))
    known, late = 0, []
    for turn, wrote in enumerate(steps, start=1):
        sent = Sent(known, f"window-{plan.number}-{who}", turn)
        row = sheets.save(response, by=by, began={}, wrote=wrote, sent=sent)
        if chance.random() < 0.5:  # the answer is lost in half of the cases
            known = row.revision
        if chance.random() < 0.5:
            sheets.save(response, by=by, began={}, wrote=wrote, sent=sent)  # the same again
        late.append((wrote, sent))
    for wrote, sent in reversed(late):  # old sends arrive at last: kept out, unless they say what is there anyhow
        with contextlib.suppress(Stale):
            sheets.save(response, by=by, began={}, wrote=wrote, sent=sent)


def _submitted(response: Response, by: Actor) -> None:
    try:
        sheets.submit(response, by=by)
    except Rejected as refused:
        assert [problem.code for problem in refused.problems] == ["sent"]  # noqa: PT017


def _expected(plans: list[Plan]) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for plan in plans:
        if not plan.people or not plan.submits:
            found.update({("council", "not-answered"): 1, ("issues", "not-answered"): 1})
            continue
        found["council", "divided" if len(plan.people) > 1 else plan.council] += 1
        found.update(("issues", issue) for issue in plan.issues)
    return dict(found)


def test_67_bodies_answer_at_once_over_a_bad_line_and_the_tally_is_exact():
    sheets.bring(Path(settings.DATA), force=True)
    actions.bring(Path(settings.DATA), force=True)
    chance = random.Random(2026)
    bodies = [Organization.objects.create(key=f"b-{n}", name=f"団体{n}", kind="prefecture") for n in range(BODIES)]
    plans = [_planned(body, number, chance) for number, body in enumerate(bodies)]
    survey = _begun([body.key for body in bodies])
    responses = {row.body_id: row for row in queries.progress(survey).rows}
    with ThreadPoolExecutor(max_workers=4) as threads:
        work = [threads.submit(_answer, responses[body.pk], plans[n], n) for n, body in enumerate(bodies)]
        for one in work:
            one.result()
    tallied = queries.tallied(survey)
    counts = {(one.question, one.answer): one.count for one in tallied.counts if one.count}
    wanted = _expected(plans)
    assert {pair: count for pair, count in counts.items() if pair[0] in ("council", "issues")} == wanted
    assert {one.base for one in tallied.counts if one.question == "council"} == {BODIES}
    assert sum(one.count or 0 for one in tallied.counts if one.question == "council") == BODIES
    answering = [plan for plan in plans if plan.people]
    assert Reply.objects.count() == sum(len(plan.people) for plan in answering)
    submits = Entry.objects.filter(verb="sheets.submit").count()
    assert submits == queries.progress(survey).sent == sum(plan.submits for plan in answering)
    _beside_the_year_before(survey)


def _begun(keys: list[str]) -> Survey:
    told = {
        "series": "mic",
        "year": 2026,
        "sheet": "mic-collaboration",
        "names": {"name": "見本の調査", "by": "見本課"},
    }
    closes = clock.now() + timedelta(days=1)
    survey = actions.begin("mic-2026", by=OPERATOR, bodies=keys, closes=closes, **told)
    actions.invite(survey, by=OPERATOR, link="http://localhost/desk/responses/{number}/")
    return Survey.objects.get(key="mic-2026")


def _beside_the_year_before(survey: Survey) -> None:
    """The second year stands beside the first, of which 28 of 67 are printed and nothing else."""
    actions.publish(actions.close(survey, by=OPERATOR), by=OPERATOR)
    beside = queries.tallied(Survey.objects.get(key="mic-2026")).beside
    before = {(row.question, row.answer): row.before for row in beside if row.before}
    assert [(pair, one.count, one.base) for pair, one in before.items()] == [(("council", "yes"), 28, 67)]
