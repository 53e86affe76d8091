"""Safety: blocks between people, and safeguarding concerns for named leads.

Purpose
    Somebody can say quietly whom they do not want to be brought together with. Anybody in the community
    can raise a worry about somebody's safety in confidence; only the safeguarding leads read it.
    The duty to report and to inquire lies with the local authority (Social Services and Well-being
    (Wales) Act 2014, s.126, s.128, s.130): the pages say so, and that 999 comes first.

Words
    block: one party does not want to be brought together with another; the other is never told.
    concern: a worry about somebody's safety, in the words of whoever raised it.
    lead: a member who holds the role of safeguarding lead. note: what a lead wrote down; it may be
    marked to be shared. share: a named person whom a lead lets read the marked notes, until a day.

Invariants
    Nobody but a safeguarding lead reads a concern: no broker, no co-ordinator, no administrator.
    A lead whom it is about, or who acts for whom it is about, cannot read, share or close it.
    The words of a concern and of its notes stand in no message, record, job or list outside its page.
    Whoever raised it sees that it was received and whether it is open, never more.
    A block counts both ways and is seen by whoever made it and by those who serve them, never by the blocked.

One flow
    Dai is worried about Mair -> he raises a concern -> the leads are told that there is one, without a
    word of it -> a lead reads it, phones the council, writes a note marked to share -> shares it with
    the broker until Friday -> the broker reads the note on the desk -> the lead closes the concern.
"""
