"""Writes about people: members, how to speak with them, how they join and leave."""

from .members import (
    add_area,
    add_organisation,
    add_place,
    add_term,
    change_how_we_speak,
    enrol,
    found_community,
    give_role,
    join_as_well,
    mark_read,
    set_password,
)

__all__ = [
    "add_area",
    "add_organisation",
    "add_place",
    "add_term",
    "change_how_we_speak",
    "enrol",
    "found_community",
    "give_role",
    "join_as_well",
    "mark_read",
    "set_password",
]
