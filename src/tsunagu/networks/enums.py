"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class NetworkKind(Labeled):
    """What sort of network it is, by what it was made for."""

    COUNCIL = "council", "推進会議・協議会", "Council"
    COCREATION = "cocreation", "共創の場の拠点", "Co-creation hub"
    PLATFORM = "platform", "地域連携プラットフォーム", "Regional collaboration platform"
    STARTUP_CITY = "startup-city", "スタートアップ・エコシステム拠点都市", "Startup ecosystem hub city"
    BIO_COMMUNITY = "bio-community", "バイオコミュニティ", "Bio community"
    SMART_CITY = "smart-city", "スマートシティ", "Smart city"
    ALLIANCE = "alliance", "大学等の連携", "Alliance of universities"
    JOINT_USAGE = "joint-usage", "共同利用・共同研究拠点のネットワーク", "Network of joint usage and research centers"
    PROJECT = "project", "産学官連携の事例", "Project of academia, government and industry"


class NetworkStanding(Labeled):
    """What a program made of a network."""

    GLOBAL = "global", "グローバル拠点都市", "Global hub city"
    PROMOTED = "promoted", "推進拠点都市", "Promotion hub city"
    RECOGNIZED = "recognized", "認定", "Recognized"
    REGISTERED = "registered", "登録（育成）", "Registered, to be developed"


class Topic(Labeled):
    """What a network is about, as we read its summary."""

    AGRICULTURE = "agriculture", "一次産業・スマート農業", "Primary industries and smart agriculture"
    BIO = "bio", "バイオ", "Biotechnology"
    HEALTH = "health", "健康・医療", "Health and medicine"
    LIGHT = "light", "光", "Light"
    MANUFACTURING = "manufacturing", "ものづくり", "Manufacturing"
    DIGITAL = "digital", "デジタル・データ", "Digital technology and data"
    MARINE = "marine", "海洋", "The sea"
    CONSTRUCTION = "construction", "建築", "Building"
    DISASTER = "disaster", "防災", "Disasters"
    STARTUPS = "startups", "スタートアップ", "Startups"
    TALENT = "talent", "人材育成", "Education and training"
    REGION = "region", "地域課題の解決", "Issues of the region"
    RESEARCH = "research", "共同利用・共同研究", "Shared research"


class ServiceField(Labeled):
    """In which field a service of a smart city is."""

    HEALTH = "health", "健康・医療", "Health"
    FINANCE = "finance", "金融", "Finance"
    MOBILITY = "mobility", "交通", "Mobility"
    ENERGY = "energy", "エネルギー", "Energy"
    DISASTER = "disaster", "防災", "Disasters"
    SECURITY = "security", "防犯", "Security"
    OTHER = "other", "その他", "Other"


class ServiceStage(Labeled):
    """How far a service of a smart city is, from first to last."""

    DEMONSTRATION = "demonstration", "スマートシティに向けた実証", "Demonstration"
    IMPLEMENTATION = "implementation", "スマートシティの実装", "Implementation"
    SOCIETY5 = "society5", "Society 5.0の実現", "Society 5.0"


class OfferKind(Labeled):
    """What an alliance shares."""

    RESOURCE = "resource", "共有する基盤", "Shared resource"
    COURSE = "course", "共通の教育", "Shared course"


class Measure(Labeled):
    """What is counted, to compare with a number of a document."""

    STANDING = "standing", "その位置付けの座組の数", "Networks of a standing"
    MEMBERS = "members", "構成員の数", "Members of a network"
    SHARED = "shared", "複数の座組に共通する構成員の数", "Bodies in several networks of a prefecture"
    MEETING = "meeting", "二つの事業が重なる都道府県の数", "Prefectures where two programs meet"
    OFFERS = "offers", "共有するものの数", "What an alliance shares"
    STRATEGIES = "strategies", "戦略の数", "Strategies"


class Missing(Labeled):
    """What two networks of a region, or one, lack."""

    MEMBER = "member", "同じ分野だが共通の構成員がいない", "Same field, no common member"
    RECORD = "record", "共通の構成員はいるが連携の記録がない", "Common members, no recorded link"
    WINDOW = "window", "外からの窓口がない", "No window"


class Required(Labeled):
    """What is looked up where a document asks something of a network."""

    STRENGTH = "strength", "強み", "Strength"
    COORDINATOR = "coordinator", "ネットワーク機関", "Network body"
    ACADEMIA = "academia", "学の構成員", "Member on the side of academia"
    INDUSTRY = "industry", "産の構成員", "Member on the side of industry"
    GOVERNMENT = "government", "官の構成員", "Member on the side of government"
    KEY_PERSON = "key-person", "キーパーソン", "Key person"
    PLAN = "plan", "計画", "Plan"


class Standstill(Labeled):
    """Why something may stand still."""

    SILENT = "silent", "12か月のあいだ会議の記録がない", "No meeting recorded for 12 months"
    STUCK = "stuck", "実証が3年を超えた", "In demonstration for more than three years"


class Holding(Labeled):
    """How a body holds networks together."""

    BROKER = "broker", "仲介役", "Broker"
    BRIDGE = "bridge", "橋渡し", "Bridge"


class LeftOut(Labeled):
    """What is not read off a graph that is too large."""

    BROKERS = (
        "brokers",
        "図の点が300を超えるため、仲介役（媒介中心性）は計算していません。条件をしぼると計算します。",
        "The graph has more than 300 nodes: brokers (betweenness) are not computed. Narrow it, and they are.",
    )
    ALL = (
        "all",
        "都道府県ごとにまとめているため、仲介役と橋渡しは調べていません。条件をしぼると調べます。",
        "Prefectures stand for those there: neither brokers nor bridges are computed. Narrow the graph, and they are.",
    )


class Agreed(Labeled):
    """Whether a body agreed to be named as a member."""

    YES = "yes", "はい", "Yes"
    NO = "no", "いいえ", "No"


class MemberChange(Labeled):
    """What becomes of a member by a spreadsheet."""

    JOINED = "joined", "加わる", "Joins"
    WAITING = "waiting", "同意を待つ", "Waits to agree"
    CHANGED = "changed", "変更", "Changed"


class Fact(Labeled):
    """What the ledger tells of in this room."""

    PLAN = "plan", "計画名", "Plan"
    PLAN_EN = "plan_en", "計画名（英語）", "Plan (English)"
    SUMMARY = "summary", "概要", "Summary"
    SUMMARY_EN = "summary_en", "概要（英語）", "Summary (English)"
    TOPICS = "topics", "分野", "Fields"
    BEGUN = "begun", "始まり", "Since"
    VALID_FROM = "valid_from", "始まりの日", "First day"
    VALID_TO = "valid_to", "終わりの日", "Last day"
    DRAFT = "draft", "下書き", "Draft"
    JOINED = "joined", "加わった機関", "Who joined"
    WAITING = "waiting", "同意を待っていた機関", "Who waited to agree"
    LEFT = "left", "離れた機関", "Who left"
    MEMBER = "member", "構成員", "Member"
    PART = "part", "立場", "Side"
    ROLE = "role", "役割", "Role"
    NOTE = "note", "根拠", "Grounds"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "networks.see", "座組を見る", "See a network"
    EDIT = "networks.edit", "座組の構成員と計画を編集する", "Edit the members and the plan of a network"
