"""Assets: what people, groups, organisations and places can offer, need, care about and have lived through.

Purpose
    Everybody has something to give, and nobody is only a client: each party has a page that starts from
    what it can give, and a directory lets neighbours find each other's offers, needs and things to lend.

Words
    asset: one thing of a party, of a kind (offer, need, skill, interest, experience, thing to lend) and under
    a term of the shared taxonomy. shown: to oneself alone, to brokers, or to members. resting: kept, but
    not in the directory. stale: an offer, need or thing that nobody confirmed for six months.
    loan: a thing lent for some days; it costs no hours.
    suggestion: a term found while somebody types, in either language, mutated or misspelt.

Invariants
    What somebody lived through is private unless they choose otherwise, and what is private appears on no
    page, list, search, notice, record or address of anybody else, brokers included.
    An experience that is taken away is deleted, not kept. The directory shows only what is live and shown to
    members, of active members who did not withdraw from being found.
    A thing is out with one borrower at a time. Who typed something for somebody else is kept.

One flow
    Siân opens her page -> three questions in pictures -> she ticks baking and listening -> both stand in the
    directory -> Dai types "bobi", finds her offer and asks for it in the exchange -> six months later she is
    asked whether it is still right -> she keeps it, or says nothing and it rests.
"""
