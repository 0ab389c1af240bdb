"""Writes of this room, one function each."""

from programs.actions.crosswalk import add_mapping, end_mapping, link_program
from programs.actions.programs import FIELDS, FIXED, create_program, edit_program

__all__ = [
    "FIELDS",
    "FIXED",
    "add_mapping",
    "create_program",
    "edit_program",
    "end_mapping",
    "link_program",
]
