"""Addresses of this room.

Those of allauth that are not here do not exist: codes by mail or telephone, passkeys as the only thing of an account,
more than one mail address.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions import views as sessions
from django.urls import include, path, re_path

from tsunagu.accounts.views import account as mine
from tsunagu.accounts.views import administration, delegations, desk, ending, hand_over, invitations, tokens
from tsunagu.accounts.views.signing import guarded, leading_away, ours, own

_ALLAUTH = [
    path("login/", leading_away(ours(account.login)), name="account_login"),
    path("logout/", ours(account.logout), name="account_logout"),
    path("inactive/", ours(account.account_inactive), name="account_inactive"),
    path("signup/", ours(account.signup), name="account_signup"),
    path("reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("confirm-email/", ours(account.email_verification_sent), name="account_email_verification_sent"),
    path("email/", mine.address, name="account_email"),
    path("password/change/", own(account.password_change), name="account_change_password"),
    path("password/set/", own(account.password_set), name="account_set_password"),
    path("password/reset/", ours(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", ours(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ours(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        ours(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("factors/", own(factors.index), name="mfa_index"),
    path("factors/authenticate/", ours(factors.authenticate), name="mfa_authenticate"),
    path("factors/reauthenticate/", own(factors.reauthenticate), name="mfa_reauthenticate"),
    path("factors/totp/activate/", guarded(totp.activate_totp), name="mfa_activate_totp"),
    path("factors/totp/deactivate/", guarded(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("factors/codes/", guarded(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("factors/codes/generate/", guarded(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("factors/codes/download/", guarded(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkeys/", own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/add/", guarded(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/login/", ours(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("passkeys/reauthenticate/", own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", guarded(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", guarded(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("sessions/", own(sessions.list_usersessions), name="usersessions_list"),
    path("providers/", leading_away(own(provider.connections)), name="socialaccount_connections"),
    path("providers/signup/", ours(provider.signup), name="socialaccount_signup"),
    path("providers/cancelled/", ours(provider.login_cancelled), name="socialaccount_login_cancelled"),
    path("providers/error/", ours(provider.login_error), name="socialaccount_login_error"),
    path("providers/<slug:provider_id>/login/", leading_away(ours(openid.login)), name="openid_connect_login"),
    path("providers/<slug:provider_id>/callback/", ours(openid.callback), name="openid_connect_callback"),
]
_OWN = [
    path("desk/", desk.desk, name="desk"),
    path("accounts/", mine.account, name="account"),
    path("accounts/greeting/", mine.greeting, name="greeting"),
    path("accounts/email/<str:key>/", mine.confirm_address, name="confirm_address"),
    path("accounts/invitations/<str:key>/", invitations.invitation, name="invitation"),
    path("accounts/tokens/", tokens.all_tokens, name="tokens"),
    path("accounts/tokens/<int:number>/revoke/", tokens.revoke, name="revoke_token"),
    path("accounts/delegations/", delegations.all_delegations, name="delegations"),
    path("accounts/delegations/<int:number>/revoke/", delegations.revoke, name="revoke_delegation"),
    path("accounts/platform/", administration.platform, name="platform"),
    path("accounts/organizations/<int:number>/", administration.organization, name="organization"),
    path("accounts/organizations/<int:number>/domains/", administration.domain, name="domain"),
    path("accounts/organizations/<int:number>/hand-over/", hand_over.hand_over, name="hand_over"),
    path("accounts/hand-overs/<int:number>/undo/", hand_over.undo, name="undo_hand_over"),
    path("accounts/posts/<int:number>/end/", ending.end, name="end"),
    path("accounts/posts/<int:number>/<slug:step>/", administration.decide, name="decide"),
]
urlpatterns = [path("accounts/", include(_ALLAUTH)), path("", include((_OWN, "accounts")))]
