"""Things of every kind that has rights, made for tests: a later room adds a line to ``MAKERS``.

A maker is given an organization and a user whose thing it is to be, and a word that stands in every text of it that not
everybody may see.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from tests.access.lines import line
from tsunagu.access.actors import Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.accounts.models import Delegation, Domain, HandOver, Membership, Token, User
from tsunagu.applications.models import Application, Submission
from tsunagu.calls.models import Call
from tsunagu.catalog.enums import Axis, Confidence, EditionState, Phase, ProgramKind, Stage
from tsunagu.catalog.models import Box, Contact, Correction, Map, Program
from tsunagu.feedback import actions as feedback
from tsunagu.feedback.enums import Kind
from tsunagu.governance.enums import BodyKind, Outcome, PointKind
from tsunagu.governance.models import Answer, Body, Heading, Meeting, Point
from tsunagu.indicators.enums import Aggregation, Direction, Level, Origin, Status
from tsunagu.indicators.enums import Kind as FigureKind
from tsunagu.indicators.models import Definition, Indicator, Observation
from tsunagu.introductions.models import Introduction
from tsunagu.kernel import clock
from tsunagu.networks.models import Candidate, Network
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.organizations.models import Appointment, Consent, Match, Organization, Person, PersonMatch, Window
from tsunagu.profiles.models import Claim
from tsunagu.registers.enums import PeopleRegister, RegisterKind
from tsunagu.registers.models import Reading
from tsunagu.sheets.models import Reply, Response, Sheet, Version
from tsunagu.surveys.models import Survey

_COMPANY = 987654  # a number that no test gives
Maker = Callable[[int, int, str], Model]


def entry(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A line of the ledger."""
    by = signed_in(user=user, name=canary, posts=[Post(role=Role.URA, organization=organization)])
    with transaction.atomic():
        return line(by=by, before={"text": canary}, after={canary: canary}, reason=canary)


def message(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A message of a reader."""
    more: dict[str, Any] = {"page": canary, "reply_to": f"{canary}@example.jp", "language": "ja"}
    return feedback.send(kind=Kind.WISH, text=canary, most_an_hour=1000, **more)


def body(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A body, which everybody may see."""
    known = {"key": f"body-{organization}", "name": "見本大学", "kind": OrganizationKind.NATIONAL_UNIVERSITY}
    return Organization.objects.get_or_create(pk=organization, defaults=known)[0]


def window(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A window, which everybody may see."""
    known = {"organization": body(organization), "office": f"見本課{organization}"}
    return Window.objects.get_or_create(**known, defaults={"phone": "03-0000-0000"})[0]


def person(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A person who agreed to nothing, with a post in an organization."""
    known = {"key": f"person-{user}-{canary}", "name": canary, "kana": canary, "latin": canary}
    made, is_new = Person.objects.get_or_create(user=user, defaults=known)
    if is_new:
        Appointment.objects.create(person=made, organization=body(organization), title=canary)
    return made


def match(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """An entry of a register that may be a body."""
    known = {"organization": body(organization), "name": canary, "points": 1}
    return Match.objects.get_or_create(register=RegisterKind.ROR, code=f"{canary}-{organization}", defaults=known)[0]


def person_match(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """An entry of a register of researchers that may be a person."""
    known = {"person": person(organization, user, canary), "name": canary, "told": canary, "points": 1}
    code = f"{canary}-{organization}-{user}"
    return PersonMatch.objects.get_or_create(register=PeopleRegister.KAKEN, code=code, defaults=known)[0]


def introduction(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A request to be introduced to somebody who agreed to be asked, answered by the window of an organization."""
    asked = _askable(f"asked-{organization}-{user}")
    kept = {"person": asked, "through": body(organization), "asker": _somebody(organization, user, canary)}
    told = {"address": f"{canary}@example.jp", "expires": clock.now() + timedelta(days=1), "words": canary}
    return Introduction.objects.get_or_create(**kept, defaults={**told, "reason": canary})[0]


def _askable(key: str) -> Person:
    known, _ = Person.objects.get_or_create(key=key, defaults={"name": "見本 花子"})
    for field in ("name", "requests"):
        Consent.objects.get_or_create(person=known, field=field, defaults={"purpose": "見本", "given": clock.today()})
    return known


def claim(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A claim to an entry by its number, which the administrators of an organization checked."""
    who, told = _somebody(organization, user, canary), {"number": canary, "words": canary}
    known = {"organization": body(organization), "scheme": "orcid", "state": "refused", **told}
    return Claim.objects.get_or_create(user=who, organization=body(organization), defaults=known)[0]


def council(organization: int = 1, user: int = 1, canary: str = "x") -> Body:
    """A body that meets, which everybody may see."""
    return Body.objects.get_or_create(key="1", defaults={"name": "見本会議", "kind": BodyKind.COUNCIL})[0]


def meeting(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A meeting, which everybody may see."""
    known = {"body": council(), "day": clock.today()}
    return Meeting.objects.get_or_create(key="1", defaults=known)[0]


def point(organization: int = 1, user: int = 1, canary: str = "x") -> Point:
    """A point, which everybody may see."""
    heading, _ = Heading.objects.get_or_create(key="1", defaults={"name": "見本の見出し"})
    known = {"body": council(), "heading": heading, "kind": PointKind.ISSUE, "title": "見本の論点"}
    return Point.objects.get_or_create(key="1", defaults=known)[0]


def answer(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """What became of a point, which everybody may see."""
    return Answer.objects.get_or_create(point=point(), status=Outcome.PLANNED, text="見本の対応")[0]


def definition() -> Definition:
    """How something is measured, which everybody may see."""
    known = {"name": "見本の指標", "level": Level.INPUT, "direction": Direction.UP, "aggregation": Aggregation.SUM}
    measured, _ = Indicator.objects.get_or_create(key="1", defaults=known)
    told = {"text": "見本の定義", "unit": "件"}
    return Definition.objects.get_or_create(indicator=measured, version=1, defaults=told)[0]


def observation(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A figure that a body submitted and nobody confirmed."""
    texts = {"document": canary, "page": canary, "printed": canary, "link": f"https://{canary}.example.jp/"}
    facts: dict[str, Any] = {"value": 7391, "status": Status.PROVISIONAL, "public": False, "reason": canary}
    when = {"year": 2024, "known": clock.today(), "origin": Origin.BODY, "writer": user}
    where = {"definition": definition(), "subject": body(organization), "kind": FigureKind.ACTUAL}
    return Observation.objects.get_or_create(**where, defaults={**texts, **facts, **when})[0]


def company() -> Organization:
    """A company, which everybody may see."""
    known = {"key": "candidate", "name": "見本株式会社", "kind": OrganizationKind.COMPANY}
    return Organization.objects.get_or_create(pk=_COMPANY, defaults=known)[0]


def network(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A network that is a draft yet, with a member that did not agree to be named."""
    texts = {"plan": canary, "summary": canary, "begun": canary, "program": canary, "printed": canary, "note": canary}
    there = {**texts, "kind": "council", "draft": True, "prefectures": ["36"], "topics": ["bio"]}
    made, _ = Network.objects.get_or_create(body=body(organization), defaults=there)
    waiting = {"role": canary, "note": canary}
    Candidate.objects.get_or_create(network=made, body=company(), defaults=waiting)
    return made


def reading(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A register that was read in."""
    return Reading.objects.create(register="houjin", file=canary, mark=f"{canary}-{Reading.objects.count()}")


def _somebody(organization: int = 1, user: int = 1, canary: str = "x") -> User:
    """Who is registered."""
    return User.objects.get_or_create(pk=user, defaults={"email": f"u{user}@example.jp", "name": canary})[0]


def post(organization: int = 1, user: int = 1, canary: str = "x") -> Membership:
    """A post."""
    holder = _somebody(organization, user, canary)
    known = {"state": "active", "starts": clock.now()}
    where = {"user": holder, "organization": body(organization), "role": Role.APPROVER}
    return Membership.objects.get_or_create(**where, defaults=known)[0]


def domain(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A domain of an organization."""
    name = f"{canary}{Domain.objects.count()}.example.jp"
    return Domain.objects.create(organization=body(organization), name=name)


def hand_over(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A hand-over."""
    return HandOver.objects.create(organization=body(organization), at=clock.now())


def token(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A token of the API."""
    known = {"name": canary, "prefix": canary[:8], "digest": str(Token.objects.count()), "scopes": []}
    return Token.objects.create(membership=post(organization, user, canary), expires=clock.now(), **known)


def delegation(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """That an approver has somebody decide in their place."""
    now, deputy = clock.now(), _somebody(organization, 3, canary)
    given = {"starts": now, "ends": now + timedelta(days=1), "reason": canary}
    return Delegation.objects.create(membership=post(organization, user, canary), deputy=deputy, **given)


def program(organization: int = 1, user: int = 1, canary: str = "x") -> Program:
    """A program, which everybody may see."""
    known = {"name": "見本事業", "kind": ProgramKind.GRANT, "stage": Stage.BOTH, "ministry": body(organization)}
    return Program.objects.get_or_create(key=f"program-{organization}", defaults=known)[0]


def edition(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A draft of a map that a user brought in, with a box and a contact row in it."""
    texts = {"key": f"{canary}-{Map.objects.count()}", "name": canary, "title": canary, "budget_note": canary}
    known: dict[str, Any] = {"fiscal_year": 2023, "number": 1, "axis": Axis.THEME, "brought_by": user}
    draft = Map.objects.create(state=EditionState.DRAFT, **texts, **known)
    there = {"map": draft, "program": program(organization), "order": 1, "name": canary}
    Box.objects.create(**there, phase=Phase.DEPLOYMENT, confidence=Confidence.HIGH, description=canary)
    Contact.objects.create(**there, applicants=["1"], applicants_printed=canary, new_call=True)
    return draft


def correction(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A correction that a user proposed and nobody approved."""
    texts = {"printed": canary, "title": canary, "reason": canary, "url": f"https://{canary}.example.jp/"}
    facts: dict[str, Any] = {"before": {"name": "見本事業"}, "after": {"name": canary}}
    when = {"proposed_by": user, "proposed_at": clock.now()}
    return Correction.objects.create(program=program(organization), **texts, **facts, **when)


def sheet_version(organization: int = 1, user: int = 1, canary: str = "x") -> Version:
    """A draft of a sheet."""
    question = {"key": "council", "kind": "text", "text": canary}
    sheet, _ = Sheet.objects.get_or_create(key=f"sheet-{canary}", defaults={"name": canary, "name_en": canary})
    return Version.objects.get_or_create(sheet=sheet, number=1, defaults={"questions": [question]})[0]


def response(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """What a body is asked and one of its people began to answer; nobody submitted it."""
    known = {"version": sheet_version(), "title": canary, "closes": clock.now() + timedelta(days=1)}
    asked, _ = Response.objects.get_or_create(occasion="x", body=body(organization), defaults=known)
    said = {"council": {"standing": "given", "value": canary, "evidence": ""}}
    told = {"answers": said, "name": canary, "revision": 1}
    Reply.objects.get_or_create(response=asked, user=_somebody(organization, user, canary), defaults=told)
    return asked


def survey(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A survey that is open and not published, with a body that it asks."""
    texts = {"name": canary, "name_en": canary, "by": canary, "by_en": canary, "note": canary}
    known = {"version": sheet_version(), "year": 2030, "state": "open", "series": "1"}
    made, _ = Survey.objects.get_or_create(key="1", defaults={**texts, **known, "closes": clock.now()})
    return made


def call(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A call that is a draft."""
    step = {"kind": "application"}
    told = {"name": canary, "kind": "grant", "year": 2030, "by": canary, "summary": canary, "step": [step]}
    known = {"name": canary, "name_en": canary, "kind": "grant", "year": 2030, "file": canary, "definition": told}
    made, _ = Call.objects.get_or_create(key="1", defaults=known)
    return made


def application(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A draft of a body."""
    body(organization)
    known = {"title": canary, "saved_by": canary}
    made, _ = Application.objects.get_or_create(call=published_call(), body_id=organization, defaults=known)
    return made


def published_call() -> Call:
    """A call that is published, which everybody may see."""
    step = {"kind": "application"}
    told = {"name": "見本", "kind": "grant", "year": 2030, "by": "見本", "step": [step]}
    known = {"name": "見本", "kind": "grant", "year": 2030, "file": "", "definition": told}
    shown = {"state": "published", "published": clock.now()}
    made, _ = Call.objects.get_or_create(key="published", defaults={**known, **shown})
    return made


def submission(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """What was submitted of it."""
    held = {"dossier": json.dumps({"answers": [{"question": canary, "shown": canary}]}), "fingerprint": canary}
    told = {"decided": clock.now(), "by": canary, "draft": 0, **held}
    made, _ = Submission.objects.get_or_create(application=application(organization), key="1", defaults=told)
    return made


MAKERS: dict[str, Maker] = {
    "access.Entry": entry,
    "accounts.Delegation": delegation,
    "accounts.Domain": domain,
    "accounts.HandOver": hand_over,
    "accounts.Membership": post,
    "accounts.Token": token,
    "accounts.User": _somebody,
    "catalog.Correction": correction,
    "catalog.Map": edition,
    "catalog.Program": program,
    "feedback.Message": message,
    "governance.Answer": answer,
    "governance.Body": council,
    "governance.Meeting": meeting,
    "governance.Point": point,
    "indicators.Observation": observation,
    "introductions.Introduction": introduction,
    "networks.Network": network,
    "profiles.Claim": claim,
    "organizations.Organization": body,
    "organizations.Window": window,
    "organizations.Person": person,
    "organizations.Match": match,
    "organizations.PersonMatch": person_match,
    "registers.Reading": reading,
    "sheets.Response": response,
    "sheets.Version": sheet_version,
    "surveys.Survey": survey,
    "calls.Call": call,
    "applications.Application": application,
    "applications.Submission": submission,
}
