"""What a room can announce to the doors: its pages, commands, jobs and the rest, as plain data.

Modules, functions and templates are named by strings, since loading one takes seconds in some rooms.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from tsunagu.kernel.labels import Label, Labeled


class Section(Labeled):
    """The first level of the navigation, in its order; a section without pages is not shown."""

    FIND = "find", "見つける", "Find"
    STRENGTHS = "strengths", "強みを知る", "Strengths"
    CONNECT = "connect", "つながる", "Connect"
    PLAN = "plan", "構想する", "Plan"
    APPLY = "apply", "申請する", "Apply"
    REVIEW = "review", "審査する", "Review"
    RUN = "run", "進める", "Run"
    OPEN_DATA = "open-data", "公開データ", "Open data"


class Needs(Enum):
    """What must be ready before a command runs."""

    NOTHING = auto()
    DATABASE = auto()
    OWNER = auto()  # the database as its owner, who makes tables
    TABLES = auto()  # the database with its tables
    PREPARED = auto()  # the database with its tables and the data of all rooms


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with an entry in the navigation.

    view: its name, ``room:page``. below: the views that are reached from it and have no entry of their own.
    title, line: how other pages call it, and what a reader finds there; one with a line is listed on the home page.
    footer: whether the foot of every page leads there.
    """

    view: str
    label: Label
    below: tuple[str, ...] = ()
    title: Label | None = None
    line: Label | None = None
    footer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of ``tsunagu``. place: ``module:command``. help: the line that ``tsunagu --help`` shows.

    verb: the right without which the operator may not run it. below: the verbs of its own commands that ask for
    another. everybody: it asks for no right beyond that of typing commands on this machine. It says one of the two.
    """

    name: str
    place: str
    help: str
    needs: Needs = Needs.DATABASE
    verb: str = ""
    below: tuple[tuple[str, str], ...] = ()
    everybody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a room shows on the home page: templates, which are given its ``pages`` and what ``shows`` returns.

    opening: stands at the top of the page. shows: ``module:function`` without arguments.
    """

    template: str
    opening: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What one room announces; empty is what it does not have.

    key: also the namespace of its addresses. app: its Django app. section: without one, pages stand at the foot only.
    urls: the module of its addresses. router: ``module:router`` of its endpoints. style: a style sheet for its pages.
    everybody: the names of its endpoints that answer whoever asks, signed in or not.
    search_box: a template with the box in which a reader says what they look for.
    load: a function that brings its data files into the database; it is given their folder and ``force``, to load also
    what did not change, and gives the lines that say what changed.
    beside: a function that gives the ``tsunagu`` commands to run beside a server; it is given a function that prints a
    line.
    runs: commands of ``tsunagu``, word by word, that run as long as a server does.
    tasks: modules with its jobs, which the worker imports.
    tick: a function without arguments that the worker calls about each half second, in one thread with the others;
    it must be quick, and several workers may call theirs at once.
    figures: a function that gives figures for monitoring, each under its name with what it means.
    ready: a function that says whether what it keeps beside the database can be used.
    warm: a function that loads what takes seconds, once a server has answered its first pages.
    header: a template for the head of every page, the same for all readers.
    greets: a function that gives lines that a starting server prints.
    desk: a function that gives what waits for a person (``kernel.announced.Waiting``).
    tools: a function that gives where a person works, whether or not anything waits (``kernel.announced.Tool``).
    windows: a function that gives the windows of its calls (``kernel.announced.Window``), for the calendar.
    demo: a function that adds to the demonstration what its people can try.
    applying: a function that is given the key of a call, and gives the address at which one applies for it.
    updated: a function that gives the time at which its data last changed; none where there are no data.
    version: a function that gives, in no time, a text that changes with its data outside of the database.
    private: its models whose rows no page for everybody shows; a change of any other renders public pages anew.
    things: a function that gives what has a page of its own, each with ``get_absolute_url()`` and, if known,
    ``updated``.
    rights: a tuple of its tables of rights, ``module:name``.
    portrait: a function that is given a body, a ``Subject``, and gives the ``Part`` that it adds to the page of the
    body; none where it has nothing to say.
    person: a function that is given the key of a person, and gives the ``Part`` that it adds to their page, or none.
    holds: a function that is given a person of the directory and who asks, and gives what the room keeps of them, as
    JSON can hold it; whoever asks may see all that is kept of the person.
    citing: a function that gives, in one statement, what finds the citation of a fact, a ``Citing``.
    irreplaceable: a function that gives the files and folders beside the database that cannot be made again, each by
    the name under which a backup keeps it.
    """

    key: str
    name: Label
    app: str
    section: Section | None = None
    pages: tuple[Page, ...] = ()
    urls: str = ""
    router: str = ""
    everybody: str = ""
    commands: tuple[Command, ...] = ()
    style: str = ""
    home: Home | None = None
    search_box: str = ""
    load: str = ""
    beside: str = ""
    runs: tuple[tuple[str, ...], ...] = ()
    tasks: tuple[str, ...] = ()
    tick: str = ""
    figures: str = ""
    ready: str = ""
    warm: str = ""
    header: str = ""
    greets: str = ""
    desk: str = ""
    tools: str = ""
    windows: str = ""
    applying: str = ""
    demo: str = ""
    updated: str = ""
    version: str = ""
    private: tuple[str, ...] = ()
    things: str = ""
    rights: str = ""
    portrait: str = ""
    person: str = ""
    holds: str = ""
    citing: str = ""
    irreplaceable: str = ""
