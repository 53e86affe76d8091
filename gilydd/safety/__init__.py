"""Safety: blocks between people, safeguarding concerns for named leads, and the moderators' desk.

Purpose
    Somebody can say quietly whom they do not want to be brought together with. Anybody in the community
    can raise a worry about somebody's safety in confidence; only the safeguarding leads read it.
    Whatever people write or do can be reported to moderators, who decide for published reasons.
    The duty to report and to inquire lies with the local authority (Social Services and Well-being
    (Wales) Act 2014, s.126, s.128, s.130): the pages say so, and that 999 comes first.

Words
    block: one party does not want to be brought together with another; the other is never told.
    concern: a worry about somebody's safety, in the words of whoever raised it.
    lead: a member who holds the role of safeguarding lead. note: what a lead wrote down; it may be
    marked to be shared. share: a named person whom a lead lets read the marked notes, until a day.
    step: what a lead is going to do, by a day. outcome: what came of a concern.
    report: somebody asks moderators to look at a thing. case: one reported thing, until the last word on it.
    moderator: a broker or facilitator. second look: somebody else decides again, once; it stands.
    aside: out of sight for everybody but its writer and the desk; nothing is deleted.

Invariants
    Nobody but a safeguarding lead reads a concern: no broker, no co-ordinator, no administrator.
    A lead whom it is about, or who acts for whom it is about, cannot read, share or close it.
    The words of a concern and of its notes stand in no message, record, job or list outside its page.
    Whoever raised it sees that it was received and read, and whether it is open, never more.
    A concern that is not read or not decided in time goes to the other leads; with none, brokers are asked
    for another lead, and not told why. No archive takes concerns along. Whoever operates the database can
    read what stands in it, concerns too: no page hides that.
    Nobody decides on what they wrote or reported; nobody looks again at what they decided (the database
    refuses it). A writer never learns who reported them, nor of a report that came to nothing.
    The public log names nobody and no day. The words of a case are forgotten weeks after the last one.
    A block counts both ways and is seen by whoever made it and by those who serve them, never by the blocked.

One flow
    Dai is worried about Mair -> he raises a concern -> the leads are told that there is one, without a
    word of it -> a lead reads it, phones the council, writes a note marked to share -> shares it with
    the broker until Friday -> the broker reads the note on the desk -> the lead says what came of it.
    Siân's ask sells something -> Dai reports it -> Tomos takes it out of sight and says why -> Siân asks for
    a second look -> Ffion puts it back -> the log counts a decision that was made otherwise.
"""
