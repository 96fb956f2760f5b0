"""Who asks for support: 申請主体 and the kinds of bodies."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class ApplicantType(Labeled):
    """申請主体 of the contact tables."""

    UNIVERSITY = "1", "①大学等研究機関", "1 Universities and research institutes"
    COMPANY = "2", "②民間事業者等", "2 Companies and other private bodies"
    LOCAL_GOVERNMENT = "3", "③自治体", "3 Local governments"
    RESEARCHER = "4", "④研究者", "4 Researchers"

    @property
    def body(self) -> BodyKind:
        """The kind of body meant."""
        return _BODIES[self]


class BodyKind(Labeled):
    """Kinds of bodies that may ask for support. ``broader`` gives the general kind that contains this one.

    大学等研究機関, as the contact tables call ①, holds more than 大学: a rule names the one or the other.
    """

    RESEARCH_INSTITUTION = "research-institution", "大学等研究機関", "University or research institute"
    UNIVERSITY = "university", "大学", "University"
    NATIONAL_UNIVERSITY = "national-university", "国立大学", "National university"
    PUBLIC_UNIVERSITY = "public-university", "公立大学", "Public university"
    PRIVATE_UNIVERSITY = "private-university", "私立大学", "Private university"
    COLLEGE_OF_TECHNOLOGY = "college-of-technology", "高等専門学校", "College of technology"
    INTER_UNIVERSITY_INSTITUTE = "inter-university-institute", "大学共同利用機関", "Inter-university research institute"
    JOINT_USAGE_CENTER = "joint-usage-center", "共同利用・共同研究拠点", "Joint usage / research center"
    NATIONAL_RESEARCH_INSTITUTE = (
        "national-research-institute",
        "国立研究開発法人",
        "National research and development agency",
    )
    COMPANY = "company", "企業・団体", "Company or other private body"
    STARTUP = "startup", "スタートアップ", "Startup"
    BANK = "bank", "金融機関", "Bank"
    VENTURE_CAPITAL = "venture-capital", "ベンチャーキャピタル", "Venture capital"
    FARM = "farm", "農林漁業者・団体", "Farm or farmers' body"
    NONPROFIT = "nonprofit", "非営利団体", "Nonprofit"
    LOCAL_GOVERNMENT = "local-government", "自治体", "Local government"
    PREFECTURE = "prefecture", "都道府県", "Prefecture"
    CITY = "city", "市区町村", "City, town or village"
    RESEARCHER = "researcher", "研究者個人", "Researcher"
    YOUNG_RESEARCHER = "young-researcher", "若手研究者", "Young researcher"
    DOCTORAL_STUDENT = "doctoral-student", "博士課程学生", "Doctoral student"

    @classmethod
    def general(cls) -> list[BodyKind]:
        """The four general kinds."""
        return [kind for kind in cls if kind.broader is kind]

    @property
    def broader(self) -> BodyKind:
        """The most general kind this one belongs to; itself for the four general ones."""
        return self._wider()[-1]

    def covers(self, body: BodyKind) -> bool:
        """Whether a rule that names this kind also names ``body``."""
        return self in body._wider()

    def _wider(self) -> list[BodyKind]:
        """This kind and those that contain it, from the narrowest."""
        return [self, *(_CONTAINER[self]._wider() if self in _CONTAINER else [])]

    def overlaps(self, body: BodyKind) -> bool:
        """Whether one of the two covers the other."""
        return self.covers(body) or body.covers(self)


_BODIES = {
    ApplicantType.UNIVERSITY: BodyKind.RESEARCH_INSTITUTION,
    ApplicantType.COMPANY: BodyKind.COMPANY,
    ApplicantType.LOCAL_GOVERNMENT: BodyKind.LOCAL_GOVERNMENT,
    ApplicantType.RESEARCHER: BodyKind.RESEARCHER,
}
_NARROWER = {
    BodyKind.RESEARCH_INSTITUTION: (
        BodyKind.UNIVERSITY,
        BodyKind.COLLEGE_OF_TECHNOLOGY,
        BodyKind.INTER_UNIVERSITY_INSTITUTE,
        BodyKind.JOINT_USAGE_CENTER,
        BodyKind.NATIONAL_RESEARCH_INSTITUTE,
    ),
    BodyKind.UNIVERSITY: (BodyKind.NATIONAL_UNIVERSITY, BodyKind.PUBLIC_UNIVERSITY, BodyKind.PRIVATE_UNIVERSITY),
    BodyKind.COMPANY: (BodyKind.STARTUP, BodyKind.BANK, BodyKind.VENTURE_CAPITAL, BodyKind.FARM, BodyKind.NONPROFIT),
    BodyKind.LOCAL_GOVERNMENT: (BodyKind.PREFECTURE, BodyKind.CITY),
    BodyKind.RESEARCHER: (BodyKind.YOUNG_RESEARCHER, BodyKind.DOCTORAL_STUDENT),
}
_CONTAINER: dict[BodyKind, BodyKind] = {}
for _general, _specials in _NARROWER.items():
    _CONTAINER |= dict.fromkeys(_specials, _general)
