"""The demo's conversation: six statements about the evenings in the valley, answered by its members.

What everybody agrees on, what divides citizens from professionals, one that waits to be read, one that is not
put to people with the reason, and answers from paper.
"""

from __future__ import annotations

from typing import Any

from gilydd.designing import commands as designing
from gilydd.designing.commands import statements
from gilydd.designing.models import Challenge
from gilydd.designing.picturing import draw_step
from gilydd.people.policy import SYSTEM
from gilydd.people.words import CITIZENS

from .demo_scene import Valley

QUESTION: dict[str, Any] = {
    "title_cy": "Beth wnawn ni gyda'r nos?",
    "title_en": "What shall we do of an evening?",
    "question_cy": "Mae'r cwm yn dawel ar ôl chwech. Beth fyddai'n dod â phobl hen ac ifanc at ei gilydd?",
    "question_en": "The valley is quiet after six. What would bring old and young together?",
}
# English, Welsh, Easy Read in both, picture; of citizens and of professionals how many agree and pass
SAID: tuple[tuple[str, str, str, str, str, tuple[int, int], tuple[int, int]], ...] = (
    ("The hall should be open on one evening a week.", "Dylai'r neuadd fod ar agor un noson yr wythnos.",
     "Dylai'r neuadd agor gyda'r nos.", "The hall should open in the evening.", "door", (70, 16), (68, 16)),
    ("Young people should decide what is on.", "Pobl ifanc ddylai ddewis beth sydd ymlaen.",
     "Pobl ifanc sy'n dewis.", "Young people choose.", "child", (66, 16), (20, 24)),
    ("The last bus goes too early.", "Mae'r bws olaf yn mynd yn rhy gynnar.",
     "Mae'r bws olaf yn rhy gynnar.", "The last bus is too early.", "bus", (72, 14), (30, 36)),
    ("Evenings should be free for everybody.", "Dylai nosweithiau fod am ddim i bawb.",
     "Dylai fod am ddim.", "It should be free.", "coin", (48, 18), (34, 30)),
    ("I would give an hour to keep the door.", "Byddwn i'n rhoi awr i ofalu am y drws.",
     "Gallaf roi awr.", "I can give an hour.", "clock", (44, 22), (40, 24)),
    ("It is too dark to walk home.", "Mae'n rhy dywyll i gerdded adref.",
     "Mae'n dywyll iawn.", "It is very dark.", "walking", (60, 20), (56, 20)),
)  # fmt: skip
ANSWERED = 90


def opinions(valley: Valley) -> None:
    """A challenge with statements, answers and a picture."""
    challenge = designing.raise_challenge(by=SYSTEM, community=valley.community, **QUESTION)
    _statements(valley, challenge)
    for number, person in enumerate(valley.members[:ANSWERED]):
        citizen = person.demo_capacity in CITIZENS  # type: ignore[attr-defined]
        statements.answer_statements(
            by=SYSTEM, challenge=challenge, party=person.party,
            answers={place: _stance(place, number, citizen) for place in range(1, len(SAID) + 1)},
        )  # fmt: skip
    statements.answer_statements(
        by=valley.cast["Tomos"], challenge=challenge, party=valley.cast["Mair"].party,
        answers={1: 1, 3: 1, 6: 0}, entered_from="paper",
    )  # fmt: skip
    draw_step(challenge.pk)


def _statements(valley: Valley, challenge: Challenge) -> None:
    others = [person for person in valley.members if person != valley.cast["Tomos"]]  # who reads them
    makers = [person.party for person in others[: len(SAID)]]
    for (english, welsh, easy_cy, easy_en, shown, _citizens, _others), maker in zip(
        SAID, makers, strict=True
    ):
        row = statements.make_statement(by=SYSTEM, challenge=challenge, party=maker, text=english, lang="en")
        statements.show_statement(
            by=valley.cast["Tomos"], statement=row, translation=welsh, easy_cy=easy_cy, easy_en=easy_en,
            picture=shown,
        )  # fmt: skip
    dai, sian = valley.cast["Dai"], valley.cast["Siân"]
    unkind = statements.make_statement(
        by=dai, challenge=challenge, party=dai.party, text="Nobody over fifty should have a say.", lang="en"
    )
    statements.refuse_statement(
        by=valley.cast["Tomos"], statement=unkind, lang="en",
        reason="It shuts people out because of their age. Please write what you would like instead.",
    )  # fmt: skip
    statements.make_statement(
        by=sian, challenge=challenge, party=sian.party, text="There should be a quiet room.", lang="en"
    )


def _stance(place: int, number: int, citizen: bool) -> int:
    """Agree, pass or disagree in the shares of the statement, in an order that is not the members'."""
    *_words, citizens, others = SAID[place - 1]
    agree, passed = citizens if citizen else others
    lot = (number * 37 + place * 53) % 100
    return 1 if lot < agree else 0 if lot < agree + passed else -1
