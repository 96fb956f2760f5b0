"""The tags that programs may carry."""

from __future__ import annotations

from tsunagu.kernel.labels import language

# The tags that programs may carry, with their English.
TAGS = {
    "人材育成": "Human resources",
    "教育改革": "Education reform",
    "大学院": "Graduate schools",
    "若手研究者": "Young researchers",
    "博士課程": "Doctoral programs",
    "研究拠点": "Research hubs",
    "研究基盤": "Research infrastructure",
    "設備共用": "Shared equipment",
    "データ基盤": "Data infrastructure",
    "大学経営": "University management",
    "施設整備": "Facilities",
    "国際化": "Internationalization",
    "産学連携": "Industry-academia collaboration",
    "拠点形成": "Building hubs",
    "社会実装": "Putting research to use",
    "実証": "Field trials",
    "スタートアップ": "Startups",
    "知財": "Intellectual property",
    "資金・ファンド": "Funds and finance",
    "地方創生": "Regional revitalization",
    "雇用創出": "Job creation",
    "地域企業": "Regional companies",
    "自治体": "Local governments",
    "規制改革": "Regulatory reform",
    "表彰": "Prizes",
    "総合知": "Convergence knowledge",
    "SDGs": "SDGs",
    "モビリティ": "Mobility",
    "農林水産": "Agriculture, forestry and fisheries",
    "食品": "Food",
    "資源循環": "Resource circulation",
    "環境": "Environment",
    "脱炭素": "Decarbonization",
    "エネルギー": "Energy",
    "復興": "Reconstruction",
    "防災": "Disaster prevention",
    "インフラ": "Infrastructure",
    "気象": "Weather",
    "消防": "Firefighting",
    "測量": "Surveying",
    "スマートシティ": "Smart cities",
    "デジタル": "Digital",
    "健康医療": "Health and medicine",
    "バイオ": "Biotechnology",
    "マテリアル": "Materials",
    "基礎研究": "Basic research",
    "異分野融合": "Interdisciplinary research",
    "共同利用": "Joint use",
}


def tag_label(tag: str) -> str:
    """A tag in the language of the reader."""
    return TAGS.get(tag, tag) if language() == "en" else tag
