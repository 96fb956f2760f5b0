"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class OrganizationKind(Labeled):
    """What sort of body an organization is."""

    MINISTRY = "ministry", "府省", "Ministry"
    AGENCY = "agency", "外局・機関", "Agency"
    FUNDER = "funder", "配分機関", "Funding agency"
    NATIONAL_UNIVERSITY = "national-university", "国立大学", "National university"
    PUBLIC_UNIVERSITY = "public-university", "公立大学", "Public university"
    PRIVATE_UNIVERSITY = "private-university", "私立大学", "Private university"
    JUNIOR_COLLEGE = "junior-college", "短期大学", "Junior college"
    COLLEGE_OF_TECHNOLOGY = "college-of-technology", "高等専門学校", "College of technology"
    UNIVERSITY_CORPORATION = "university-corporation", "大学法人", "University corporation"
    INTER_UNIVERSITY = "inter-university", "大学共同利用機関", "Inter-university research institute"
    RESEARCH_AGENCY = "research-agency", "国立研究開発法人", "National research and development agency"
    RESEARCH_INSTITUTE = "research-institute", "研究機関", "Research institute"
    PREFECTURE = "prefecture", "都道府県", "Prefecture"
    MUNICIPALITY = "municipality", "市区町村", "Municipality"
    COMPANY = "company", "企業", "Company"
    BANK = "bank", "金融機関", "Bank"
    VENTURE_CAPITAL = "venture-capital", "ベンチャーキャピタル", "Venture capital"
    ASSOCIATION = "association", "経済団体・業界団体", "Business association"
    NPO = "npo", "NPO・財団・社団", "Non-profit body"
    HUB = "hub", "拠点", "Hub"
    CENTER = "center", "研究所・センター", "Institute or center"
    NETWORK = "network", "ネットワーク", "Network"
    CONSORTIUM = "consortium", "コンソーシアム・協議会", "Consortium or council"
    PLATFORM = "platform", "地域連携プラットフォーム", "Regional collaboration platform"
    ALLIANCE = "alliance", "大学等連携推進法人", "University alliance corporation"
    OFFICE = "office", "事務所", "Office"
    FOREIGN = "foreign", "海外の機関", "Body abroad"
    UNKNOWN = "unknown", "種類不明", "Kind unknown"


AUTHORITIES = (OrganizationKind.MINISTRY, OrganizationKind.AGENCY, OrganizationKind.FUNDER)
"""Whom a program of the catalog can belong to."""

UNIVERSITIES = (
    OrganizationKind.NATIONAL_UNIVERSITY,
    OrganizationKind.PUBLIC_UNIVERSITY,
    OrganizationKind.PRIVATE_UNIVERSITY,
)

CONNECTING = (
    *UNIVERSITIES,
    OrganizationKind.JUNIOR_COLLEGE,
    OrganizationKind.COLLEGE_OF_TECHNOLOGY,
    OrganizationKind.INTER_UNIVERSITY,
    OrganizationKind.PREFECTURE,
    OrganizationKind.MUNICIPALITY,
)
"""Who ought to publish a window for collaboration (S72): the two sides of 産学官 that look for one another's."""


SCHOOLS = (
    *UNIVERSITIES,
    OrganizationKind.COLLEGE_OF_TECHNOLOGY,
    OrganizationKind.JUNIOR_COLLEGE,
    OrganizationKind.INTER_UNIVERSITY,
    OrganizationKind.RESEARCH_AGENCY,
    OrganizationKind.RESEARCH_INSTITUTE,
)
"""Whom a region can turn to for research (S83)."""

HUBS = (
    OrganizationKind.PLATFORM,
    OrganizationKind.CONSORTIUM,
    OrganizationKind.ALLIANCE,
    OrganizationKind.HUB,
    OrganizationKind.NETWORK,
    OrganizationKind.CENTER,
)
"""Where several work together."""


class Founder(Labeled):
    """Who founded a school."""

    NATIONAL = "national", "国立", "National"
    PUBLIC = "public", "公立", "Public"
    PRIVATE = "private", "私立", "Private"


class NameKind(Labeled):
    """What sort of name it is."""

    OFFICIAL = "official", "正式名称", "Official name"
    KANA = "kana", "読み", "Reading in kana"
    ENGLISH = "english", "英語名", "English name"
    SHORT = "short", "略称", "Short form"
    ALIAS = "alias", "別名", "Alias"
    OLD = "old", "旧称", "Old name"


class BodyField(Labeled):
    """What a body's own people keep of it."""

    NAME = "name", "名称", "Name"
    KANA = "kana", "名称の読み", "Reading of the name"
    NAME_EN = "name_en", "英語名", "English name"
    SHORT = "short", "略称", "Short form"
    URL = "url", "ウェブサイト", "Website"


SPOKEN = {
    "ja": "日本語",
    "en": "English",
    "zh": "中文",
    "ko": "한국어",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "pt": "Português",
    "vi": "Tiếng Việt",
}
"""Languages that windows speak, each in its own words."""


class SuccessionKind(Labeled):
    """How one body followed another."""

    RENAME = "rename", "改称", "Renamed"
    MERGER = "merger", "統合", "Merged"
    SPLIT = "split", "分割", "Split"
    ABSORPTION = "absorption", "吸収", "Absorbed"


class TieKind(Labeled):
    """What one body is to another, beside being a part of it."""

    HOST = "host", "設置", "Sets it up"
    CORE = "core", "中核", "Core"
    MEMBER = "member", "構成員", "Member"
    LINKED = "linked", "連携施設", "Linked facility"


class Side(Labeled):
    """On which side a member of a network stands."""

    ACADEMIA = "academia", "学", "Academia"
    GOVERNMENT = "government", "官", "Government"
    INDUSTRY = "industry", "産", "Industry"
    FINANCE = "finance", "金", "Finance"


class UnitKind(Labeled):
    """What sort of part of a body a unit is."""

    FACULTY = "faculty", "学部・研究科", "Faculty or graduate school"
    INSTITUTE = "institute", "研究所・センター", "Institute or center"
    LABORATORY = "laboratory", "研究室", "Laboratory"
    OFFICE = "office", "部署", "Office"


class ResourceKind(Labeled):
    """What sort of thing a resource is."""

    INSTRUMENT = "instrument", "機器", "Instrument"
    ROOM = "room", "部屋・施設", "Room or facility"
    DATA_PLATFORM = "data-platform", "データ基盤", "Data platform"


class PersonalField(Labeled):
    """What is known of a person, field by field: each is shown only as far as they agreed."""

    NAME = "name", "氏名", "Name"
    KANA = "kana", "氏名の読み", "Reading of the name"
    LATIN = "latin", "氏名（ローマ字）", "Name in Latin letters"
    POSTS = "posts", "職", "Posts"
    SHARES = "shares", "従事割合", "Shares of effort"
    FIELDS = "fields", "専門分野", "Fields"
    NUMBERS = "numbers", "研究者番号等", "Researcher numbers"
    NETWORKS = "networks", "ネットワークでの役割", "Roles in networks"
    REQUESTS = "requests", "紹介の依頼を受けること", "To be asked for introductions"


class BodyFact(Labeled):
    """What the ledger tells of bodies beside what they keep themselves."""

    OFFICE = "office", "窓口の名称", "Name of the window"
    OFFICE_EN = "office_en", "窓口の英語名", "English name of the window"
    HOURS = "hours", "受付時間", "Hours"
    LANGUAGES = "languages", "対応できる言語", "Languages"
    UNIT = "unit", "内部組織", "Part"
    SUCCESSOR = "successor", "後継の機関", "Successor"


class PersonFact(Labeled):
    """What the ledger tells of people beside what they write themselves."""

    POST = "post", "職", "Post"
    SHARE = "share", "従事割合", "Share of effort"
    ROLE = "role", "ネットワークでの役割", "Role in a network"
    AGREED = "agreed", "公開に同意した項目", "Fields agreed to"
    PURPOSE = "purpose", "目的", "Purpose"
    KEY = "key", "名簿の記載", "Entry in the directory"
    JOINED = "joined", "同じ人としてまとめた記載", "Entry joined as the same person"


class MatchFact(Labeled):
    """What the ledger tells of pairs that may be the same."""

    POINTS = "points", "点", "Points"


class ReadingFact(Labeled):
    """What the ledger tells of registers read in."""

    LINES = "lines", "行数", "Lines"
    NEW = "new", "新規", "New"
    CHANGED = "changed", "変更", "Changed"
    SAME = "same", "変更なし", "Same"
    REFUSED = "refused", "取り込めなかった行", "Refused"


class PersonField(Labeled):
    """What a person writes of themselves."""

    NAME = "name", "氏名", "Name"
    KANA = "kana", "氏名の読み（カタカナ）", "Reading of the name (katakana)"
    LATIN = "latin", "氏名（ローマ字）", "Name in Latin letters"
    FIELDS = "fields", "専門分野", "Fields"


class Purpose(Labeled):
    """What for a person agrees that something is shown."""

    FIND = "find", "連携の相手をさがす人に見せるため", "To be seen by whoever looks for partners"
    ASK = "ask", "紹介の依頼を受け付けるため", "To be asked for introductions"


class Measure(Labeled):
    """What is counted of printed lists, to compare with a printed count."""

    ENTRIES = "entries", "掲載数", "Entries"
    CENTERS = "centers", "拠点の数（ネットワークは一つ）", "Centers, a network being one"
    HOSTS = "hosts", "設置する大学の数", "Bodies that set them up"
    NETWORKS = "networks", "一覧の数", "Lists"
    LINKED = "linked", "連携施設の数", "Linked facilities"
    FIGURES = "figures", "内訳の和", "Sum of the printed parts"
    PREFECTURES = "prefectures", "都道府県の数", "Prefectures"


class Family(Labeled):
    """Coarse sorts of bodies, on which registers of different making agree."""

    SCHOOL = "school", "学校", "School"
    GOVERNMENT = "government", "府省・自治体", "Government"
    RESEARCH = "research", "研究機関", "Research"
    COMPANY = "company", "企業", "Company"
    HEALTH = "health", "医療機関", "Health care"
    OTHER = "other", "その他", "Other"
    UNKNOWN = "unknown", "不明", "Unknown"


class MatchReason(Labeled):
    """What speaks for or against an entry of a register and a body being the same."""

    SAME_NUMBER = "same-number", "番号が同じ", "Same number"
    SAME_NAME = "same-name", "名称が同じ", "Same name"
    SAME_OTHER_NAME = "same-other-name", "別の名称（英語名・旧称等）が同じ", "Same in another name"
    SIMILAR_NAME = "similar-name", "名称が似ている", "Similar name"
    SAME_PREFECTURE = "same-prefecture", "所在地の都道府県が同じ", "Same prefecture"
    OTHER_PREFECTURE = "other-prefecture", "所在地の都道府県が違う", "Another prefecture"
    SAME_FAMILY = "same-family", "機関の種類が合う", "Kinds agree"
    OTHER_FAMILY = "other-family", "機関の種類が合わない", "Kinds disagree"
    ANOTHER_NUMBER = "another-number", "同じ登録簿の別の番号を持つ", "Holds another number of this register"
    ENDED = "ended", "登録簿では廃止", "Ended in the register"


class PersonReason(Labeled):
    """What speaks for or against an entry of a register of researchers and a person being the same."""

    SAME_NUMBER = "same-number", "番号が同じ", "Same number"
    SAME_NAME = "same-name", "氏名が同じ", "Same name"
    OTHER_NAME = "other-name", "氏名が違う", "Another name"
    SAME_READING = "same-reading", "氏名の読みが同じ", "Same reading of the name"
    SAME_BODY = "same-body", "所属機関が同じ", "Same body"
    SAME_FIELD = "same-field", "専門分野が同じ", "Same field"
    ANOTHER_NUMBER = "another-number", "同じ種類の別の番号を持つ", "Holds another number of the same kind"


class MatchState(Labeled):
    """What was decided of an entry of a register and a body."""

    PROPOSED = "proposed", "確認待ち", "To be reviewed"
    JOINED = "joined", "同一と確認", "Joined"
    APART = "apart", "別と確認", "Kept apart"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "organizations.see", "機関を見る", "See a body"
    EDIT = "organizations.edit", "機関の情報を編集する", "Edit what is said of a body"
    PUBLISH_WINDOW = "organizations.publish-window", "連携の窓口を公表する", "Publish a window for collaboration"
    SEE_PERSON = "organizations.see-person", "人の情報をすべて見る", "See all that is kept of a person"
    EDIT_PERSON = "organizations.edit-person", "人と職の情報を編集する", "Edit a person and their posts"
    RECOGNIZE = "organizations.recognize", "人と利用者を結び付ける", "Say which user a person is"
    JOIN_ENTRIES = "organizations.join-entries", "同じ人の記載を一つにまとめる", "Join two entries of one person"
    PART_ENTRIES = "organizations.part-entries", "まとめた記載を分ける", "Part two entries that were joined"
    AGREE = "organizations.agree", "自分の情報の公開に同意する", "Agree to have one's own data shown"
    REMOVE_PERSON = "organizations.remove-person", "人の情報を削除する", "Remove all that is kept of a person"
    IMPORT = "organizations.import", "登録簿を取り込む", "Read in a register"
    REVIEW = "organizations.review", "名寄せの候補を見る", "See what may be the same body or person"
    JOIN = "organizations.join", "同一の機関・人として結び付ける", "Join an entry to a body or person"
    PART = "organizations.part", "別の機関・人として切り離す", "Part an entry from a body or person"
    UNDO = "organizations.undo", "名寄せの判断を取り消す", "Take back a decision on a match"
