"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class Role(Labeled):
    """In what capacity somebody acts. The first four need no membership, the others are those of a membership."""

    ANYBODY = "anybody", "だれでも", "Anybody"
    SIGNED_IN = "signed-in", "サインインした人", "Whoever signed in"
    TERMINAL = "terminal", "端末の操作者", "Operator in the terminal"
    SYSTEM = "system", "システム", "The system itself"
    PLATFORM_ADMINISTRATOR = "platform-administrator", "運営管理者", "Platform administrator"
    PROGRAM_OFFICER = "program-officer", "事業担当官", "Program officer"
    ADMINISTRATOR = "administrator", "機関管理者", "Administrator of an organization"
    APPROVER = "approver", "決裁者", "Approver"
    URA = "ura", "研究推進担当（URA）", "Research administrator (URA)"
    RESEARCHER = "researcher", "研究者", "Researcher"
    LOCAL_OFFICER = "local-officer", "自治体担当者", "Officer of a local government"
    COMPANY_MEMBER = "company-member", "企業担当者", "Member of a company"
    REVIEWER = "reviewer", "審査員", "Reviewer"


WITHOUT_MEMBERSHIP = (Role.ANYBODY, Role.SIGNED_IN, Role.TERMINAL, Role.SYSTEM)
