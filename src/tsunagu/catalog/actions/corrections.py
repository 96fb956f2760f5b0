"""Correct a program: one officer proposes, another approves, and what was approved can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tsunagu.access import ledger
from tsunagu.access.actors import NOBODY, Actor
from tsunagu.accounts.queries import people, posts
from tsunagu.catalog import rights
from tsunagu.catalog.actions import overlay
from tsunagu.catalog.actions.editions import REFRESH
from tsunagu.catalog.actions.facts import take_load_lock
from tsunagu.catalog.enums import Verb
from tsunagu.catalog.enums.corrections import CorrectionState
from tsunagu.catalog.models import Correction, Document, Program
from tsunagu.catalog.queries import corrections as queries
from tsunagu.catalog.queries.corrections import Place
from tsunagu.catalog.rules import corrections as rules
from tsunagu.jobs.app import app
from tsunagu.kernel import clock, merging
from tsunagu.kernel.merging import Facts
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations.enums import AUTHORITIES

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """On what a correction rests: a document that is here, or an official address with what its page is called.

    printed: the text as the source prints it.
    """

    document: str = ""
    page: str = ""
    printed: str = ""
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to be another: the fields as readers see them, and as they are to be."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def propose(
    program: Program,
    place: str,
    *,
    by: Actor,
    began: Facts,
    wrote: Facts,
    source: Source,
    reason: str,
) -> Correction:
    """Propose that some fields of a place of a program be others. Readers see nothing of it.

    began: the fields from which somebody began (``queries.corrections.there``). Raises ``Rejected``, and ``Stale``
    where a field was corrected, or its correction proposed, meanwhile.
    """
    rights.PROGRAMS.require(by, Verb.PROPOSE, program)
    with transaction.atomic():
        program = _locked(program)
        where = _place(program, place)
        there = queries.there(program, where)
        kept = _as_kept(where, wrote, began, there)
        merging.require_fresh(began=began, theirs=there, wrote=kept)
        change = _change(where, kept, there)
        document = Document.objects.filter(key=source.document).first() if source.document else None
        _refuse(_of_nobody(program), _wrong(where, change), _wrong_source(source, document), _wrong_reason(reason))
        one = _made(program, where, by, change, source)
        one.document, one.reason = document, reason.strip()
        _refuse(_unfit(one))
        one.save()
        post = rights.PROGRAMS.acting(by, Verb.PROPOSE, program)
        told = {**one.after, **_told_source(one)}
        ledger.record(
            by=by,
            verb=Verb.PROPOSE,
            thing=one,
            before=one.before,
            after=told,
            reason=one.reason,
            post=post,
        )
    return one


def approve(one: Correction, *, by: Actor, seen: Facts, reason: str = "") -> Correction:
    """Show readers a correction that somebody else proposed; of one that clashes with its file, say that it holds.

    seen: the fields as readers saw them when whoever approves decided. Raises ``Rejected``, and ``Stale`` where they
    see others by now.
    """
    with transaction.atomic():
        take_load_lock()
        one = _again(one)
        if not one.can_be_approved:
            raise Rejected([_decided()])
        rights.CORRECTIONS.require(by, Verb.APPROVE, one)
        program = _locked(one.program)
        place = _place(program, one.place)
        now = place.facts
        _require_seen(seen, one.after, now)
        _refuse(_of_nobody(program), _of_proposer(one, program), _no_longer_fit(place, one))
        _stand(one, program, place, by)
        overlay.lay(program, place)
        overlay.forget_sources(program)
        before = {name: now[name] for name in one.standing}
        ledger.record(
            by=by,
            verb=Verb.APPROVE,
            thing=one,
            before=before,
            after=_standing(one),
            reason=reason.strip(),
        )
        app.configure_task(REFRESH).defer()
    return one


def refuse(one: Correction, *, by: Actor, reason: str) -> Correction:
    """Do not approve a correction, and say why. Raises ``Rejected``."""
    with transaction.atomic():
        one = _again(one)
        if not one.is_open:
            raise Rejected([_decided()])
        rights.CORRECTIONS.require(by, Verb.REFUSE, one)
        _refuse(_wrong_reason(reason))
        _decide(one, by, Verb.REFUSE, CorrectionState.REFUSED)
        one.save()
        _record_end(one, by, Verb.REFUSE, reason)
    return one


def take_back(one: Correction, *, by: Actor, reason: str) -> Correction:
    """Take a correction back: readers see what the files say, and what was proposed only waits no more.

    Raises ``Rejected``.
    """
    with transaction.atomic():
        take_load_lock()
        one = _again(one)
        if not one.can_end:
            raise Rejected([_decided()])
        rights.CORRECTIONS.require(by, Verb.TAKE_BACK, one)
        _refuse(_wrong_reason(reason))
        _record_end(one, by, Verb.TAKE_BACK, reason)
        stood = one.state == CorrectionState.STANDING
        one.state = CorrectionState.TAKEN_BACK
        one.save()
        if stood:
            _take_off(one)
            app.configure_task(REFRESH).defer()
    return one


def _locked(program: Program) -> Program:
    """The program, which nobody else changes until the end of the transaction."""
    rows = Program.objects.select_for_update(of=("self",)).select_related("ministry", "agency")
    return rows.get(pk=program.pk)


def _again(one: Correction) -> Correction:
    """The correction as it is now, which nobody else changes until the end of the transaction."""
    rows = Correction.objects.select_for_update(of=("self",)).select_related("program", "document")
    return rows.get(pk=one.pk)


def _place(program: Program, key: str) -> Place:
    place = queries.place(program, key)
    if place is None:
        raise Rejected([Problem("gone", _("訂正する箇所が、いまの資料にはありません。"), "place")])
    return place


def _as_kept(where: Place, wrote: Facts, *others: Facts) -> dict[str, Any]:
    """What was written, one way of writing it; a text that differs only in its ends and line breaks is as it was."""
    names = [name.value for name in rules.FIELDS[where.kind] if name.value in wrote]
    return {name: _same(wrote[name], [other.get(name) for other in others]) for name in names}


def _same(value: Any, others: Iterable[Any]) -> Any:
    folded = _folded(value)
    return next((other for other in others if _folded(other) == folded), folded)


def _folded(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _made(program: Program, where: Place, by: Actor, change: _Change, source: Source) -> Correction:
    """A proposal that is not kept yet."""
    one = Correction(program=program, place=where.key, before=change.before, after=change.after)
    one.page, one.printed = source.page, source.printed.strip()
    one.url, one.title = source.url, source.title
    one.proposed_by, one.proposed_at = by.user or 0, clock.now()
    return one


def _change(where: Place, wrote: Facts, there: Facts) -> _Change:
    """The fields that somebody wants to be others than what readers see, and than what waits already."""
    seen = where.facts
    names = [name for name, value in wrote.items() if value not in (there[name], seen[name])]
    return _Change({name: seen[name] for name in names}, {name: wrote[name] for name in names})


def _told_source(one: Correction) -> dict[str, Any]:
    document = one.document.key if one.document else one.url
    told = {"document": document, "page": one.page, "printed": one.printed}
    return {name: text for name, text in told.items() if text}


def _refuse(*found: Iterable[Problem]) -> None:
    """Raise ``Rejected`` with all that was found, if anything was."""
    if problems := list(chain.from_iterable(found)):
        raise Rejected(problems)


def _wrong(where: Place, change: _Change) -> Iterator[Problem]:
    """What is wrong with the fields as they would be."""
    if not change.after:
        yield Problem("unchanged", _("いまの内容と変わりがありません。直す項目を書き換えてください。"))
        return
    row = type(where.filed)()
    for name, fact in change.after.items():
        try:
            overlay.write(row, {name: fact})
        except ValidationError as error:
            yield Problem("invalid", " ".join(error.messages), name)
    yield from _unfit(row, change.after)
    yield from rules.problems(where.kind, {**where.facts, **change.after})


def _unfit(row: Any, names: Iterable[str] | None = None) -> Iterator[Problem]:
    """What of a row does not fit its columns. names: the columns that are asked, if not all."""
    every = {column.name for column in row._meta.fields}
    try:
        row.clean_fields(exclude=every - set(names) if names is not None else {"before", "filed"})
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            yield Problem("invalid", " ".join(texts), name)


def _wrong_source(source: Source, document: Document | None) -> Iterator[Problem]:
    """What is wrong with a source: it is one document or one address, with its words."""
    if not source.printed.strip():
        yield Problem("no-words", _("出典に印刷されている文言を、そのまま書いてください。"), "printed")
    if bool(source.document) == bool(source.url):
        yield Problem(
            "one-source", _("登録された資料か公式ページのアドレスの、どちらか一つを書いてください。"), "document"
        )
    elif source.document and document is None:
        yield Problem("no-document", _("この資料は登録されていません。"), "document")
    elif source.url and not source.title.strip():
        yield Problem("no-title", _("公式ページの題名を書いてください。"), "title")


def _wrong_reason(reason: str) -> Iterator[Problem]:
    if not reason.strip():
        yield Problem("no-reason", _("理由を書いてください。"), "reason")
    elif len(reason) > LONGEST_REASON:
        yield Problem("long-reason", _("理由は500文字以内で書いてください。"), "reason")


def _decided() -> Problem:
    return Problem("decided", _("この訂正は、すでに決まっています。いまの状態を確かめてください。"))


def _require_seen(seen: Facts, after: Facts, now: Facts) -> None:
    """Raise ``Stale`` where readers see something else in the place of a correction than whoever approves saw."""
    there = {name: now[name] for name in after}
    if any(seen.get(name) != value for name, value in there.items()):
        raise merging.Stale(merging.merge(began=seen, theirs=there, wrote=after))


def _of_nobody(program: Program) -> Iterator[Problem]:
    """Who is in charge decides who may correct a program, so that it must be an authority, whoever wrote the row."""
    if program.ministry.kind not in AUTHORITIES:
        told = _("この事業の所管は府省・外局・配分機関ではないため、訂正できません。運営管理者にお知らせください。")
        yield Problem("not-an-authority", told)


def _of_proposer(one: Correction, program: Program) -> Iterator[Problem]:
    """What was proposed by somebody whose right ended meanwhile is nobody's proposal any more."""
    if not one.is_open:
        return
    who = people.user(one.proposed_by)
    proposer = posts.actor(who, at=clock.now()) if who and who.is_active else NOBODY
    if not rights.PROGRAMS.may(proposer, Verb.PROPOSE, program):
        yield Problem(
            "no-right",
            _("提案した人は、いまはこの事業の訂正を提案できません。承認しないで、必要なら改めて提案してください。"),
        )


def _no_longer_fit(place: Place, one: Correction) -> Iterator[Problem]:
    """What is wrong with a place as it would be: what lies beside the corrected fields may have changed."""
    yield from rules.problems(place.kind, {**place.facts, **one.after})


def _stand(one: Correction, program: Program, place: Place, by: Actor) -> None:
    """Let readers see a correction, in the place of those of the same fields before it."""
    filed = queries.filed_facts(place)
    if one.is_open:
        one.standing = list(one.after)
        _replace(one, queries.standing(program, place.key))
    one.filed, one.clashing = {name: filed[name] for name in one.standing}, []
    if one.document is None:
        one.document = _document(one)
    _decide(one, by, Verb.APPROVE, CorrectionState.STANDING)
    one.save()


def _replace(new: Correction, before: Iterable[Correction]) -> None:
    for one in before:
        if one.overlaps(new.after):
            one.standing = [name for name in one.standing if name not in new.after]
            one.clashing = [name for name in one.clashing if name in one.standing]
            one.filed = {name: one.filed[name] for name in one.standing}
            one.state = CorrectionState.STANDING if one.standing else CorrectionState.REPLACED
            one.save()


def _document(one: Correction) -> Document:
    """The official page as a document, known from the day on which it was read."""
    known = {"title": one.title, "url": one.url, "read_on": clock.today()}
    return Document.objects.get_or_create(key=overlay.source_key(one), defaults=known)[0]


def _decide(one: Correction, by: Actor, verb: Verb, state: CorrectionState) -> None:
    """Note who decided, in whose place, and when."""
    post = rights.CORRECTIONS.acting(by, verb, one)
    one.decided_by, one.instead_of = by.user, post.instead_of if post else None
    one.decided_at, one.state = clock.now(), state


def _record_end(one: Correction, by: Actor, verb: Verb, reason: str) -> None:
    change = {"before": _standing(one) or one.after, "after": one.filed}
    ledger.record(by=by, verb=verb, thing=one, reason=reason.strip(), **change)


def _standing(one: Correction) -> dict[str, Any]:
    return {name: one.after[name] for name in one.standing}


def _take_off(one: Correction) -> None:
    program = _locked(one.program)
    place = queries.place(program, one.place)
    if place:
        overlay.take_off(program, place, one.filed)
    else:
        program.save()
    overlay.forget_sources(program)
