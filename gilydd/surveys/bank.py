"""The bank of questions, with where each comes from. Welsh wordings that no source gives are our own.

Sets of questions that belong together are scored by `gilydd.algorithms.measures`. A scale that its owner
licenses (SWEMWBS) and goals that people set themselves stand here without items: whoever may use them types
them in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .shapes import Asked, CountsAs, OptionText

FAVOURABLE, UNFAVOURABLE = CountsAs.FAVOURABLE, CountsAs.UNFAVOURABLE
NEUTRAL, DONT_KNOW = CountsAs.NEUTRAL, CountsAs.DONT_KNOW

UNSURE: Final = OptionText("dont_know", "Dydw i ddim yn gwybod", "I don't know", "question", DONT_KNOW)
YES_OR_NO: Final = (
    OptionText("yes", "Byddwn", "Yes", "happy", FAVOURABLE),
    OptionText("partly", "Byddwn, i raddau", "In part", "scales", NEUTRAL),
    OptionText("no", "Na fyddwn", "No", "cross", UNFAVOURABLE),
    UNSURE,
)
# Answers that fit any question: Welsh has no one word for yes, so these say what is agreed with.
AGREE_OR_NOT: Final = (
    OptionText("agree", "Rwy'n cytuno", "I agree", "happy", FAVOURABLE),
    OptionText("partly", "Rwy'n cytuno i raddau", "I agree in part", "scales", NEUTRAL),
    OptionText("disagree", "Rwy'n anghytuno", "I disagree", "cross", UNFAVOURABLE),
    UNSURE,
)
VERY_GOOD_TO_VERY_POOR: Final = (
    OptionText("very_good", "Da iawn", "Very good", "star", FAVOURABLE),
    OptionText("good", "Da", "Good", "happy", FAVOURABLE),
    OptionText("neither", "Ddim yn dda nac yn wael", "Neither good nor poor", "scales", NEUTRAL),
    OptionText("poor", "Gwael", "Poor", "cross", UNFAVOURABLE),
    OptionText("very_poor", "Gwael iawn", "Very poor", "warning", UNFAVOURABLE),
    UNSURE,
)
HOW_OFTEN: Final = (
    OptionText("always", "Bob amser", "Always", "star", FAVOURABLE),
    OptionText("often", "Yn aml", "Often", "happy", FAVOURABLE),
    OptionText("sometimes", "Weithiau", "Sometimes", "scales", NEUTRAL),
    OptionText("never", "Byth", "Never", "cross", UNFAVOURABLE),
    UNSURE,
)


def _zero_to_ten(
    low: tuple[str, str], high: tuple[str, str], *, upside_down: bool = False
) -> tuple[OptionText, ...]:
    """Eleven answers from 0 to 10, the ends in words; `upside_down`: a low number is the good one."""
    made = []
    for number in range(11):
        end = low if number == 0 else high if number == 10 else ("", "")
        words = [f"{number}: {text}" if text else str(number) for text in end]
        good, bad = (number <= 3, number >= 6) if upside_down else (number >= 7, number <= 4)
        sense = FAVOURABLE if good else UNFAVOURABLE if bad else NEUTRAL
        picture = {FAVOURABLE: "happy", NEUTRAL: "scales", UNFAVOURABLE: "cross"}[sense]
        made.append(OptionText(str(number), words[0], words[1], picture, sense, number))
    return tuple(made)


ZERO_TO_TEN: Final = _zero_to_ten(("dim o gwbl", "not at all"), ("yn llwyr", "completely"))
FROM_NONE_TO_ALL: Final = (
    OptionText("1", "Byth", "None of the time", "warning", UNFAVOURABLE, 1),
    OptionText("2", "Yn anaml", "Rarely", "cross", UNFAVOURABLE, 2),
    OptionText("3", "Weithiau", "Some of the time", "scales", NEUTRAL, 3),
    OptionText("4", "Yn aml", "Often", "happy", FAVOURABLE, 4),
    OptionText("5", "Drwy'r amser", "All of the time", "star", FAVOURABLE, 5),
)
HARDLY_EVER_TO_OFTEN: Final = (
    OptionText("1", "Byth, neu bron byth", "Hardly ever or never", "happy", FAVOURABLE, 1),
    OptionText("2", "Weithiau", "Some of the time", "scales", NEUTRAL, 2),
    OptionText("3", "Yn aml", "Often", "cross", UNFAVOURABLE, 3),
)
# Points as printed; which items count the other way round is known to the measure.
STRONGLY_AGREE: Final = (
    OptionText("3", "Cytuno'n gryf", "Strongly agree", "star", FAVOURABLE, 3),
    OptionText("2", "Cytuno", "Agree", "happy", FAVOURABLE, 2),
    OptionText("1", "Anghytuno", "Disagree", "cross", UNFAVOURABLE, 1),
    OptionText("0", "Anghytuno'n gryf", "Strongly disagree", "warning", UNFAVOURABLE, 0),
)
THAN_EXPECTED: Final = (
    OptionText("2", "Llawer gwell na'r disgwyl", "Much better than expected", "star", FAVOURABLE, 2),
    OptionText("1", "Gwell na'r disgwyl", "Better than expected", "happy", FAVOURABLE, 1),
    OptionText("0", "Fel y disgwyl", "As expected", "check", FAVOURABLE, 0),
    OptionText("-1", "Llai na'r disgwyl", "Less than expected", "scales", UNFAVOURABLE, -1),
    OptionText("-2", "Llawer llai na'r disgwyl", "Much less than expected", "cross", UNFAVOURABLE, -2),
)

# Answers that whoever makes a question can choose, beside writing their own.
ANSWER_SETS: Final[Mapping[str, tuple[Promise, tuple[OptionText, ...]]]] = {
    "agree": (_("I agree, in part, I disagree"), AGREE_OR_NOT),
    "good": (_("Very good to very poor"), VERY_GOOD_TO_VERY_POOR),
    "often": (_("Always to never"), HOW_OFTEN),
    "would": (_("Yes, in part, no (for “would you…?”)"), YES_OR_NO),
    "ten": (_("A number from 0 to 10"), ZERO_TO_TEN),
}

# friend_or_relative: the question behind the open letter's 52%, asked of NHS Wales staff.
# experience: the Friends and Family Test of NHS England (wording in use since April 2020).
BANK: Final[Mapping[str, Asked]] = {
    "friend_or_relative": Asked(
        "Pe bai angen triniaeth ar ffrind neu berthynas, a fyddech chi'n hapus â safon y gofal a ddarperir?",
        "If a friend or relative needed treatment, would you be happy with the standard of care provided?",
        YES_OR_NO,
    ),
    "experience": Asked(
        "Ar y cyfan, sut brofiad gawsoch chi o'n gwasanaeth?",
        "Overall, how was your experience of our service?",
        VERY_GOOD_TO_VERY_POOR,
    ),
}


@dataclass(frozen=True)
class QuestionSet:
    """Questions that belong together.

    `source`: whose they are and where from, in words. `measure`: how they are scored, or "" where each
    stands for itself. `questions` is empty where the owner's items must be typed in; `options` are then the
    answers of each, and `items` how many are needed (0: one or more).
    """

    code: str
    name: Promise
    source: Promise
    questions: tuple[Asked, ...] = ()
    measure: str = ""
    options: tuple[OptionText, ...] = ()
    items: int = 0
    health: bool = False


def _scored(
    measure: str, texts: Sequence[tuple[str, str]], options: tuple[OptionText, ...]
) -> tuple[Asked, ...]:
    return tuple(
        Asked(cy, en, options, measure=measure, item=number) for number, (cy, en) in enumerate(texts, 1)
    )


def _flipped(options: tuple[OptionText, ...]) -> tuple[OptionText, ...]:
    """The same answers to a question whose agreement is no good sign; the points stay as printed."""
    turned = {FAVOURABLE: UNFAVOURABLE, UNFAVOURABLE: FAVOURABLE}
    pictures = ("warning", "cross", "happy", "star")
    return tuple(
        replace(one, counts_as=turned[CountsAs(one.counts_as)], picture=picture)
        for one, picture in zip(options, pictures, strict=True)
    )


def _ons4() -> tuple[Asked, ...]:
    not_at_all, fully = ("dim o gwbl", "not at all"), ("yn llwyr", "completely")
    usual = _zero_to_ten(not_at_all, fully)
    anxious = _zero_to_ten(not_at_all, fully, upside_down=True)
    texts = (
        ("Ar y cyfan, pa mor fodlon ydych chi ar eich bywyd y dyddiau hyn?",
         "Overall, how satisfied are you with your life nowadays?"),
        ("Ar y cyfan, i ba raddau ydych chi'n teimlo bod y pethau rydych chi'n eu gwneud yn eich bywyd "
         "yn werth chweil?",
         "Overall, to what extent do you feel that the things you do in your life are worthwhile?"),
        ("Ar y cyfan, pa mor hapus oeddech chi'n teimlo ddoe?", "Overall, how happy did you feel yesterday?"),
        ("Ar raddfa lle mae 0 yn golygu “ddim yn bryderus o gwbl” a 10 yn golygu “yn gwbl bryderus”, "
         "ar y cyfan, pa mor bryderus oeddech chi'n teimlo ddoe?",
         "On a scale where 0 is “not at all anxious” and 10 is “completely anxious”, overall, how anxious "
         "did you feel yesterday?"),
    )  # fmt: skip
    made = _scored("ons4", texts, usual)
    return (*made[:3], replace(made[3], options=anxious))


def _rosenberg() -> tuple[Asked, ...]:
    texts = (
        ("Ar y cyfan, rwy'n fodlon arna' i fy hun.", "On the whole, I am satisfied with myself."),
        ("Ar adegau rwy'n meddwl nad ydw i'n dda i ddim.", "At times I think I am no good at all."),
        ("Rwy'n teimlo bod gen i nifer o rinweddau da.", "I feel that I have a number of good qualities."),
        ("Gallaf wneud pethau cystal â'r rhan fwyaf o bobl eraill.",
         "I am able to do things as well as most other people."),
        ("Rwy'n teimlo nad oes gen i lawer i fod yn falch ohono.",
         "I feel I do not have much to be proud of."),
        ("Rwy'n bendant yn teimlo'n ddiwerth ar adegau.", "I certainly feel useless at times."),
        ("Rwy'n teimlo fy mod i'n berson o werth, o leiaf yn gyfartal ag eraill.",
         "I feel that I'm a person of worth, at least on an equal plane with others."),
        ("Hoffwn pe bai gen i fwy o barch at fy hun.", "I wish I could have more respect for myself."),
        ("At ei gilydd, rwy'n tueddu i deimlo fy mod i'n fethiant.",
         "All in all, I am inclined to feel that I am a failure."),
        ("Mae gen i agwedd gadarnhaol tuag ataf fy hun.", "I take a positive attitude toward myself."),
    )  # fmt: skip
    made = _scored("rosenberg", texts, STRONGLY_AGREE)
    return tuple(
        replace(one, options=_flipped(one.options)) if one.item in (2, 5, 6, 8, 9) else one for one in made
    )


def _working_together(asked_of: str, texts: Sequence[tuple[str, str]]) -> tuple[Asked, ...]:
    return tuple(Asked(cy, en, AGREE_OR_NOT, asked_of=asked_of) for cy, en in texts)


STAFF_AND_MANAGERS: Final = (
    ("Mae fy rheolwr a minnau'n penderfynu gyda'n gilydd sut i wneud y gwaith.",
     "My manager and I decide together how the work is done."),
    ("Pan fydda i'n awgrymu newid, rwy'n clywed beth ddaeth ohono.",
     "When I suggest a change, I hear what came of it."),
    ("Gallaf ddweud beth sy'n fy mhoeni heb ofni'r canlyniadau.",
     "I can say what worries me without fear of what follows."),
    ("Mae fy rheolwr yn gofyn beth sy'n rhwystro gofal da, ac yn gwneud rhywbeth am y peth.",
     "My manager asks what gets in the way of good care, and does something about it."),
)  # fmt: skip
PEOPLE_AND_STAFF: Final = (
    ("Mae'r staff a minnau'n penderfynu gyda'n gilydd beth sy'n digwydd.",
     "The staff and I decide together what happens."),
    ("Pan fydda i'n awgrymu newid, rwy'n clywed beth ddaeth ohono.",
     "When I suggest a change, I hear what came of it."),
    ("Gallaf ddweud beth sy'n fy mhoeni heb ofni'r canlyniadau.",
     "I can say what worries me without fear of what follows."),
    ("Mae'r staff yn gofyn beth sy'n rhwystro gofal da, ac yn gwneud rhywbeth am y peth.",
     "The staff ask what gets in the way of good care, and do something about it."),
)  # fmt: skip

SETS: Final[Mapping[str, QuestionSet]] = {
    one.code: one
    for one in (
        QuestionSet(
            "working_staff",
            _("How staff and their managers work together"),
            _("Our own four questions, for staff."),
            _working_together("staff", STAFF_AND_MANAGERS),
        ),
        QuestionSet(
            "working_citizens",
            _("How people and staff work together"),
            _("Our own four questions, for citizens: the same as those for staff, from the other side."),
            _working_together("citizens", PEOPLE_AND_STAFF),
        ),
        QuestionSet(
            "ons4",
            _("How life is going: four questions from 0 to 10 (ONS4)"),
            _("Personal well-being, Office for National Statistics (Open Government Licence). Welsh ours."),
            _ons4(),
            "ons4",
            health=True,
        ),
        QuestionSet(
            "ucla3",
            _("Loneliness: three questions (UCLA)"),
            _("Three-item UCLA Loneliness Scale: Hughes and others, Research on Aging (2004). Welsh ours."),
            _scored(
                "ucla3",
                (
                    ("Pa mor aml ydych chi'n teimlo eich bod heb gwmni?",
                     "How often do you feel that you lack companionship?"),
                    ("Pa mor aml ydych chi'n teimlo eich bod yn cael eich gadael allan?",
                     "How often do you feel left out?"),
                    ("Pa mor aml ydych chi'n teimlo'n ynysig oddi wrth eraill?",
                     "How often do you feel isolated from others?"),
                ),
                HARDLY_EVER_TO_OFTEN,
            ),
            "ucla3",
            health=True,
        ),
        QuestionSet(
            "rosenberg",
            _("Self-esteem: ten questions (Rosenberg)"),
            _("Rosenberg, Society and the Adolescent Self-Image (1965). Welsh wording ours, not validated."),
            _rosenberg(),
            "rosenberg",
            health=True,
        ),
        QuestionSet(
            "swemwbs",
            _("Mental well-being, short scale (SWEMWBS): you type its seven items"),
            _("Warwick and Edinburgh. Register with its owner first, and type the items as they give them."),
            measure="swemwbs",
            options=FROM_NONE_TO_ALL,
            items=7,
            health=True,
        ),
        QuestionSet(
            "goals",
            _("Goals that people set themselves (goal attainment): you type the goals"),
            _("Kiresuk and Sherman, Community Mental Health Journal 4 (1968)."),
            measure="goals",
            options=THAN_EXPECTED,
        ),
        QuestionSet(
            "confidence",
            _("Before and after, from 0 to 10: you type what about"),
            _("A simple scale of your own, such as “How confident do you feel?”"),
            measure="confidence",
            options=ZERO_TO_TEN,
        ),
    )
}  # fmt: skip

__all__ = [
    "AGREE_OR_NOT",
    "ANSWER_SETS",
    "BANK",
    "HOW_OFTEN",
    "SETS",
    "VERY_GOOD_TO_VERY_POOR",
    "YES_OR_NO",
    "ZERO_TO_TEN",
    "QuestionSet",
]
