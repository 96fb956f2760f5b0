"""What django-allauth asks of the house: who may register, how people are written to, and what is tried how often."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.timezone import localtime
from django.utils.translation import gettext

from tsunagu.accounts import devices, letters, secrets
from tsunagu.accounts.actions import posts
from tsunagu.accounts.queries import people
from tsunagu.accounts.rules import names
from tsunagu.accounts.rules.words import in_a_line
from tsunagu.kernel import clock

_LONGEST = 200  # letters of what goes into a line of a mail


def client_address(request: HttpRequest) -> str:
    """Who asks: behind a server in front, the address that it saw, which it writes last."""
    passed_on = request.headers.get("X-Forwarded-For", "") if settings.PROXY else ""
    return passed_on.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, registering, passwords."""

    error_messages = {**DefaultAccountAdapter.error_messages, **letters.ERRORS}

    def clean_email(self, email: str) -> str:
        """Take an address of a registered domain; it says nothing of whether somebody is registered."""
        if not people.organization_of(email):
            raise ValidationError(
                gettext(
                    "このドメインは、どの機関にも登録されていません。所属機関の機関管理者に、招待をご依頼ください。"
                )
            )
        return email

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address that somebody registers anew.

        For an address that is new here a password would be hashed now, the longest part of the answer.
        """
        make_password(None if self.request is None else str(self.request.POST.get("password1", "")))
        super().send_account_already_exists_mail(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that counts."""
        return client_address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failed attempts are counted by: the account together with where they come from.

        A browser with which the person signed in before counts for itself, any other one with its address. So nobody
        can have another person locked out by trying their account from elsewhere, not even from the same network.
        """
        email = str(credentials.get("email", "")).lower()
        place = devices.known(request, email) or f"ip:{client_address(request)}"
        return f"{email}|{place}"

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and remember when the session began."""
        super().login(request, user)
        now = clock.now()
        request.session["began"] = request.session["seen"] = int(now.timestamp())
        devices.welcome(request, user, client_address(request))

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Once an address is proved, ask the organization of its domain to confirm the person."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed and email_address.user:
            posts.ask_for_post(user=email_address.user, domain=email_address.email.rpartition("@")[2])
        return bool(confirmed)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say our line for allauth's; none where the next page says it."""
        said = message or str(letters.MESSAGES.get(message_template or "", ""))
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Our mail for allauth's."""
        subject, text, after = letters.MAILS[template_prefix]
        values = {key: _plain(value) for key, value in context.items()}
        body = "\n\n".join([str(text) % values, str(after) % values])
        return _message(subject, body, email, headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail, once a person needs it."""
        self.render_mail(template_prefix, email, context).send()


def _message(subject: Any, body: str, email: str | list[str], headers: dict[str, str] | None) -> EmailMessage:
    to = [email] if isinstance(email, str) else email
    return EmailMessage(f"[Tsunagu] {subject}", f"{body}\n", settings.DEFAULT_FROM_EMAIL, to, headers=headers)


def _plain(value: Any) -> str:
    if hasattr(value, "astimezone"):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return in_a_line(str(value), _LONGEST) if not str(value).startswith("http") else str(value)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors and passkeys."""

    error_messages = {**DefaultMFAAdapter.error_messages, **letters.ERRORS_OF_FACTORS}

    def _get_site_name(self) -> str:
        return f"Tsunagu ({context.request.get_host()})"

    def encrypt(self, text: str) -> str:
        """Keep secrets of second factors unreadable for whoever has the database alone."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read such a secret."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002 (allauth's name)
        """A first name for a passkey."""
        return gettext("パスキー（%(day)s登録）") % {"day": f"{clock.today():%Y-%m-%d}"}


def _box() -> Fernet:
    return Fernet(secrets.derived("second factors"))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in by OpenID Connect; which claim means what stands in the file of TSUNAGU_SIGN_IN."""

    error_messages = {**DefaultSocialAccountAdapter.error_messages, **letters.ERRORS_OF_PROVIDERS}

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """A user as the provider's claims describe one; a name that nobody may have here is left out."""
        claims = self._claims(sociallogin)
        user = sociallogin.user
        user.email = claims.email
        user.name = "" if any(names.problems(claims.name)) else claims.name
        return user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether a provider may bring people who are not registered yet."""
        return bool(self._provider(sociallogin).app.settings.get("registers", True))

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        """Keep who came by a provider, and ask their organization to confirm them."""
        user = super().save_user(request, sociallogin, form)
        posts.ask_for_post(user=user, domain=self._claims(sociallogin).domain)
        return user

    def get_signup_form_initial_data(self, sociallogin: Any) -> dict[str, Any]:
        """What the form of registration holds already."""
        return {**super().get_signup_form_initial_data(sociallogin), "name": sociallogin.user.name}

    def _provider(self, sociallogin: Any) -> Any:
        return sociallogin.account.get_provider()

    def _claims(self, sociallogin: Any) -> people.Claims:
        app = self._provider(sociallogin).app
        return people.claims(sociallogin.account.extra_data, app.settings.get("claims", {}))
