"""People: who there is, and what they may be to each other.

Purpose
    Persons and parties, communities and memberships, roles and capacities, organisations and
    places, the shared taxonomy of work, and notify(), the one way to reach a person.

Words
    party: a person, a household, a group or an organisation; whatever can hold an account.
    identity: name, address, phone and email of a person, in one table apart, which erasure empties.
    community: the tenant; every row of every room belongs to one. membership: a party in a community.
    role: a duty held in a community (broker, commissioner, ...). capacity: as what somebody acts.

Invariants
    A person is never only a client: a membership is the same row for whoever gives and whoever needs.
    No email, phone or login is needed to be a full member.
    A page nobody declared open is closed (doors.py).

One flow
    A broker enrols Mair, who has no email -> party, person, identity, membership, record -> Mair's
    notices are queued for post, in Welsh and English while nobody has asked her which she prefers.
"""
