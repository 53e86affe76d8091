"""Surveys: a question asked of staff and of citizens on equal terms.

Purpose
    The same words, the same answers and the same arithmetic for those who use a service and those who
    work in it; how far a figure can be trusted is said beside it, results published elsewhere keep their
    source and their counts, and whoever took part hears what came of it.

Words
    survey: one or more questions, open from a day to a day. group: citizens or staff, by the capacity
    in which somebody answers. audience: how many of a group could have been asked. option: one answer
    to choose, which counts as favourable, unfavourable, neutral or "don't know". slip: an answer on
    paper, known by the number or code printed on it. code: ten signs that answer once, on paper, by phone
    or on a screen. kiosk: a screen at a place, where nobody is known. keeping: whether one person's
    answers are kept apart, together, or together and joined to the next survey. sheet: one person's
    answers without who. mark: the keyed digest that finds a sheet again. sample: who was drawn by lot.
    measure: questions that give a score. gap: the share of one group minus that of the other. reply and
    change: what the service answers, and what it changes by when. published result: what somebody else
    found, with the source.

Invariants
    A person answers a question once; a slip or a code counts once. No row joins a person to what they
    answered without the key of this Gilydd (models.Answer and marks.py say what that protects and what
    not), and where nothing follows, nothing does after the close. "Don't know" stays in the denominator of
    shares; a sheet with a missing answer gives no score. Nothing is counted for anybody before the survey
    is closed, and closing is final. One table for each group and question (and scale) passes the
    disclosure gate, every figure shown comes from it, and no row about a person leaves. Who was drawn by
    lot can be drawn again by anybody who has the list and the seed.

Left out on purpose
    Free text (own words belong in a story or a statement, where they are moderated), and branching beyond
    "this question is for one group".

One flow
    An evaluator makes a survey from the bank -> opens it -> Mair answers on paper with a code that two
    people type, a nurse on her phone -> it is closed -> both groups stand side by side with their
    intervals, beside the 52% that the national survey found -> the practice answers and promises a change
    -> Mair is told when it is done -> the same is asked again, and what changed is shown.
"""
