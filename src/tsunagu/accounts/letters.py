"""What allauth writes to people, in our words: mails by the name it gives them, and the line on the next page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_CHANGED = _(
    "心当たりがない場合は、すぐにパスワードを変え、サインイン中の端末を終了してください。\n\n日時：%(timestamp)s\n接続元：%(ip)s\nブラウザ：%(user_agent)s"
)
_IGNORE = _("心当たりがない場合は、このメールを破棄してください。何も変わりません。")

# name of allauth's: subject, text, what follows it
MAILS: dict[str, tuple[Any, Any, Any]] = {
    "account/email/email_confirmation_signup": (
        _("確認コード"),
        _("メールアドレスの確認コードです。開いている画面に15分以内に入力してください。\n\n%(code)s"),
        _IGNORE,
    ),
    "account/email/email_confirmation": (
        _("確認コード"),
        _("メールアドレスの確認コードです。開いている画面に15分以内に入力してください。\n\n%(code)s"),
        _IGNORE,
    ),
    "account/email/account_already_exists": (
        _("すでに登録があります"),
        _(
            "このメールアドレスで利用者登録の申し込みがありましたが、すでに登録があります。パスワードを忘れた場合は、次のページで新しく設定できます。\n\n%(password_reset_url)s"
        ),
        _IGNORE,
    ),
    "account/email/unknown_account": (
        _("登録がありません"),
        _(
            "このメールアドレスでパスワードの再設定が申し込まれましたが、利用者登録がありません。別のアドレスで登録していないかご確認ください。"
        ),
        _IGNORE,
    ),
    "account/email/password_reset_key": (
        _("パスワードの再設定"),
        _(
            "次のページで新しいパスワードを設定してください。リンクは1時間、一度だけ使えます。\n\n%(password_reset_url)s"
        ),
        _IGNORE,
    ),
    "account/email/password_reset": (_("パスワードを再設定しました"), _("パスワードが再設定されました。"), _CHANGED),
    "account/email/password_changed": (_("パスワードを変更しました"), _("パスワードが変更されました。"), _CHANGED),
    "account/email/password_set": (_("パスワードを設定しました"), _("パスワードが設定されました。"), _CHANGED),
    "mfa/email/totp_activated": (
        _("認証アプリを登録しました"),
        _("サインインに認証アプリのコードが必要になりました。"),
        _CHANGED,
    ),
    "mfa/email/totp_deactivated": (
        _("認証アプリを解除しました"),
        _("サインインに認証アプリのコードが不要になりました。"),
        _CHANGED,
    ),
    "mfa/email/webauthn_added": (_("パスキーを追加しました"), _("パスキーが追加されました。"), _CHANGED),
    "mfa/email/webauthn_removed": (_("パスキーを削除しました"), _("パスキーが削除されました。"), _CHANGED),
    "mfa/email/recovery_codes_generated": (
        _("回復コードを作り直しました"),
        _("新しい回復コードが作られ、前のコードは使えなくなりました。"),
        _CHANGED,
    ),
    "socialaccount/email/account_connected": (
        _("外部の認証を連携しました"),
        _("外部の認証（%(provider)s）でサインインできるようになりました。"),
        _CHANGED,
    ),
    "socialaccount/email/account_disconnected": (
        _("外部の認証の連携を解除しました"),
        _("外部の認証（%(provider)s）ではサインインできなくなりました。"),
        _CHANGED,
    ),
}

# Said on the next page; where the page itself says it, nothing is.
MESSAGES: dict[str, Any] = {
    "account/messages/email_confirmation_failed.txt": _("メールアドレスを確認できませんでした。"),
    "account/messages/email_confirmation_sent.txt": "",
    "account/messages/email_confirmed.txt": _("メールアドレスを確認しました。"),
    "account/messages/logged_in.txt": "",
    "account/messages/logged_out.txt": _("サインアウトしました。"),
    "account/messages/password_changed.txt": _("パスワードを変更しました。ほかの端末はサインアウトされました。"),
    "account/messages/password_set.txt": _("パスワードを設定しました。"),
    "account/messages/unverified_primary_email.txt": _("メールアドレスの確認が必要です。"),
    "mfa/messages/recovery_codes_generated.txt": _("回復コードを作りました。"),
    "mfa/messages/totp_activated.txt": _("認証アプリを登録しました。"),
    "mfa/messages/totp_deactivated.txt": _("認証アプリを解除しました。"),
    "mfa/messages/webauthn_added.txt": _("パスキーを追加しました。"),
    "mfa/messages/webauthn_removed.txt": _("パスキーを削除しました。"),
    "socialaccount/messages/account_connected.txt": _("外部の認証を連携しました。"),
    "socialaccount/messages/account_connected_other.txt": _(
        "その外部の認証は、別の利用者に連携されているため、使えません。"
    ),
    "socialaccount/messages/account_connected_updated.txt": _("外部の認証を連携しました。"),
    "socialaccount/messages/account_disconnected.txt": _("外部の認証の連携を解除しました。"),
    "usersessions/messages/sessions_logged_out.txt": _("ほかの端末をサインアウトしました。"),
}

# What is wrong with a form, by allauth's codes.
ERRORS: dict[str, Any] = {
    "account_inactive": _("この利用者登録は停止されています。"),
    "email_password_mismatch": _("メールアドレスかパスワードが違います。"),
    "email_taken": _("このメールアドレスは使えません。"),
    "enter_current_password": _("現在のパスワードが違います。"),
    "incorrect_code": _("コードが違うか、期限が切れています。"),
    "incorrect_password": _("パスワードが違います。"),
    "invalid_or_expired_key": _("リンクが無効か、期限が切れています。"),
    "invalid_login": _("サインインできませんでした。"),
    "invalid_password_reset": _("リンクが無効か、期限が切れています。"),
    "rate_limited": _("続けて試したため、しばらく受け付けられません。数分たってからお試しください。"),
    "same_as_current": _("現在と同じです。別のものにしてください。"),
    "too_many_login_attempts": _(
        "この端末から続けて失敗したため、しばらくサインインできません。5分ほどたってからお試しください。"
    ),
    "unverified_primary_email": _("メールアドレスの確認が必要です。"),
}
ERRORS_OF_FACTORS: dict[str, Any] = {
    "add_email_blocked": _("二段階認証を使っている間は、メールアドレスを追加できません。"),
    "cannot_delete_authenticator": _("二段階認証は解除できません。"),
    "cannot_generate_recovery_codes": _("回復コードは、認証アプリかパスキーを登録してから作れます。"),
    "incorrect_code": _("コードが違うか、すでに使われています。"),
    "unverified_email": _("先に、メールアドレスの確認が必要です。"),
}
ERRORS_OF_PROVIDERS: dict[str, Any] = {
    "email_taken": _(
        "このメールアドレスには、すでに登録があります。先にそちらでサインインし、外部の認証（%s）を連携してください。"
    ),
    "invalid_token": _("外部の認証から受け取った内容を確かめられませんでした。"),
    "no_password": _("先に、パスワードを設定してください。"),
    "no_verified_email": _("先に、メールアドレスの確認が必要です。"),
    "disconnect_last": _("最後の一つは解除できません。先に、パスワードかパスキーを設定してください。"),
    "connected_other": _("その外部の認証は、別の利用者に連携されています。"),
}
