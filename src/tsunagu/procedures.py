"""The rooms of procedures as plain data, part of the list in ``tsunagu.rooms``: what is asked for, and who asks."""

from __future__ import annotations

from tsunagu.announcing import Command, Needs, Page, Room, Section
from tsunagu.kernel.labels import Label

CALLS = Room(
    key="calls",
    name=Label("公募", "Calls"),
    app="tsunagu.calls",
    section=Section.APPLY,
    pages=(
        Page(
            view="calls:calls",
            label=Label("公募", "Calls"),
            below=("calls:call", "calls:may_apply"),
            title=Label("公募をさがす", "Find a call"),
            line=Label(
                "だれが、いつまでに、何を申請できるか。申請できるかを条件ごとに確かめられます。",
                "Who can apply for what, and by when; check each condition before you write.",
            ),
        ),
    ),
    urls="tsunagu.calls.urls",
    router="tsunagu.calls.api:router",
    everybody="published_calls published_call",
    commands=(
        Command(
            name="calls",
            place="tsunagu.calls.cli:calls",
            help="Calls: who may apply, by when; check, publish and extend one.",
            needs=Needs.PREPARED,
            verb="calls.make",
            below=(
                ("list", "calls.see"),
                ("may-apply", "calls.see"),
                ("publish", "calls.publish"),
                ("withdraw", "calls.publish"),
                ("extend", "calls.extend"),
            ),
        ),
    ),
    style="calls/calls.css",
    load="tsunagu.calls.actions:bring",
    tick="tsunagu.calls.actions.turning:note",
    demo="tsunagu.calls.actions.demo:make",
    updated="tsunagu.calls.queries.listed:updated",
    things="tsunagu.calls.queries.listed:things",
    private=("Load",),
    tools="tsunagu.calls.queries.listed:tools",
    windows="tsunagu.calls.queries.listed:windows",
    rights="tsunagu.calls.rights:TABLES",
)

APPLICATIONS = Room(
    key="applications",
    name=Label("申請", "Applications"),
    app="tsunagu.applications",
    urls="tsunagu.applications.urls",
    router="tsunagu.applications.api:router",
    style="applications/applications.css",
    private=("Application", "Submission"),
    desk="tsunagu.applications.queries.listed:desk",
    tools="tsunagu.applications.queries.listed:tools",
    applying="tsunagu.applications.queries.listed:applying",
    rights="tsunagu.applications.rights:TABLES",
)
