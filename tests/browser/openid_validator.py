"""What the provider of the test says of people: claims as GakuNin names them."""

from __future__ import annotations

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator

from tests.browser.openid_provider import PEOPLE


class Validator(OAuth2Validator):
    """Every claim of a person, in the token and in the answer of userinfo."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """The claims beside the number of the person."""
        return PEOPLE[request.user.username]
