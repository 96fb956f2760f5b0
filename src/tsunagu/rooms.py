"""The rooms of the house as plain data: what each one announces to the doors.

The doors (pages, API, command), the settings and the tests read this list and know no room by name; a new room is a
record here. Modules, functions and templates are named by strings, since loading one takes seconds in some rooms.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from itertools import chain
from typing import Any

from tsunagu import groundwork, procedures
from tsunagu.announcing import Command as Command
from tsunagu.announcing import Home as Home
from tsunagu.announcing import Needs as Needs
from tsunagu.announcing import Page as Page
from tsunagu.announcing import Room as Room
from tsunagu.announcing import Section as Section
from tsunagu.kernel.labels import Label


def pages(among: Iterable[Room]) -> list[Page]:
    """The pages of rooms, one room after the other."""
    return list(chain.from_iterable(room.pages for room in among))


def resolve(place: str) -> Any:
    """What ``module:name`` stands for."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


_SURVEYS = Room(
    key="surveys",
    name=Label("調査", "Surveys"),
    app="tsunagu.surveys",
    section=Section.RUN,
    pages=(
        Page(
            view="surveys:surveys",
            label=Label("調査の結果", "Surveys"),
            below=("surveys:survey",),
            title=Label("調査の結果", "Surveys and their results"),
            line=Label(
                "都道府県や大学への調査の集計を、母数とともに年ごとに示します。",
                "What prefectures, cities and universities answered, with the base of each count, year by year.",
            ),
        ),
    ),
    urls="tsunagu.surveys.urls",
    router="tsunagu.surveys.api:router",
    everybody="surveys survey",
    commands=(
        Command(
            name="surveys",
            place="tsunagu.surveys.cli:surveys",
            help="Surveys and their tallies; begin one, invite, remind, publish, export.",
            needs=Needs.PREPARED,
            verb="surveys.keep",
            below=(("tally", "surveys.see"), ("list", "surveys.see"), ("begin", "surveys.make")),
        ),
    ),
    style="surveys/surveys.css",
    load="tsunagu.surveys.actions:bring",
    tasks=("tsunagu.surveys.tasks",),
    updated="tsunagu.surveys.queries.listed:updated",
    things="tsunagu.surveys.queries.listed:things",
    private=("Load",),
    tools="tsunagu.surveys.queries.listed:tools",
    rights="tsunagu.surveys.rights:TABLES",
)

_CATALOG = Room(
    key="catalog",
    name=Label("総合振興パッケージ・関連事業マップ", "Support programs and their maps"),
    app="tsunagu.catalog",
    section=Section.FIND,
    pages=(
        Page(view="catalog:programs", label=Label("事業をさがす", "Programs"), below=("catalog:program",)),
        Page(view="catalog:maps", label=Label("地図で見る", "Maps"), below=("catalog:map",)),
        Page(view="catalog:may_apply", label=Label("申請できる？", "May we apply?")),
        Page(
            view="catalog:budgets",
            label=Label("予算", "Budgets"),
            title=Label("予算を比べる", "Compare budgets"),
            line=Label(
                "柱・府省・年度・種類ごとの額と、原資料の総額との照合。",
                "Amounts by pillar, ministry, year and kind, and the printed totals checked.",
            ),
        ),
        Page(
            view="catalog:changes",
            label=Label("変更点", "Changes"),
            title=Label("改定による変更点", "What changed between versions"),
            line=Label(
                "パッケージの二つの版の間で、追加された事業や名称が変わった事業を示します。",
                "Choose two versions of the package and see which programs were added or renamed.",
            ),
        ),
        Page(
            view="catalog:calendar",
            label=Label("公募カレンダー", "Calendar of calls"),
            title=Label("公募カレンダー", "Calendar of calls"),
            line=Label(
                "公表された公募の日程と、例年の時期。カレンダーに取り込めます。",
                "Announced calls and the usual months, for your own calendar, too.",
            ),
        ),
        Page(
            view="catalog:contacts",
            label=Label("連絡先", "Contacts"),
            title=Label("連絡先をさがす", "Find whom to contact"),
            line=Label(
                "担当部署、電話、メール。連絡先の表をそのまま引けます。",
                "Departments, telephone numbers, mail addresses: the contact tables to search.",
            ),
        ),
        Page(
            view="catalog:compare",
            label=Label("並べて比べる", "Compare"),
            title=Label("事業を並べて比べる", "Compare programs side by side"),
            line=Label(
                "四つまで並べて、申請できる人、額、期間を比べます。",
                "Up to four side by side: who may apply, amounts, periods.",
            ),
        ),
        Page(
            view="catalog:shortlist",
            label=Label("候補の一覧", "Shortlist"),
            title=Label("候補の事業の一覧", "Shortlist of programs"),
        ),
        Page(
            view="catalog:sources",
            label=Label("出典", "Sources"),
            below=("catalog:document", "catalog:citation"),
            title=Label("出典を確かめる", "Check the sources"),
            line=Label(
                "資料名とページ、編集部が書いた文との区別。",
                "Which document, which page, and what the editors wrote themselves.",
            ),
            footer=True,
        ),
    ),
    urls="tsunagu.catalog.urls",
    router="tsunagu.catalog.api:router",
    everybody="""
        programs program maps map calls contacts budgets totals may_apply packages ministries themes tags bulk
        bulk_table
    """,
    commands=(
        Command(
            name="search",
            place="tsunagu.catalog.cli:search",
            help="Find programs from a want in plain words.",
            needs=Needs.PREPARED,
            everybody=True,
        ),
        Command(
            name="may-apply",
            place="tsunagu.catalog.cli:may_apply",
            help="Ask which programs a kind of body may apply for, with whom.",
            needs=Needs.PREPARED,
            everybody=True,
        ),
        Command(
            name="catalog",
            place="tsunagu.catalog.cli:catalog",
            help="Programs, budgets, contacts and maps; export and import of a map edition.",
            needs=Needs.PREPARED,
            everybody=True,
            below=(
                ("show", "catalog.see-program"),
                ("import", "catalog.import"),
                ("editions", "catalog.see-editions"),
                ("corrections", "catalog.see-corrections"),
            ),
        ),
        Command(
            name="sources",
            place="tsunagu.catalog.cli.sources:sources",
            help="The documents; attach a document's file, so that citations open its pages.",
            needs=Needs.PREPARED,
            everybody=True,
        ),
    ),
    style="catalog/catalog.css",
    home=Home(
        template="catalog/home.html",
        opening="catalog/home_opening.html",
        shows="tsunagu.catalog.views.home:shown",
    ),
    search_box="catalog/parts/search_box.html",
    load="tsunagu.catalog.actions.bring:bring",
    tasks=("tsunagu.catalog.tasks",),
    ready="tsunagu.catalog.queries.search_index:is_ready",
    updated="tsunagu.catalog.queries.listed:updated",
    version="tsunagu.catalog.originals:version",
    things="tsunagu.catalog.queries.listed:things",
    desk="tsunagu.catalog.queries.desk:desk",
    tools="tsunagu.catalog.queries.desk:tools",
    private=("Correction",),
    rights="tsunagu.catalog.rights:TABLES",
    portrait="tsunagu.catalog.queries.portraits:portrait",
    citing="tsunagu.catalog.queries.citations:citing",
    irreplaceable="tsunagu.catalog.originals.store:irreplaceable",
)

_STRENGTHS = Room(
    key="strengths",
    name=Label("強み", "Strengths"),
    app="tsunagu.strengths.doors",
    section=Section.STRENGTHS,
    pages=(
        Page(
            view="strengths:map",
            label=Label("強い大学", "Strong universities"),
            title=Label("特定分野に強い大学", "Universities strong in a field"),
        ),
        Page(
            view="strengths:universities",
            label=Label("一つの大学", "One university"),
            title=Label("一つの大学を見る", "Look at one university"),
            below=("strengths:university", "strengths:works"),
        ),
        Page(
            view="strengths:compare",
            label=Label("大学の比較", "Side by side"),
            title=Label("大学を並べて比べる", "Compare universities side by side"),
        ),
        Page(
            view="strengths:joint_papers",
            label=Label("共著論文", "Joint papers"),
            title=Label("機関の間の共著論文", "Joint papers of institutions"),
        ),
        Page(
            view="strengths:layers",
            label=Label("層の厚み", "Layers by country"),
            title=Label("層の厚みを国で比べる", "Compare the layers of countries"),
        ),
        Page(
            view="strengths:domain",
            label=Label("自校の特定領域", "Own domain"),
            title=Label("自校の特定領域を確かめる", "Check your university's own domain"),
        ),
        Page(
            view="strengths:research_time",
            label=Label("研究時間", "Research time"),
            title=Label("研究時間を見る", "Look at research time"),
        ),
    ),
    urls="tsunagu.strengths.doors.urls",
    router="tsunagu.strengths.doors.api:router",
    everybody="""
        strengths_edition strength_map strength_institutions strength_university strength_works strength_compare
        strength_domain strength_research_time strength_joint_papers strength_layers
        strength_explain
    """,
    commands=(
        Command(
            name="strengths",
            place="tsunagu.strengths.doors.cli:strengths",
            help="What universities are strong in, from open bibliographic data.",
            needs=Needs.NOTHING,  # its tables are files of their own
            everybody=True,
        ),
    ),
    style="strengths/strengths.css",
    home=Home(template="strengths/home.html"),
    beside="tsunagu.strengths.doors.serving:beside",
    warm="tsunagu.strengths.doors.serving:warm",
    updated="tsunagu.strengths.doors.serving:updated",
    version="tsunagu.strengths.doors.serving:version",
    portrait="tsunagu.strengths.doors.portraits:portrait",
    irreplaceable="tsunagu.strengths.doors.serving:irreplaceable",
)

_NETWORKS = Room(
    key="networks",
    name=Label("座組・ネットワーク", "Networks"),
    app="tsunagu.networks",
    section=Section.CONNECT,
    pages=(
        Page(
            view="networks:networks",
            label=Label("座組をさがす", "Networks"),
            below=("networks:network", "networks:alive"),
            title=Label("座組・ネットワークをさがす", "Find a network"),
            line=Label(
                "国の事業などで生まれた産学官金の座組と、その構成員、計画、つながり。",
                "Networks of academia, government, industry and finance: members, plans, links.",
            ),
        ),
        Page(view="networks:graph", label=Label("つながりの図", "Network graph")),
        Page(
            view="networks:map",
            label=Label("座組の地図", "Networks on the map"),
            below=("networks:region",),
            title=Label("座組を地図で見る", "See the networks on the map"),
            line=Label(
                "都道府県ごとの座組の数と、二つの事業が重なる地域（★）。",
                "How many networks each prefecture has, and where two programs meet (★).",
            ),
        ),
    ),
    urls="tsunagu.networks.urls",
    router="tsunagu.networks.api:router",
    everybody="networks network network_overlaps network_brokers network_alive network_fallen network_missing",
    commands=(
        Command(
            name="networks",
            place="tsunagu.networks.cli:networks",
            help="Networks, who is in them and in several of them; printed counts.",
            needs=Needs.PREPARED,
            verb="networks.see",
        ),
    ),
    style="networks/networks.css",
    load="tsunagu.networks.actions:bring",
    tasks=("tsunagu.networks.tasks",),
    updated="tsunagu.networks.queries.listed:updated",
    things="tsunagu.networks.queries.listed:things",
    private=("Load", "Candidate"),
    rights="tsunagu.networks.rights:TABLES",
    portrait="tsunagu.networks.queries.portraits:portrait",
)

# From the lowest floor up; pages, commands and endpoints are listed in this order.
ROOMS: tuple[Room, ...] = (
    groundwork.SEARCH,
    groundwork.JOBS,
    groundwork.MAIL,
    groundwork.ACCESS,
    groundwork.REGISTERS,
    groundwork.FEEDBACK,
    groundwork.ORGANIZATIONS,
    groundwork.ACCOUNTS,
    groundwork.INTRODUCTIONS,
    groundwork.PROFILES,
    groundwork.SHEETS,
    groundwork.GOVERNANCE,
    _SURVEYS,
    groundwork.INDICATORS,
    _CATALOG,
    _STRENGTHS,
    _NETWORKS,
    procedures.CALLS,
    procedures.APPLICATIONS,
)
