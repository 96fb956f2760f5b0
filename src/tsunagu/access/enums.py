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


class Verb(Labeled):
    """What one may do with the ledger."""

    READ = "ledger.read", "台帳を閲覧する", "Read the ledger"
    VERIFY = "ledger.verify", "台帳を検証する", "Verify the ledger"
    EXPORT = "ledger.export", "台帳を書き出す", "Export the ledger"
    BLANK = "ledger.blank", "台帳の個人情報を消去する", "Blank personal data in the ledger"


class Fact(Labeled):
    """What lines of the ledger tell of in several rooms; what one room alone tells of stands in its own words."""

    NAME = "name", "名称", "Name"
    KIND = "kind", "種類", "Kind"
    STATE = "state", "状態", "State"
    FIRST = "first", "最初の日", "First day"
    LAST = "last", "最後の日", "Last day"
    DAY = "day", "日", "Day"
    EMAIL = "email", "メール", "Mail"
    PHONE = "phone", "電話", "Telephone"
    URL = "url", "ウェブページ", "Web page"
    ROLE = "role", "役割", "Role"
    ORGANIZATION = "organization", "機関の番号", "Number of the organization"
    USER = "user", "利用者の番号", "Number of the user"
    STARTS = "starts", "始まり", "Begins"
    ENDS = "ends", "終わり", "Ends"
    EXPIRES = "expires", "期限", "Expires"
    PARTS = "parts", "消した部分", "Parts blanked"


class Flaw(Labeled):
    """What a verification of the ledger can find."""

    CHANGED = "changed", "内容が書き換えられている", "Changed after it was sealed"
    PARTS = "parts", "消去の記録なく個人情報の部分が変わったか消えている", "Parts changed, or gone without a line"
    MISSING = "missing", "行が失われている", "Missing"
    INSERTED = "inserted", "台帳にない行が加えられている", "Inserted beside the ledger"
    MISDATED = "misdated", "前後の行より一時間以上古い日時で書かれている", "Dated over an hour before what it follows"
    HEAD = "head", "控えの先頭値と一致しない", "Not as the head that was kept or printed says"
    CUT = "cut", "控えの先頭値より後ろが切り取られている", "The end of the chain was cut off"


class Expected(Labeled):
    """What somebody is answered at a door."""

    ALLOWED = "allowed", "できる", "Allowed"
    FORBIDDEN = "403", "権限がないと伝える", "Told that they may not"
    MISSING = "404", "ないものとして扱う", "Told that there is nothing"
    SIGN_IN = "sign-in", "サインインへ案内する", "Led to the sign-in"
