"""Commands of stories: telling and what follows; research, rounds and my care in own modules."""

from .answering import answer_story, finish_change, move_change, name_change, say_felt, tie_change
from .consenting import agree_to_use, end_use
from .listening import answer_version, hand_to_leads, hold_back, propose_version, take_up_again
from .prompts import add_prompt, end_prompt, use_usual_prompts
from .sharing import end_share, share_dataset, write_fetch
from .telling import (
    begin_story,
    discard_draft,
    keep_recording,
    remove_recording,
    save_story,
    signify,
    tell_story,
    write_transcript,
)
from .withdrawing import withdraw_story

__all__ = [
    "add_prompt",
    "agree_to_use",
    "answer_story",
    "answer_version",
    "begin_story",
    "discard_draft",
    "end_prompt",
    "end_share",
    "end_use",
    "finish_change",
    "hand_to_leads",
    "hold_back",
    "keep_recording",
    "move_change",
    "name_change",
    "propose_version",
    "remove_recording",
    "save_story",
    "say_felt",
    "share_dataset",
    "signify",
    "take_up_again",
    "tell_story",
    "tie_change",
    "use_usual_prompts",
    "withdraw_story",
    "write_fetch",
    "write_transcript",
]
