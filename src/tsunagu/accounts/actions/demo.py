"""The invented people of the demonstration (見本): made, and made anew."""

from __future__ import annotations

import secrets as random
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from tsunagu.access.enums import Role
from tsunagu.accounts.enums import State
from tsunagu.accounts.models import Domain, HandOver, Membership, Sample, User
from tsunagu.accounts.queries import people, posts
from tsunagu.kernel import announced, clock
from tsunagu.kernel.labels import Label
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations import actions as organizations

DOMAIN = "example.jp"  # kept for examples: no mail can reach it


@dataclass(frozen=True, slots=True)
class Body:
    """An invented organization. domain: by which people may register there."""

    key: str
    name: Label
    kind: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. body: the key of an organization; none for a role of the platform, or for a stranger."""

    address: str
    name: str
    roles: tuple[Role, ...] = ()
    body: str = ""
    waits: bool = False


BODIES = (
    Body("mihon-ko", Label("甲大学（見本）", "Ko University (sample)"), "national-university", f"ko.{DOMAIN}"),
    Body("mihon-otsu", Label("乙大学（見本）", "Otsu University (sample)"), "private-university", f"otsu.{DOMAIN}"),
    Body("mihon-hei", Label("丙市（見本）", "Hei City (sample)"), "municipality", f"hei.{DOMAIN}"),
    Body("mihon-tei", Label("丁株式会社（見本）", "Tei Corporation (sample)"), "company", f"tei.{DOMAIN}"),
)
CAST = (
    Person("admin1@example.jp", "見本 管理一", (Role.PLATFORM_ADMINISTRATOR,)),
    Person("admin2@example.jp", "見本 管理二", (Role.PLATFORM_ADMINISTRATOR,)),
    Person("officer@example.jp", "見本 担当官", (Role.PROGRAM_OFFICER,)),
    Person("reviewer@ko.example.jp", "見本 審査員（甲大学と利害関係）", (Role.REVIEWER,)),
    Person("admin@ko.example.jp", "見本 甲機関管理", (Role.ADMINISTRATOR,), "mihon-ko"),
    Person("ura@ko.example.jp", "見本 甲ユーアールエー", (Role.URA,), "mihon-ko"),
    Person("approver@ko.example.jp", "見本 甲決裁", (Role.APPROVER,), "mihon-ko"),
    Person("researcher@ko.example.jp", "見本 甲研究", (Role.RESEARCHER,), "mihon-ko"),
    Person("new@ko.example.jp", "見本 甲新人", (Role.RESEARCHER,), "mihon-ko", waits=True),
    Person("admin@otsu.example.jp", "見本 乙機関管理", (Role.ADMINISTRATOR,), "mihon-otsu"),
    Person("ura@otsu.example.jp", "見本 乙ユーアールエー", (Role.URA,), "mihon-otsu"),
    Person("city@hei.example.jp", "見本 丙市担当", (Role.LOCAL_OFFICER, Role.ADMINISTRATOR), "mihon-hei"),
    Person("company@tei.example.jp", "見本 丁企業", (Role.COMPANY_MEMBER, Role.ADMINISTRATOR), "mihon-tei"),
    Person("stranger@example.jp", "見本 部外者"),
)


def require_no_real_people() -> None:
    """Raise ``Rejected`` where people may be real: behind HTTPS, or where the mark of the demo is missing."""
    if settings.HTTPS:
        raise Rejected([Problem("production", gettext("TSUNAGU_HTTPS=1 のサイトでは、見本の利用者を作れません。"))])
    if not (people.is_empty() or people.is_sample()):
        raise Rejected([Problem("production", gettext("実在の利用者が登録されているため、見本の利用者を作れません。"))])


def make(*, anew: bool = False) -> str:
    """Make the cast, or give the cast that is there a new password; gives the password of all. Raises ``Rejected``.

    anew: away with all that was done with the accounts first.
    """
    password = "-".join(random.choice(_WORDS) for _ in range(5))
    with transaction.atomic():
        require_no_real_people()
        if anew:
            _clear()
        if not people.is_sample():
            Sample.objects.create()
        _make_bodies()
        for person in CAST:
            _make_person(person, password)
        announced.demonstrate()
    return password


def _clear() -> None:
    HandOver.objects.all().delete()
    Membership.objects.all().delete()
    Domain.objects.all().delete()
    User.objects.all().delete()


def _make_bodies() -> None:
    organizations.register(
        [
            {
                "key": body.key,
                "name": body.name.ja,
                "name_en": body.name.en,
                "short": "",
                "kind": body.kind,
            }
            for body in BODIES
        ]
    )
    numbers = _numbers()
    for body in BODIES:
        if body.domain:
            Domain.objects.get_or_create(name=body.domain, defaults={"organization_id": numbers[body.key]})


def _numbers() -> dict[str, int]:
    keys = [body.key for body in BODIES]
    return dict(posts.organizations().filter(key__in=keys).values_list("key", "pk"))


def _make_person(person: Person, password: str) -> None:
    values = {"name": person.name, "sample": True}
    user, is_new = User.objects.get_or_create(email=person.address, defaults=values)
    user.set_password(password)
    user.save()
    if not is_new:
        return
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _make_posts(person, user)


def _make_posts(person: Person, user: User) -> None:
    numbers = _numbers()
    for role in person.roles:
        Membership.objects.create(
            user=user,
            organization_id=numbers.get(person.body),
            role=role,
            state=State.TO_BE_CONFIRMED if person.waits else State.ACTIVE,
            starts=clock.now() - timedelta(days=1),
        )


# Of four letters and more, easy to type; five of them are 45 bits, which does for accounts with nothing in them.
_WORDS = (
    "asagao ayame botan fuji hagi himawari hinageshi hotaru icho kaede kaki kangiku karamatsu kashiwa katsura keyaki "
    "kikyo kinmokusei kiri kobushi kuchinashi kunugi kurumi matsu momiji momo mokuren nadeshiko nanten nashi nemunoki "
    "ominaeshi renge rindo sakura sanshuyu sarusuberi sazanka shirakaba shobu suiren suisen sumire susuki take tanpopo "
    "tsubaki tsutsuji tsukushi ume wasurenagusa yamabuki yanagi yuri yuzu zakuro hasu hinoki sugi kuri biwa mikan"
).split()
