"""Partnerships: services, citizens and communities at one table, who asks what of whom, and who gives.

Purpose
    Boards, alliances and programmes of authority, health, third sector, citizens and communities: who must
    sit there and is missing, what they agreed, what one asked of another and on what ground, what each
    gives, what became of their money, and whether it is more than skin-deep.

Words
    partnership: a board, an alliance or a programme. programme: a partnership that reaches other communities
    and owns what they share; its members are its board. link: that a community takes part in the programme
    of another one. framework: rules that came as data, in versions. seat: a place on a board by its rules.
    partner: who is in it; speaker: who acts for a partner. request to co-operate: one partner asks another,
    on a legal ground, with a last day. pledge: what a partner says it will give; contribution: what it gave.
    fund: money put together; entry: what came or went. stand: where a member of the board is on a decision.
    self-assessment: the same statements to partners, staff and citizens. pictures: what each of them says.

Invariants
    A partnership belongs to one community, and no row of another one hangs on it: a community joins a
    programme, and leaves it, by its own act in its own row. Who is missing on a board is said in words, to
    everybody. A refusal has its reasons in writing, and the first answer stands. Agreements, signatures,
    contributions and entries of a fund are never changed or deleted: a mistake is taken back by a second
    row. A fund's balance is the sum of its entries and never below nothing; money leaves it by a carried
    decision and within what that allows. Every act keeps the capacity of that moment. The pictures of a
    self-assessment stand beside each other and are never made into one; those of people pass the gate of
    surveys, and are shown once it is closed. Kinds of gifts are never added up.

One flow
    A regional board starts by its rules -> its page says that a carer is missing -> the health board is
    asked for rooms under s.164, is reminded, and refuses with reasons -> partners pledge, give and pay in ->
    the board decides on a kitchen and pays for it -> partners, staff and citizens say how far it works
    together -> the year's report writes itself.
"""
