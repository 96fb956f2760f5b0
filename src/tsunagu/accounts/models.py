"""Who signs in, their posts, and what hangs on these."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from tsunagu.access.enums import WITHOUT_MEMBERSHIP, Role
from tsunagu.accounts.enums import Language, State
from tsunagu.kernel import clock

LONGEST_NAME = 100
_ROLES = [(role.value, role.ja) for role in Role if role not in WITHOUT_MEMBERSHIP]


class Users(BaseUserManager["User"]):
    """All users."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an address, however it is written."""
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A person who signs in. sample: an invented one of the demonstration (見本)."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    language = models.CharField(max_length=2, choices=Language.choices(), default=Language.JA)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=clock.now)  # known before it is written: allauth keeps who registers aside
    sample = models.BooleanField(default=False)

    objects: ClassVar[Users] = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email


class Domain(models.Model):
    """The part behind @ of an organization's addresses: whoever has one may ask for a post there."""

    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253, unique=True)
    added = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A post: a role in an organization from one instant to another; without an organization, one of the platform.

    A concurrent post (併任) is a second row. user: none until an invitation is accepted. granted_by: who granted,
    invited or proposed it; approved_by: the second person, where the role needs two, or who confirmed it.
    ends: the first instant at which it does not hold any more.
    """

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        "organizations.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=30, choices=_ROLES)
    state = models.CharField(max_length=20, choices=State.choices())
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["user", "state"]), models.Index(fields=["organization", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(state=State.ACTIVE), name="membership_active_has_user"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(organization__isnull=False)
                | Q(role__in=[Role.PLATFORM_ADMINISTRATOR, Role.PROGRAM_OFFICER, Role.REVIEWER]),
                name="membership_organization_or_platform",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.invited_address} {self.get_role_display()} {self.organization or ''}".rstrip()

    @property
    def invited_address(self) -> str:
        """Whom an invitation went to; empty where there is none."""
        return self.invitation.email if hasattr(self, "invitation") else ""

    @property
    def of_role(self) -> Role:
        """The role as a word of both languages."""
        return Role(self.role)


class Invitation(models.Model):
    """The one-time link that leads to a post. key: a hash of what the link holds; none until it may be sent."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="invitation")
    email = models.EmailField()
    language = models.CharField(max_length=2, choices=Language.choices(), default=Language.JA)
    key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email


class Delegation(models.Model):
    """代決: an approver has somebody of the same organization decide in their place, between two instants."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="delegations")
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="delegated")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)
    made = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="delegation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} → {self.deputy}"


class HandOver(models.Model):
    """A change of several posts of an organization at one instant, which can be undone until then."""

    organization = models.ForeignKey("organizations.Organization", on_delete=models.CASCADE, related_name="hand_overs")
    at = models.DateTimeField()
    made = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.organization} {self.at:%Y-%m-%d}"


class HandOverLine(models.Model):
    """One post of a hand-over: it ends at its instant, and a successor's begins. until: when it would have ended."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="lines")
    ending = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    beginning = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.ending)


class Token(models.Model):
    """A key for programs. It acts with one post, for some verbs, until it expires or the post ends."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=LONGEST_NAME)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60))
    made = models.DateTimeField(db_default=Now())
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Device(models.Model):
    """A browser with which somebody signed in before: a new one is told of by mail, a known one is never locked out."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    digest = models.CharField(max_length=64, unique=True)
    first = models.DateTimeField(db_default=Now())
    last = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.user} {self.first:%Y-%m-%d}"


class AddressChange(models.Model):
    """A mail address that is to be another one once both have said so."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="address_change")
    email = models.EmailField()
    old_key = models.CharField(max_length=64, unique=True)
    new_key = models.CharField(max_length=64, unique=True)
    old_confirmed = models.DateTimeField(null=True, blank=True)
    new_confirmed = models.DateTimeField(null=True, blank=True)
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} → {self.email}"


class Limit(models.Model):
    """How often something was tried, for all processes: the table of Django's cache, which knows its columns."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_limit"

    def __str__(self) -> str:
        return self.cache_key


class Sample(models.Model):
    """The mark of `tsunagu demo`: all accounts here are invented ones."""

    made = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.made:%Y-%m-%d}"
