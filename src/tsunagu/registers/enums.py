"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class CorporationKind(Labeled):
    """法人種別 of the register of corporate numbers."""

    STATE = "101", "国の機関", "Organ of the State"
    LOCAL = "201", "地方公共団体", "Local government"
    STOCK = "301", "株式会社", "Stock company"
    LIMITED = "302", "有限会社", "Limited company (yugen gaisha)"
    GENERAL_PARTNERSHIP = "303", "合名会社", "General partnership company"
    LIMITED_PARTNERSHIP = "304", "合資会社", "Limited partnership company"
    LLC = "305", "合同会社", "Limited liability company"
    OTHER_REGISTERED = "399", "その他の設立登記法人", "Other registered corporation"
    FOREIGN = "401", "外国会社等", "Foreign company"
    OTHER = "499", "その他", "Other"


class Closing(Labeled):
    """登記記録の閉鎖等の事由: why a corporation is no more."""

    LIQUIDATION = "01", "清算の結了等", "Liquidation completed"
    MERGER = "11", "合併による解散等", "Dissolved by merger"
    BY_REGISTRAR = "21", "登記官による閉鎖", "Closed by the registrar"
    OTHER = "31", "その他の清算の結了等", "Other completion of liquidation"


class RegisterKind(Labeled):
    """The registers whose files can be read in."""

    HOUJIN = "houjin", "法人番号（国税庁）", "Corporate numbers (National Tax Agency)"
    SCHOOLS = "schools", "学校コード（文部科学省）", "School codes (MEXT)"
    GOVERNMENTS = "governments", "全国地方公共団体コード（総務省）", "Local government codes (MIC)"
    ROR = "ror", "ROR", "Research Organization Registry"


class PeopleRegister(Labeled):
    """The registers of researchers whose files can be read in."""

    RESEARCHMAP = "researchmap", "researchmap（JST）", "researchmap (JST)"
    KAKEN = "kaken", "KAKEN・e-Radの研究者一覧", "Researchers of KAKEN and e-Rad"


class Outcome(Labeled):
    """What became of one line of a file."""

    NEW = "new", "追加", "New"
    CHANGED = "changed", "変更", "Changed"
    SAME = "same", "変更なし", "Same"
    REFUSED = "refused", "取り込めない", "Refused"


class State(Labeled):
    """How far the reading of a file has come."""

    RUNNING = "running", "取り込み中", "Running"
    STOPPED = "stopped", "中断", "Stopped"
    DONE = "done", "完了", "Done"


class Scheme(Labeled):
    """Whose number it is."""

    HOUJIN = "houjin", "法人番号", "Corporate number"
    SCHOOL = "school", "学校コード", "School code"
    LOCAL_GOVERNMENT = "local-government", "全国地方公共団体コード", "Local government code"
    ERAD_INSTITUTION = "erad-institution", "e-Rad機関コード", "e-Rad institution code"
    ERAD_RESEARCHER = "erad-researcher", "e-Rad研究者番号", "e-Rad researcher number"
    ROR = "ror", "ROR", "ROR"
    ORCID = "orcid", "ORCID", "ORCID"
    OPENALEX = "openalex", "OpenAlex", "OpenAlex"
