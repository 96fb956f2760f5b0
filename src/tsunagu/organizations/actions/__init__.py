"""Every write of this room."""

from tsunagu.organizations.actions.authorities import drop_unused_offices, office, register
from tsunagu.organizations.actions.bodies import add_name, add_number, end_unit, place_unit, record_succession
from tsunagu.organizations.actions.editing import edit_body
from tsunagu.organizations.actions.joining import join_people, part_people, preview_joining
from tsunagu.organizations.actions.load import LoadReport, bring, load
from tsunagu.organizations.actions.oneself import edit_person, end_post, new_key
from tsunagu.organizations.actions.people import (
    agree,
    appoint,
    enter_person,
    give_role,
    number_person,
    remove_person,
    take_number,
    withdraw,
)
from tsunagu.organizations.actions.recognizing import recognize, unrecognize
from tsunagu.organizations.actions.windows import change_window, close_window, publish, publish_window, take_back_window

__all__ = [
    "LoadReport",
    "add_name",
    "add_number",
    "agree",
    "appoint",
    "bring",
    "change_window",
    "close_window",
    "drop_unused_offices",
    "edit_body",
    "edit_person",
    "end_post",
    "end_unit",
    "enter_person",
    "give_role",
    "join_people",
    "load",
    "new_key",
    "number_person",
    "office",
    "part_people",
    "place_unit",
    "preview_joining",
    "publish",
    "publish_window",
    "recognize",
    "record_succession",
    "register",
    "remove_person",
    "take_back_window",
    "take_number",
    "unrecognize",
    "withdraw",
]
