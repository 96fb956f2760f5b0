"""A real OpenID provider on loopback: `python -m tests.browser.openid_provider PORT FOLDER CALLBACK`.

It is django-oauth-toolkit over a database of its own. Whoever comes is signed in there as the person whose name stands
in FOLDER/person, so that a test needs no second form.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

CLIENT, SECRET = "tsunagu", "a secret of the test"
PEOPLE: dict[str, dict[str, Any]] = {
    "hanako": {
        "mail": "hanako@ko.example.jp",
        "email_verified": False,
        "jaDisplayName": ["見本 花子"],
        "eduPersonScopedAffiliation": ["member@ko.example.jp"],
    },
    "unverified": {"mail": "who@ko.example.jp", "email_verified": False, "jaDisplayName": "だれか"},
    "known": {"mail": "taro@ko.example.jp", "email_verified": True, "jaDisplayName": "見本 太郎"},
}


def settings(folder: Path, port: int) -> dict[str, Any]:
    """Those of the provider."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return {
        "SECRET_KEY": "x" * 50,
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "ROOT_URLCONF": "tests.browser.openid_provider",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.sqlite3")}},
        "USE_TZ": True,
        "LOGIN_URL": "/login/",
        "OAUTH2_PROVIDER": {
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": pem,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o",
            "SCOPES": {"openid": "", "profile": "", "email": ""},
            "PKCE_REQUIRED": True,
            "OAUTH2_VALIDATOR_CLASS": "tests.browser.openid_validator.Validator",
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
        },
    }


def login(request: Any) -> Any:
    """Sign in whom the test chose."""
    from django.contrib.auth import login as enter
    from django.contrib.auth.models import User
    from django.http import HttpResponseRedirect

    user = User.objects.get(username=_chosen())
    enter(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return HttpResponseRedirect(request.GET["next"])


_FOLDER = Path()


def _chosen() -> str:
    """Who comes next, as the test wrote it."""
    return (_FOLDER / "person").read_text()


def _urls() -> list[Any]:
    from django.urls import include, path

    return [path("login/", login), path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def main(port: int, folder: Path, callback: str) -> None:
    """Serve until ended."""
    import django
    from django.conf import settings as django_settings

    django_settings.configure(**settings(folder, port))
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        User.objects.create_user(name)
    Application.objects.create(
        client_id=CLIENT,
        client_secret=SECRET,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=callback,
        skip_authorization=True,
        algorithm="RS256",
    )
    with make_server("127.0.0.1", port, get_wsgi_application(), handler_class=_Quiet) as server:
        (folder / "ready").write_text(json.dumps(port))
        server.serve_forever()


def __getattr__(name: str) -> Any:
    if name == "urlpatterns":
        return _urls()
    raise AttributeError(name)


if __name__ == "__main__":
    import tests.browser.openid_provider as this  # the module that Django's settings name

    this._FOLDER = Path(sys.argv[2])
    this.main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
