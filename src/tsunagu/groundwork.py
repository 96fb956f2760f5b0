"""The rooms that others stand upon, as plain data; ``tsunagu.rooms`` lists them with all others."""

from __future__ import annotations

from tsunagu.announcing import Command, Needs, Page, Room
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
