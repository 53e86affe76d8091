"""Writes of the services room."""

from .checking import answer_check, ask_check, confirm_listing, note_asked, stop_asking
from .cycle import add_service, end_turn, move_on, start_turn
from .finding import forget_saved, save_thing, set_widget_sites
from .frameworks import put_away_framework, ship_frameworks, stop_framework, try_framework, write_framework
from .guiding import (
    add_step,
    adopt_steps,
    change_step,
    leave_out_step,
    tick_step,
    untick_step,
    use_shipped_step,
)
from .listings import add_listing, add_provider, change_listing, change_provider
from .lists import stop_list, try_list, write_list
from .merging import merge_listings, say_not_the_same, undo_merge
from .mistakes import report_mistake, settle_mistake
from .outcomes import (
    choose_outcome,
    choose_statements,
    let_go_outcome,
    move_outcome,
    name_judge,
    take_back_words,
    word_outcome,
)

__all__ = [
    "add_listing",
    "add_provider",
    "add_service",
    "add_step",
    "adopt_steps",
    "answer_check",
    "ask_check",
    "change_listing",
    "change_provider",
    "change_step",
    "choose_outcome",
    "choose_statements",
    "confirm_listing",
    "end_turn",
    "forget_saved",
    "leave_out_step",
    "let_go_outcome",
    "merge_listings",
    "move_on",
    "move_outcome",
    "name_judge",
    "note_asked",
    "put_away_framework",
    "report_mistake",
    "save_thing",
    "say_not_the_same",
    "set_widget_sites",
    "settle_mistake",
    "ship_frameworks",
    "start_turn",
    "stop_asking",
    "stop_framework",
    "stop_list",
    "take_back_words",
    "tick_step",
    "try_framework",
    "try_list",
    "undo_merge",
    "untick_step",
    "use_shipped_step",
    "word_outcome",
    "write_framework",
    "write_list",
]
