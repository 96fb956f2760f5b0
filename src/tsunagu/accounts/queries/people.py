"""Users, their domains and devices, and what providers say of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from tsunagu.access.actors import Actor
from tsunagu.accounts import rights
from tsunagu.accounts.models import LONGEST_NAME, AddressChange, Device, Domain, Sample, User
from tsunagu.mail import queries as mailed


def user(number: int | None) -> User | None:
    """A user by number."""
    return User.objects.filter(pk=number or 0).first()


def by_address(email: str) -> User | None:
    """The user of an address, however it is written."""
    return User.objects.filter(email__iexact=email).first()


def addresses(user: int | None) -> set[str]:
    """Every address of a user, in small letters."""
    known = EmailAddress.objects.filter(user_id=user or 0).values_list("email", flat=True)
    own = User.objects.filter(pk=user or 0).values_list("email", flat=True)
    return {email.lower() for email in (*known, *own)}


def organization_of(email: str) -> int | None:
    """The organization whose domain an address has, or a domain above it."""
    return organization_of_domain(email.rpartition("@")[2])


def organization_of_domain(name: str) -> int | None:
    """The organization of a domain or of the nearest one above it."""
    labels = name.lower().split(".")
    names = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    found = {domain.name: domain.organization_id for domain in Domain.objects.filter(name__in=names)}
    return next((found[known] for known in names if known in found), None)


def domains(by: Actor, organization: int) -> list[Domain]:
    """The domains of an organization, for those who may see them."""
    return list(rights.DOMAINS.among(by, Domain.objects.filter(organization_id=organization)))


def is_known_device(digest: str, email: str) -> bool:
    """Whether the owner of an address signed in with this browser before."""
    return Device.objects.filter(digest=digest, user__email__iexact=email).exists()


def address_change(key: str) -> AddressChange | None:
    """The change that a link from a mail belongs to. key: its hash."""
    rows = AddressChange.objects.select_related("user")
    return rows.filter(old_key=key).first() or rows.filter(new_key=key).first()


def is_sample() -> bool:
    """Whether all accounts here are those of `tsunagu demo`."""
    return Sample.objects.exists()


def is_empty() -> bool:
    """Whether nobody is registered."""
    return not User.objects.exists()


def greeting() -> list[str]:
    """What a starting server says of accounts: how to come by the first one."""
    if is_empty():
        return [
            "nobody is registered: `tsunagu demo` makes invented people to try;",
            "`tsunagu accounts administrator EMAIL` prints the link for the first real one",
        ]
    return (
        ["the people are those of the demonstration (見本): `tsunagu demo` says how to sign in"] if is_sample() else []
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a provider says of somebody, under our names. domain: of the organization that it vouches for."""

    email: str = ""
    name: str = ""
    domain: str = ""


# Our names with the claims of OpenID Connect that are asked where a provider's entry says nothing.
USUAL = {"email": ("email",), "name": ("name", "preferred_username")}


def claims(told: Mapping[str, Any], mapping: Mapping[str, Any]) -> Claims:
    """What a provider's answer says by its mapping: our name to one claim, or to several of which the first counts.

    A domain is taken from a claim such as eduPersonScopedAffiliation (``member@example.ac.jp``), or from an address
    that the provider says it verified.
    """
    said = _said(told)
    names = {**USUAL, **mapping}
    email, name, domain = (_first(said, names.get(ours, ())) for ours in ("email", "name", "domain"))
    if not domain and said.get("email_verified") is True:
        domain = email
    domain = domain.rpartition("@")[2].lower()
    return Claims(email=email.lower(), name=name[:LONGEST_NAME], domain=domain)


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    """All claims of an answer, those of userinfo before those of the token."""
    return {**told.get("id_token", {}), **told.get("userinfo", {})} or dict(told)


def _first(said: Mapping[str, Any], names: Any) -> str:
    """The first of some claims that is there; of one with several values the first."""
    for name in [names] if isinstance(names, str) else names:
        value = said.get(name)
        if isinstance(value, list | tuple):
            value = value[0] if value else None
        if value:
            return str(value).strip()
    return ""


def orcid(user: int | None) -> str:
    """The ORCID iD with which a user signs in, where ORCID itself is a provider here; empty for others."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    known = [app["provider_id"] for app in apps if urlsplit(app["settings"]["server_url"]).hostname == "orcid.org"]
    accounts = SocialAccount.objects.filter(user_id=user or 0, provider__in=known)
    return accounts.values_list("uid", flat=True).first() or ""


def bounced(addresses: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Addresses that mail does not reach, and what their server said; all of them, or of some."""
    found = [(one.to, one.error) for one in mailed.bounced()]
    return [one for one in found if addresses is None or one[0] in addresses]
