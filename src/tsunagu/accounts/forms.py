"""Forms of this room. What is sound is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tsunagu.access.enums import Role
from tsunagu.accounts.enums import Language
from tsunagu.accounts.models import LONGEST_NAME, Membership, User
from tsunagu.accounts.passwords import PasswordValidator
from tsunagu.accounts.rules import names
from tsunagu.accounts.rules.posts import BY_ORGANIZATIONS, OF_THE_PLATFORM, fits
from tsunagu.kernel.labels import Labeled, language
from tsunagu.kernel.problems import Rejected

_DAY = {"type": "date"}


class Form(forms.Form):
    """A form whose labels stand without a colon."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, each at its field."""
        for problem in refused.problems:
            self.add_error(problem.where if problem.where in self.fields else None, problem.message)


def _must_be_a_name(text: str) -> None:
    if found := [problem.message for problem in names.problems(text)]:
        raise forms.ValidationError(found)


def _name() -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "name"})
    return forms.CharField(label=_("氏名"), max_length=LONGEST_NAME, widget=widget, validators=[_must_be_a_name])


class PersonForm(forms.Form):
    """What allauth's forms of registration ask beside address and password."""

    field_order = ("name", "email", "password1")
    name = _name()

    def clean(self) -> dict[str, Any]:
        """Refuse a password of one's own name: allauth's form knows the address alone."""
        given = super().clean() or {}
        name, password = given.get("name", ""), given.get("password1", "")
        if name and password:
            try:
                PasswordValidator().validate(password, User(name=name))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return given

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name, and the language in which somebody registered."""
        user.name, user.language = self.cleaned_data["name"].strip(), language()
        user.save(update_fields=["name", "language"])


class ProfileForm(Form):
    """How somebody is called and written to."""

    name = _name()
    language = forms.ChoiceField(label=_("メールの言語"), choices=Language.options)


class AddressForm(Form):
    """Another mail address."""

    email = forms.EmailField(label=_("新しいメールアドレス"), widget=forms.EmailInput({"autocomplete": "email"}))


class AcceptForm(Form):
    """What somebody new says of themselves who was invited."""

    name = _name()
    password = forms.CharField(
        label=_("パスワード"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("15文字以上。文字の種類は問いません。よく使われるものや、氏名などを並べたものは使えません。"),
    )


def _options(among: Any) -> Any:
    """Words for a form, in the language of whoever opens it."""

    def options() -> list[tuple[str, str]]:
        return [(str(word.value), word.label) for word in among]

    return options


# What may do most is not what stands first.
_ORDINARY = sorted(BY_ORGANIZATIONS, key=lambda role: role is Role.ADMINISTRATOR)


def _offer(form: forms.Form, kind: str) -> None:
    """Offer the roles that an organization of a kind can have."""
    role: Any = form.fields["role"]
    role.choices = _options([one for one in _ORDINARY if fits(one, kind)])


class InviteForm(Form):
    """Whom to invite to an organization, in which role, until when."""

    email = forms.EmailField(label=_("メールアドレス"), widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("役割"), choices=_options(_ORDINARY))
    first = forms.DateField(label=_("開始日（任意）"), required=False, widget=forms.DateInput(_DAY))
    last = forms.DateField(label=_("終了日（任意、その日の終わりまで）"), required=False, widget=forms.DateInput(_DAY))
    language = forms.ChoiceField(label=_("メールの言語"), choices=Language.options)


class MemberForm(InviteForm):
    """Whom to invite to an organization of a kind."""

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, kind)


_OF_THE_PLATFORM = [role for role in Role if role in {*OF_THE_PLATFORM, Role.ADMINISTRATOR}]


class PlatformInviteForm(InviteForm):
    """Whom to invite to a post of the platform, or as the first administrator of an organization."""

    role = forms.ChoiceField(label=_("役割"), choices=_options(_OF_THE_PLATFORM))
    words = forms.CharField(
        label=_("機関（機関管理者の場合）"),
        max_length=100,
        required=False,
        help_text=_("名称、読み、英語名、番号のどれかでさがします。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    organization = forms.ChoiceField(label=_("見つかった機関"), required=False, widget=forms.RadioSelect)
    field_order = ("email", "role", "words", "organization", "first", "last", "language")

    def __init__(self, *args: Any, found: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = {str(body.pk): body for body in found}
        field: Any = self.fields["organization"]
        field.choices = [(number, body.display_name) for number, body in self.found.items()]
        if not found:
            del self.fields["organization"]

    def clean(self) -> dict[str, Any]:
        """An administrator needs an organization that was chosen; what was found may only be like it."""
        given = super().clean() or {}
        chosen = given.get("organization", "")
        if given.get("role") == Role.ADMINISTRATOR and not chosen:
            self.add_error("words", _("機関をさがして、一つ選んでください。"))
        return {**given, "organization": self.found.get(chosen)}


class ConfirmForm(Form):
    """In which role, until when somebody is confirmed who registered by themselves."""

    role = forms.ChoiceField(label=_("役割"), choices=_options(_ORDINARY))
    last = forms.DateField(label=_("終了日（任意、その日の終わりまで）"), required=False, widget=forms.DateInput(_DAY))

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, kind)


class EndForm(Form):
    """Why a post ends."""

    reason = forms.CharField(label=_("理由（任意）"), max_length=200, required=False)


class DomainForm(Form):
    """The part behind @."""

    name = forms.CharField(
        label=_("ドメイン"), max_length=253, widget=forms.TextInput({"placeholder": "example.ac.jp"})
    )


class TokenForm(Form):
    """A token: for what, with which post, until when."""

    name = forms.CharField(label=_("名前（何に使うか）"), max_length=LONGEST_NAME)
    post = forms.ModelChoiceField(label=_("所属"), queryset=Membership.objects.none())
    scopes = forms.MultipleChoiceField(label=_("できること"), widget=forms.CheckboxSelectMultiple)
    last = forms.DateField(label=_("期限（その日の終わりまで、1年以内）"), widget=forms.DateInput(_DAY))

    def __init__(self, *args: Any, posts: Any, verbs: list[Labeled], **options: Any) -> None:
        super().__init__(*args, **options)
        post: Any = self.fields["post"]
        scopes: Any = self.fields["scopes"]
        post.queryset = posts
        scopes.choices = [(str(verb.value), verb.label) for verb in verbs]


class DelegationForm(Form):
    """Who decides in one's place, from when to when."""

    post = forms.ModelChoiceField(label=_("委ねる役割"), queryset=Membership.objects.none())
    deputy = forms.ModelChoiceField(label=_("代決する人"), queryset=User.objects.none())
    first = forms.DateField(label=_("開始日"), widget=forms.DateInput(_DAY))
    last = forms.DateField(label=_("終了日（その日の終わりまで）"), widget=forms.DateInput(_DAY))
    reason = forms.CharField(label=_("理由（任意）"), max_length=200, required=False)

    def __init__(self, *args: Any, posts: Any, deputies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        post: Any = self.fields["post"]
        deputy: Any = self.fields["deputy"]
        post.queryset, deputy.queryset = posts, deputies


class DayForm(Form):
    """The day on which posts change hands."""

    day = forms.DateField(label=_("新しい体制になる日（その日の0時から）"), widget=forms.DateInput(_DAY))
