"""Stories: told in any way, agreed to word by word, answered, and leading to a named change.

Purpose
    Somebody tells what a service was like for them: in writing, with faces, as a recording, by phone or
    on paper, in any language. They say what it means and what it may be used for. A listener makes it
    ready for others; the teller agrees; the service answers and says what it will change; the teller
    hears of each step. Peer researchers read stories together, rounds choose the most significant change,
    and people keep a record of their own care, shared with whom they choose.

Words
    teller: whose story it is. listener: a peer researcher or facilitator who reads own words and makes a
    version for others. own words: what the teller said. version: the story as others would read it. use:
    what it may be used for, each with its own yes, audience and last day. pseudonym: a name made up for
    one story. mark: words that the rules of algorithms.revealing think could tell who it is. face, triad:
    how it felt; a point between three things. answer, change: what the service says and does. tombstone:
    what is left of a story taken back. dataset: stories that a named recipient may fetch, decided anew at
    each fetch. codebook, theme, study, highlight, memo: peer research. round, domain, panel: Most
    Significant Change.

Invariants
    Own words and recordings are for the teller and the listeners alone; a voice is never published.
    Nobody reads a version before its teller said yes to these very words, and to a use that holds at this
    moment.
    Nobody listens to a story of their own, about a service they answer for, or of a teller with whom one
    of the two does not want to be brought together. A teller who signs in decides alone; who has no
    sign-in decides by phone, on paper or at a visit, and is told what was written down for them.
    Nothing keeps a copy: every page, feed, answer of the API and dataset reads the consents of that
    moment.
    Taking a story back deletes every word of it, and who told it; the service's named changes stay.
    Messages name neither the service nor a word of a story. Records name no teller.
    Of a record of care nobody but its owner and whom they chose learns that it exists.

One flow
    Mair tells Priya by phone what happened -> Priya writes it down and her yeses -> another listener
    takes out the village -> Mair hears it read and says yes -> Rhodri answers and names a change by March
    -> it is done, Mair is told -> she takes the story back: it is gone everywhere, and the university is
    told to delete it.
"""
