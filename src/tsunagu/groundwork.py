"""The rooms that others stand upon, as plain data; ``tsunagu.rooms`` lists them with all others."""

from __future__ import annotations

from tsunagu.announcing import Command, Needs, Page, Room, Section
from tsunagu.kernel.labels import Label

ACCESS = Room(
    key="access",
    name=Label("権限・監査", "Rights and ledger"),
    app="tsunagu.access",
    commands=(
        Command(
            name="ledger",
            place="tsunagu.access.cli:ledger",
            help="What was done by whom; verify it, print its head, export it.",
            needs=Needs.TABLES,
            verb="ledger.read",
            below=(("verify", "ledger.verify"), ("export", "ledger.export"), ("blank", "ledger.blank")),
        ),
    ),
    tick="tsunagu.access.sealing:seal",
    private=("Entry", "Detail", "Seal", "Head"),
    rights="tsunagu.access.rights:TABLES",
)

REGISTERS = Room(
    key="registers",
    name=Label("登録簿", "Registers"),
    app="tsunagu.registers",
    private=("Corporation", "Reading", "Researcher", "Unlisted"),
)

SEARCH = Room(key="search", name=Label("検索", "Search"), app="tsunagu.search")

FEEDBACK = Room(
    key="feedback",
    name=Label("ご意見", "Feedback"),
    app="tsunagu.feedback",
    pages=(Page(view="feedback:feedback", label=Label("ご意見", "Feedback"), below=("feedback:sent",), footer=True),),
    urls="tsunagu.feedback.urls",
    private=("Message",),
    rights="tsunagu.feedback.rights:TABLES",
    commands=(
        Command(
            name="feedback",
            place="tsunagu.feedback.cli:feedback",
            help="List what readers wrote to the operator, and remove it.",
            needs=Needs.PREPARED,
            verb="feedback.read",
            below=(("remove", "feedback.remove"),),
        ),
    ),
)

JOBS = Room(
    key="jobs",
    name=Label("ジョブ", "Jobs"),
    app="tsunagu.jobs",
    private=("Effect", "Trouble"),
    runs=(("jobs", "work"),),
    tasks=("tsunagu.jobs.tasks",),
    tick="tsunagu.jobs.actions:rescue",
    figures="tsunagu.jobs.queries:figures",
    commands=(
        Command(
            name="jobs",
            place="tsunagu.jobs.cli:jobs",
            help="List the jobs of the site, try a failed one again, or run the worker.",
            needs=Needs.TABLES,
            everybody=True,
        ),
    ),
)

MAIL = Room(
    key="mail",
    name=Label("メール", "Mail"),
    app="tsunagu.mail",
    private=("Message",),
    tasks=("tsunagu.mail.tasks",),
    figures="tsunagu.mail.queries:figures",
    commands=(
        Command(
            name="mail",
            place="tsunagu.mail.cli:mail",
            help="List the mail of the site, show one message, note what did not arrive.",
            needs=Needs.TABLES,
            everybody=True,
        ),
    ),
)

ORGANIZATIONS = Room(
    key="organizations",
    name=Label("機関", "Organizations"),
    app="tsunagu.organizations",
    section=Section.CONNECT,
    pages=(
        Page(
            view="organizations:organizations",
            label=Label("機関をさがす", "Organizations"),
            below=(
                "organizations:organization",
                "organizations:registered",
                "organizations:person",
                "organizations:classes",
            ),
            title=Label("機関をさがす", "Find an organization"),
            line=Label(
                "大学、研究機関、自治体、企業、拠点を、旧称や読みからもさがせます。",
                "Universities, institutes, local governments, companies and hubs, also by old names and readings.",
            ),
        ),
        Page(
            view="organizations:regions",
            label=Label("地域から見る", "Regions"),
            below=("organizations:region", "organizations:municipality"),
            title=Label("地域から見る", "Look at a region"),
            line=Label(
                "都道府県と市区町村ごとに、頼れる大学、拠点、使える事業、足りないもの。",
                "For each prefecture and city: universities within reach, hubs, programs, and what is missing.",
            ),
        ),
        Page(
            view="organizations:windows",
            label=Label("連携の窓口", "Windows"),
            title=Label("連携の窓口", "Windows for collaboration"),
            line=Label(
                "大学と自治体の相談先と、窓口を公表していない機関。",
                "Whom to turn to at universities and local governments, and who publishes nobody.",
            ),
        ),
    ),
    urls="tsunagu.organizations.urls",
    router="tsunagu.organizations.api:router",
    everybody="organizations organization",
    commands=(
        Command(
            name="organizations",
            place="tsunagu.organizations.cli:organizations",
            help="Bodies of every kind, by any name and on any day; printed counts; windows; registers read in.",
            needs=Needs.PREPARED,
            verb="organizations.see",
            below=(
                ("import", "organizations.import"),
                ("compare", "organizations.join"),
                ("review", "organizations.review"),
                ("join", "organizations.join"),
                ("part", "organizations.part"),
                ("undo", "organizations.undo"),
                ("person", "organizations.see-person"),
                ("remove-person", "organizations.remove-person"),
                ("join-people", "organizations.join-entries"),
                ("part-people", "organizations.part-entries"),
            ),
        ),
    ),
    style="organizations/organizations.css",
    load="tsunagu.organizations.actions:bring",
    updated="tsunagu.organizations.queries.listed:updated",
    things="tsunagu.organizations.queries.listed:things",
    private=("Joining", "Load", "Match", "PersonMatch"),
    desk="tsunagu.organizations.queries.review:desk",
    tools="tsunagu.organizations.queries.review:tools",
    rights="tsunagu.organizations.rights:TABLES",
)

ACCOUNTS = Room(
    key="accounts",
    name=Label("利用者", "Accounts"),
    app="tsunagu.accounts",
    urls="tsunagu.accounts.urls",
    router="tsunagu.accounts.api:router",
    private=(
        "User",
        "Domain",
        "Membership",
        "Invitation",
        "Delegation",
        "HandOver",
        "HandOverLine",
        "Token",
        "Device",
        "AddressChange",
        "Limit",
        "Sample",
    ),
    commands=(
        Command(
            name="accounts",
            place="tsunagu.accounts.cli:accounts",
            help="The first administrator, and who has which posts.",
            needs=Needs.PREPARED,
            verb="accounts.see",
            below=(("administrator", "accounts.invite"),),
        ),
        Command(
            name="demo",
            place="tsunagu.accounts.cli:demo",
            help="Make the invented people of the demonstration, and say how to sign in as each.",
            needs=Needs.PREPARED,
            everybody=True,
        ),
    ),
    style="accounts/accounts.css",
    header="accounts/header.html",
    greets="tsunagu.accounts.queries.people:greeting",
    desk="tsunagu.accounts.queries.desk:desk",
    rights="tsunagu.accounts.rights:TABLES",
)

INTRODUCTIONS = Room(
    key="introductions",
    name=Label("紹介", "Introductions"),
    app="tsunagu.introductions",
    urls="tsunagu.introductions.urls",
    private=("Introduction",),
    desk="tsunagu.introductions.queries:desk",
    tools="tsunagu.introductions.queries:tools",
    rights="tsunagu.introductions.rights:TABLES",
    person="tsunagu.introductions.queries:part",
    holds="tsunagu.introductions.queries:holds",
)

PROFILES = Room(
    key="profiles",
    name=Label("本人の記載", "One's own entry"),
    app="tsunagu.profiles",
    urls="tsunagu.profiles.urls",
    private=("Claim",),
    style="profiles/profiles.css",
    desk="tsunagu.profiles.queries:desk",
    tools="tsunagu.profiles.queries:tools",
    rights="tsunagu.profiles.rights:TABLES",
    person="tsunagu.profiles.queries:part",
)

SHEETS = Room(
    key="sheets",
    name=Label("質問票", "Sheets of questions"),
    app="tsunagu.sheets",
    urls="tsunagu.sheets.urls",
    private=("Response", "Reply", "Attachment", "Load"),
    style="sheets/sheets.css",
    load="tsunagu.sheets.actions:bring",
    desk="tsunagu.sheets.queries.responses:desk",
    tools="tsunagu.sheets.queries.responses:tools",
    rights="tsunagu.sheets.rights:TABLES",
)

GOVERNANCE = Room(
    key="governance",
    name=Label("会議・論点", "Meetings and points"),
    app="tsunagu.governance",
    section=Section.RUN,
    pages=(
        Page(
            view="governance:points",
            label=Label("論点と対応", "Points raised"),
            below=("governance:point", "governance:meeting"),
            title=Label("論点と対応", "What was asked, and what became of it"),
            line=Label(
                "会議やヒアリングで出た意見と論点、そのそれぞれへの対応。",
                "Opinions and issues raised in meetings and hearings, and the answer to each.",
            ),
        ),
        Page(
            view="governance:bodies",
            label=Label("会議", "Meetings"),
            below=("governance:body",),
            title=Label("会議の記録", "Bodies and their meetings"),
        ),
        Page(
            view="governance:documents",
            label=Label("文書の流れ", "Documents"),
            title=Label("文書の流れ", "How documents derive from one another"),
        ),
        Page(
            view="governance:milestones",
            label=Label("節目", "Milestones"),
            title=Label("節目と期日", "Milestones and their days"),
            line=Label(
                "パッケージと大学ファンドの節目、期日、前に済むべきもの。",
                "Milestones of the package and the fund, their days, and what waits for what.",
            ),
        ),
    ),
    urls="tsunagu.governance.urls",
    router="tsunagu.governance.api:router",
    everybody="governance_points governance_meetings governance_milestones",
    commands=(
        Command(
            name="governance",
            place="tsunagu.governance.cli:governance",
            help="Meetings, points and what became of them, milestones; what is unanswered; counts.",
            needs=Needs.PREPARED,
            verb="governance.see",
        ),
    ),
    style="governance/governance.css",
    load="tsunagu.governance.actions:bring",
    updated="tsunagu.governance.queries.listed:updated",
    things="tsunagu.governance.queries.listed:things",
    private=("Load",),
    tools="tsunagu.governance.queries.listed:tools",
    rights="tsunagu.governance.rights:TABLES",
)

INDICATORS = Room(
    key="indicators",
    name=Label("指標", "Indicators"),
    app="tsunagu.indicators",
    section=Section.RUN,
    pages=(
        Page(
            view="indicators:indicators",
            label=Label("指標", "Indicators"),
            below=("indicators:indicator", "indicators:series"),
            title=Label("指標で見る", "Indicators and figures"),
            line=Label(
                "成熟度などの指標の定義と、機関ごとの値。計画と実績、定義の変更。",
                "Indicators such as those of maturity: definitions, figures of bodies, plans.",
            ),
        ),
    ),
    urls="tsunagu.indicators.urls",
    router="tsunagu.indicators.api:router",
    everybody="indicators indicator_series indicator_compare",
    commands=(
        Command(
            name="indicators",
            place="tsunagu.indicators.cli:indicators_",
            help="Indicators, figures over time with their breaks, bodies side by side.",
            needs=Needs.PREPARED,
            verb="indicators.see",
        ),
    ),
    style="indicators/indicators.css",
    load="tsunagu.indicators.actions:bring",
    updated="tsunagu.indicators.queries.listed:updated",
    things="tsunagu.indicators.queries.listed:things",
    desk="tsunagu.indicators.queries.listed:desk",
    tools="tsunagu.indicators.queries.listed:tools",
    private=("Load",),
    rights="tsunagu.indicators.rights:TABLES",
    portrait="tsunagu.indicators.queries.portraits:portrait",
)
