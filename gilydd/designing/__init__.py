"""Designing: a challenge is raised, answered with costed proposals, decided, and seen through to its close.

Purpose
    What shall we do about this? Anybody in the community asks and answers, in their own words. What it costs
    is worked out by citizens and professionals together; the members decide; whoever promised keeps it with
    those whose idea it was, and it is closed with their word.

Words
    challenge: a question that a community wants answered. framer: somebody who put it as a question. phase: a
    stretch of days that opens something. step: that a challenge came to a state. proposal: an answer, in
    versions. originator: whose idea it was; co-author: who wrote it with them; amender: who made it better.
    amendment: a suggested change. merging: two proposals become one. argument: a comment for or against.
    cost line: one cost, from the least to the most. sign-off: somebody stands behind a costing. mark: the
    fingerprint of just that costing. option key: the proposal's id on the ballot. commitment: what somebody
    promises of a funded proposal. milestone: a step of it with two owners. offer: a part in it for an
    originator. update: how it goes. variance: notice that something will be other than promised. last word:
    an originator says whether it was done. undertaking: that an activity delivers a funded proposal.
    statement: one thought that people agree or disagree with, or pass. respondent: somebody who answers,
    under a random code. picture: what people said, by groups, at a step. voice event: one act and who was
    heard in it; voice outcome: what became of it.

Invariants
    A challenge, its proposals, its turn, its election and its vote belong to one community, and it is decided
    in one way. It moves along its path where nothing is missing, and leaves a step each time. The days of a
    phase move with a reason alone. A proposal enters a vote held here only with the signatures of a citizen
    and a professional under its very version and costs: any change makes them void. Merging drops nobody.
    What was taken away keeps its place and the reason. A milestone has a citizen and a professional. What was
    promised changes only once an originator answered, or their silence was written down by somebody else. A
    commitment is closed with the word of every originator or their recorded absence. Hours come from the pot,
    never by whoever gets them, and never above what was offered. Every act keeps the capacity of that moment.
    Nobody lets their own statement through; who said what is shown to nobody; a picture is drawn for every
    ten people, and groups that a program found are never told as fact. Every act leaves a voice event, a vote
    none of its voters; the step of the ladder is derived from them and declared by nobody.

One flow
    A landlord asks -> framed with tenants -> three teenagers propose -> costed with a finance officer, who
    signs with one of them -> talked through -> members vote on a budget -> promised, with milestones and an
    offer to each of the three -> updates, a change answered, hours paid -> judged by both sides -> the three
    say that it was done -> "you said, we did together".
"""
