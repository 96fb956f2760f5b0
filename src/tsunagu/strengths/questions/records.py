"""The questions of this room as records: what is asked on a page, of the API and in the terminal, in the same words.

No engine is loaded by this module: forms, endpoints and commands are built from the records before anybody asks.
``QUESTIONS`` lists them. Each is answered by the module of this folder that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Door, asked
from tsunagu.strengths.enums import Amount, Base, Counting, Only, Reference, Rule, Scale, Top

MOST_COMPARED = 4  # universities side by side
MOST_MEMBERS = 10  # universities of a reference group
_MOST_FIELD = 9999
_MOST_PAPERS = 1_000_000

# A choice that always has a value: a page offers no empty one.
_chosen = partial(asked, blank=None)
_field = partial(asked, least=0, most=_MOST_FIELD, help="a field of the scheme, by its number; 0 for all")
_university = partial(asked, Label("大学", "University"), "", doors=Door.TERMINAL, most=200)

_scheme = partial(
    _chosen,
    Label("分野の体系", "Field scheme"),
    "",
    most=20,
    help="the fields shown: eight, field, subfield or concept; the eight fields by default",
    example="eight",
)
_top = partial(
    _chosen,
    Label("被引用上位の論文", "Top-cited papers"),
    Top.TOP,
    help="which part of the most cited, and its rule for ties",
)
_country = partial(
    _chosen,
    Label("国", "Country"),
    "",
    most=2,
    help="one of the countries computed; Japan where it is one",
    example="JP",
)
_everyone = partial(
    asked,
    Label("機関の種類", "Kind of institution"),
    False,
    blank=Label("大学だけ", "Universities only"),
    yes=Label("大学以外も", "Others, too"),
    help="other institutions than universities, too",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How the numbers of an answer are counted."""

    window: int | None = _chosen(
        Label("期間", "Period"), None, least=1, most=9999, help="last year of the window; the newest by default"
    )
    scheme: str = _scheme()
    counting: Counting = _chosen(
        Label("数え方", "Counting"), Counting.FRAC, help="how a paper of several institutions counts for each of them"
    )
    top: Top = _top()


@dataclass(frozen=True, slots=True, kw_only=True)
class MapQuestion(Counted):
    """Fields by groups: the universities whose Q reaches that of the largest university over all fields."""

    country: str = _country()
    everyone: bool = _everyone()
    reference: Reference = _chosen(
        Label("基準", "Reference"),
        Reference.LARGEST,
        help=(
            "what Q is compared with: the all-field Q of the university with most papers, "
            "that of a named one, or a value"
        ),
    )
    university: str | None = asked(
        Label("基準とする大学", "University of reference"),
        None,
        most=100,
        help="the university of reference=named: its name, OpenAlex id or ROR",
        example="東北大学",
    )
    value: Decimal | None = asked(
        Label("基準の値（%）", "Value of reference (%)"),
        None,
        least=0,
        most=100,
        help="the value of reference=value, in per cent",
    )
    rule: Rule = _chosen(Label("判定の方法", "Rule"), Rule.POINT, help="what must reach the reference")
    least: int | None = _chosen(
        Label("論文数の下限", "Least papers"),
        None,
        also="minimum",
        least=1,
        most=_MOST_PAPERS,
        help="papers below which nothing is said; 50 by default, 5 for a sample or a made-up corpus",
    )
    margin: int = _chosen(
        Label("「基準に近い」の幅", "How near is “near”"),
        10,
        least=0,
        most=1000,
        help="how far below the reference is near, in thousandths",
    )
    groups: str = _chosen(
        Label("大学グループの版", "Edition of groups"),
        "",
        most=60,
        help="edition of the university groups; the one in use by default",
        example="nistep-288",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindQuestion:
    """Universities by their names, or all of a country."""

    words: str = asked(
        Label("大学の名前", "Name of the university"),
        "",
        name="q",
        most=200,
        help="letters of a name, an OpenAlex id or a ROR",
    )
    window: int | None = _chosen(Label("期間", "Period"), None)
    country: str = _chosen(Label("国", "Country"), "", most=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class UniversityQuestion(Counted):
    """One university: portfolio, trend, collaboration, partners, fields within reach."""

    university: str = _university()
    base: Base = _chosen(
        Label("特化係数の比較対象", "Activity index against"),
        Base.WORLD,
        help="the reference set of the activity index",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuestion(Counted):
    """A list too long for one answer: programs ask for a part of it, a page for thirty lines, a file for all."""

    limit: int = asked(Label("件数", "Number"), 100, least=1, most=1000, doors=Door.MACHINES, help="how many at most")
    offset: int = asked(
        Label("先頭の位置", "Offset"), 0, least=0, most=10_000_000, doors=Door.MACHINES, help="how many to pass over"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksQuestion(ListQuestion):
    """The works behind a number of a university, newest first and then the most cited."""

    university: str = _university()
    field: int = _field(Label("分野", "Field"), 0, blank=None)
    only: Only | None = asked(
        Label("表示する論文", "Works shown"),
        None,
        blank=Label("すべての論文", "All works"),
        help="only works that count among the most cited",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareQuestion(Counted):
    """Two to four universities side by side, by field, with their joint works."""

    universities: tuple[str, ...] = asked(
        Label("大学", "University"),
        (),
        name="u",
        least=2,
        most=MOST_COMPARED,
        help="universities, by their OpenAlex numbers",
    )
    field: int = _field(Label("推移を見る分野", "Field of the trend"), 0, blank=Label("全分野", "All fields"))


@dataclass(frozen=True, slots=True, kw_only=True)
class JointQuestion(ListQuestion):
    """Pairs of institutions of a country that wrote papers together, those with most joint papers first."""

    counting: Counting = Counting.FULL  # not asked: a joint paper is a whole one for each pair,
    top: Top = Top.TOP  # and was computed with this share
    country: str = _country()
    everyone: bool = _everyone()
    prefecture: str = asked(
        Label("都道府県", "Prefecture"),
        "",
        blank=Label("指定しない", "Any"),
        most=2,
        help="one of the two institutions in this prefecture, by its number",
        example="36",
    )
    field: int = _field(Label("分野", "Field"), 0, blank=Label("全分野", "All fields"))
    least: int = _chosen(
        Label("共著論文数の下限", "Least joint papers"),
        1,
        least=1,
        most=_MOST_PAPERS,
        help="joint papers below which a pair is left out",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LayersQuestion(Counted):
    """Rank-size curves of Japan, the United Kingdom and Germany, and what sums them up."""

    field: int = _field(Label("分野", "Field"), 0, blank=Label("全分野", "All fields"))
    least: int | None = _chosen(
        Label("対象の大学（10年間の論文数）", "Universities with (papers in ten years)"),
        None,
        help="papers in ten years: 1, 10, 50, 100 or 500",
    )
    size: Amount = _chosen(Label("大きさ", "Size"), Amount.PAPERS, help="papers, or those among the most cited")
    scale: Scale | None = asked(Label("目盛", "Scale"), None, blank=Label("対数目盛", "Logarithmic"), doors=Door.PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainQuestion(Counted):
    """A university's Q in a domain of its own beside that of a reference group, and what would close the gap."""

    scheme: str = _scheme(help="of the fields of the domain: eight, field, subfield or concept; the finest by default")

    university: str = asked(Label("大学", "University"), "", name="u", doors=Door.PAGE | Door.TERMINAL, most=200)
    fields: tuple[int, ...] = asked(
        Label("領域の分野", "Fields of the domain"),
        (),
        name="field",
        least=1,
        most=300,
        help="the fields of the domain, by their numbers in the scheme, which is the finest by default",
    )
    reference: tuple[str, ...] = asked(
        Label("比べる大学", "Reference group"),
        (),
        name="r",
        most=MOST_MEMBERS,
        help="reference universities, by their OpenAlex numbers; the largest of the country by default",
    )
    name: str = asked(Label("領域の名前", "Name of the domain"), "", most=60, doors=Door.PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResearchTimeQuestion(Counted):
    """Working time of teachers by the national survey; papers per research time by field and university group."""

    scheme: str = _scheme(doors=Door.MACHINES)  # the page shows the eight fields, as the survey has no others
    top: Top = _top(doors=Door.PAGE)  # only the numbers of a file that is sent to the page have top-cited papers


@dataclass(frozen=True, slots=True)
class Entry:
    """A question at the doors.

    key: the command, and the name of its page. title: what the API calls it. module: the one of this folder that
    answers, and of ``doors/views`` whose ``page`` shows it. page: the address of that. path, operation: of the API,
    with the number of the university where there is one. tables: the module with the tables of the answer, if it is
    another one. argument: the field that the command takes as its own. intro: where the answer is a list that needs no
    page of its own, what stands above it.
    """

    key: str
    title: Label
    record: type[Counted]
    module: str
    page: str
    path: str
    operation: str
    tables: str = ""
    argument: str = ""
    intro: Label | None = None


QUESTIONS = (
    Entry(
        "map",
        Label("特定分野に強い大学", "Universities strong in a field"),
        MapQuestion,
        module="strength_map",
        page="strengths/",
        path="/strengths/map",
        operation="strength_map",
        tables="strength_map_tables",
    ),
    Entry(
        "university",
        Label("一つの大学", "One university"),
        UniversityQuestion,
        module="university",
        page="strengths/universities/<int:number>/",
        path="/strengths/universities/{number}",
        operation="strength_university",
        tables="university_tables",
        argument="university",
    ),
    Entry(
        "works",
        Label("論文", "Works"),
        WorksQuestion,
        module="works",
        page="strengths/universities/<int:number>/works/",
        path="/strengths/universities/{number}/works",
        operation="strength_works",
        tables="works_tables",
        argument="university",
    ),
    Entry(
        "compare",
        Label("大学を並べて比べる", "Universities side by side"),
        CompareQuestion,
        module="comparison",
        page="strengths/compare/",
        path="/strengths/compare",
        operation="strength_compare",
        tables="comparison_tables",
        argument="universities",
    ),
    Entry(
        "domain",
        Label("特定領域の強み", "A domain of one's own"),
        DomainQuestion,
        module="domain",
        page="strengths/domain/",
        path="/strengths/universities/{number}/domain",
        operation="strength_domain",
        tables="domain_tables",
        argument="university",
    ),
    Entry(
        "research-time",
        Label("研究時間", "Research time"),
        ResearchTimeQuestion,
        module="research_time",
        page="strengths/research-time/",
        path="/strengths/research-time",
        operation="strength_research_time",
        tables="research_time_tables",
    ),
    Entry(
        "joint-papers",
        Label("機関の間の共著論文", "Joint papers of institutions"),
        JointQuestion,
        module="joint_papers",
        page="strengths/joint-papers/",
        path="/strengths/joint-papers",
        operation="strength_joint_papers",
        tables="joint_papers_tables",
        intro=Label(
            "二つの機関が共同で発表した論文の数を、多い組から順に並べます。都道府県を選ぶと、どちらかの機関がそこにある組だけになります。"
            "「結びつき」は共著論文数を両機関の論文数の相乗平均で割った値（サルトン指標）で、規模の大きい機関ほど共著が多くなる影響を除いて読めます。",
            "Pairs of institutions by the papers that they wrote together, those with most first. With a prefecture, "
            "at least one of the two is there. “Strength of the link” is the number of joint papers over the geometric "
            "mean of the papers of both (Salton’s index), so that large institutions do not lead for their size alone.",
        ),
    ),
    Entry(
        "layers",
        Label("層の厚み", "Layers of universities"),
        LayersQuestion,
        module="country_layers",
        page="strengths/layers/",
        path="/strengths/layers",
        operation="strength_layers",
        tables="country_layers_tables",
    ),
)
