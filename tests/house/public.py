"""What everybody may see without signing in, room by room; what is not here asks for a right.

A new address or endpoint that asks for none fails `test_addresses.py` until somebody writes its name here, and so has
thought of it.
"""

from __future__ import annotations

# by namespace, the addresses outside of the API; one without a name is called by its route
ADDRESSES = {
    "": """
        health ready metrics home about operator terms robots favicon sitemap api
        account_login account_logout account_inactive account_signup account_email_verification_sent
        account_reset_password account_reset_password_done account_reset_password_from_key
        account_reset_password_from_key_done mfa_authenticate mfa_login_webauthn socialaccount_signup
        socialaccount_login_cancelled socialaccount_login_error openid_connect_login openid_connect_callback
    """,
    "accounts": "greeting confirm_address invitation",
    "catalog": """
        programs program own maps map may_apply compare shortlist budgets changes contacts sources document citation
        calendar calendar_ics calendar_atom book
    """,
    "feedback": "feedback sent",
    "governance": "points point meeting bodies body documents milestones",
    "indicators": "indicators indicator series",
    "organizations": """
        organizations organization own registered classes criteria regions region municipality person windows
    """,
    "networks": "networks network region map alive own graph graph_file",
    "introductions": "way",
    "profiles": "way",
    "surveys": "surveys survey",
    "calls": "calls call may_apply",
    "strengths": "map universities university brief works explain compare joint_papers layers domain research_time",
}
# of the public ones, what needs a link from a mail or a step before it, so that no browser test just opens it
STEPS = {
    "account_logout",
    "account_email_verification_sent",
    "account_reset_password_from_key",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_signup",
    "socialaccount_login_error",
    "openid_connect_login",
    "openid_connect_callback",
    "accounts:greeting",
    "organizations:own",
    "introductions:way",
    "profiles:way",
    "networks:own",
    "catalog:own",
    "accounts:confirm_address",
    "accounts:invitation",
}
# of these, what is no page but a file for other programs, or a part of a page
FILES = {
    "favicon",
    "catalog:book",
    "catalog:calendar_ics",
    "catalog:calendar_atom",
    "networks:graph_file",
    "strengths:brief",
}
# by tag, the operations of the API
ENDPOINTS = {
    "service": "health",
    "catalog": """
        programs program maps map calls contacts budgets totals may_apply packages ministries themes tags bulk
        bulk_table
    """,
    "governance": "governance_points governance_meetings governance_milestones",
    "indicators": "indicators indicator_series indicator_compare",
    "organizations": "organizations organization",
    "networks": "networks network network_overlaps network_brokers network_alive network_fallen network_missing",
    "surveys": "surveys survey",
    "calls": "published_calls published_call",
    "strengths": """
        strengths_edition strength_map strength_institutions strength_university strength_works strength_compare
        strength_domain strength_research_time strength_joint_papers strength_layers strength_explain
    """,
}
