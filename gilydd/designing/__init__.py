"""Designing: a challenge is raised, people answer it with costed proposals, and a decision ties them.

Purpose
    What shall we do about this? Anybody in the community answers with a proposal and what it costs.
    The decision that funds some of them is linked, so that each proposer can read why.

Words
    challenge: a question that a community wants answered. proposal: an answer with its cost.
    originator: whose idea it was. option key: the proposal's id on the ballot. undertaking: that an activity
    delivers a funded proposal.

Invariants
    A challenge, its proposals, its turn and its election belong to one community. A challenge is tied
    to one decision at most, and a proposal is funded only where that decision funded its option at
    the cost proposed.

One flow
    designing.raise_challenge -> designing.propose -> people vote -> deciding.bring_in_election ->
    designing.tie_decision -> each proposal shows its fate and links to the reason.
"""
