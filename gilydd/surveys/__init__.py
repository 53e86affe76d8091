"""Surveys: a question asked of staff and of citizens on equal terms.

Purpose
    The same words, the same answers and the same arithmetic for those who use a service and those who
    work in it; how far a figure can be trusted is said beside it, and results published elsewhere keep
    their source and their counts.

Words
    survey: one or more questions, open from a day to a day. group: citizens or staff, by the capacity
    in which somebody answers. audience: how many of a group could have been asked. option: one answer
    to choose, which counts as favourable, unfavourable, neutral or "don't know". slip: an answer on
    paper, known by the number printed on it. gap: the share of one group minus that of the other.
    published result: what somebody else found, with the source.

Invariants
    A person answers a question once; a slip is entered once. No row joins a person to what they
    answered (models.Answer says what that protects and what not). "Don't know" stays in the denominator.
    Nothing is counted for anybody before the survey is closed, and closing is final. One table for each
    group and question passes the disclosure gate, and every figure shown comes from that table.

One flow
    An evaluator makes a survey from a bank question -> opens it -> Mair answers on her phone, a broker
    enters the paper slips, a nurse answers as staff -> it is closed -> both groups stand side by side with
    their intervals, beside the 52% that the national survey found.
"""
