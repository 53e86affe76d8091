"""The usual questions that tellers answer about their own story, and the languages to choose from.

A community that has set no questions of its own can begin with these, change their words or end any of them.
That tellers, not experts, say what a story means, with a point between three things of equal worth, is
D. Snowden's idea (SenseMaker); the questions are our own.
"""

from __future__ import annotations

from typing import Any, Final

from .words import PromptKind

FACES: Final = (
    ("Sut deimlad oedd cael eich clywed?", "How did you feel about being listened to?", "speech"),
    (
        "Sut deimlad oedd y ffordd y siaradodd pobl â chi?",
        "How did you feel about how people spoke to you?",
        "people",
    ),
    ("Sut deimlad oedd yr aros?", "How did you feel about the waiting?", "clock"),
    ("Sut deimlad oedd cael dewis?", "How did you feel about having a choice?", "scales"),
    ("Sut deimlad oedd yr iaith a gawsoch?", "How did you feel about the language you were given?", "book"),
    ("Sut deimlad oedd y cyfan?", "How did you feel about all of it?", "heart"),
)
TRIADS: Final = (
    (
        ("Pwy benderfynodd beth fyddai'n digwydd?", "Who decided what would happen?"),
        ("Fi", "Me"), ("Y staff", "The staff"), ("Y rheolau", "The rules"),
    ),
    (
        ("Am beth mae'r stori hon yn bennaf?", "What is this story mostly about?"),
        ("Pobl", "People"), ("Amser", "Time"), ("Arian neu bethau", "Money or things"),
    ),
)  # fmt: skip
# Code of BCP 47 and what its speakers call it.
LANGUAGES: Final = (
    ("cy", "Cymraeg"), ("en", "English"), ("bfi", "BSL"), ("pl", "polski"), ("ro", "română"),
    ("uk", "українська"),
    ("ar", "العربية"), ("ckb", "کوردی"), ("fa", "فارسی"), ("ps", "پښتو"), ("ur", "اردو"), ("pa", "ਪੰਜਾਬੀ"),
    ("bn", "বাংলা"), ("so", "Soomaali"), ("pt", "português"), ("es", "español"), ("it", "italiano"),
    ("fr", "français"), ("tr", "Türkçe"), ("vi", "Tiếng Việt"), ("zh", "中文"),
)  # fmt: skip
CALLED: Final = dict(LANGUAGES)


def rows() -> list[dict[str, Any]]:
    """The usual questions as the fields of Prompt, in order."""
    faces = [
        {"kind": PromptKind.FEELING, "question_cy": cy, "question_en": en, "picture": picture}
        for cy, en, picture in FACES
    ]
    triads = [
        {"kind": PromptKind.TRIAD, "question_cy": question[0], "question_en": question[1]}
        | {f"{corner}_{lang}": word for corner, pair in zip("abc", corners, strict=True)
           for lang, word in zip(("cy", "en"), pair, strict=True)}
        for question, *corners in TRIADS
    ]  # fmt: skip
    return [dict(one, place_in_list=place) for place, one in enumerate([*faces, *triads], 1)]
