"""Writes of the services room."""

from .checking import answer_check, ask_check, confirm_listing, note_asked, stop_asking
from .cycle import add_service, choose_outcome, end_turn, move_on, start_turn, word_outcome
from .finding import forget_saved, save_thing, set_widget_sites
from .listings import add_listing, add_provider, change_listing, change_provider
from .lists import stop_list, try_list, write_list
from .merging import merge_listings, say_not_the_same, undo_merge
from .mistakes import report_mistake, settle_mistake

__all__ = [
    "add_listing",
    "add_provider",
    "add_service",
    "answer_check",
    "ask_check",
    "change_listing",
    "change_provider",
    "choose_outcome",
    "confirm_listing",
    "end_turn",
    "forget_saved",
    "merge_listings",
    "move_on",
    "note_asked",
    "report_mistake",
    "save_thing",
    "say_not_the_same",
    "set_widget_sites",
    "settle_mistake",
    "start_turn",
    "stop_asking",
    "stop_list",
    "try_list",
    "undo_merge",
    "word_outcome",
    "write_list",
]
