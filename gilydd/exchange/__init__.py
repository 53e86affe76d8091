"""Exchange: the core economy of hours.

Purpose
    Asks, promises and confirmed hours, kept in a double-entry time ledger where an hour is an hour
    whoever gives it.

Words
    ask: somebody needs a hand. promise: somebody will give it; the hours are held meanwhile.
    hold: hours set aside, settled or released once. transfer: hours that went from one account to
    another, one row, never changed. reversal: the transfer that takes a mistake back and keeps it.
    pot: the account of the community. floor: how far below zero an account may go.
    claim: hours that wait for somebody's word. group: one occasion, a claim for each row.
    series: help that comes again; each time is promised a week ahead. visit: hours spent at a place.
    trade: hours with another community, half in the books of each; agreement: how far that may go.
    round: a search for circles. circle: people of whom each helps the next and the last the first; chain:
    the same without the last. pairing: one helps another in a circle. veto: two who are not to be paired.
    voucher: hours held for one visit. showing (a scan): a place's device saw a voucher.

Invariants
    A community's balances always sum to zero. A transfer moves whole minutes between two different
    accounts of one community. Balances are moved by one database trigger alone. A key is used once.
    ledger.py is the only writer of the ledger's tables. The clearing accounts of two communities mirror
    each other; a trade has both halves or none. Nothing expires that was not told 30 days before. A voucher
    is paid once, to the first showing that arrives.

One flow
    Mair asks for a lift -> Dai promises (an hour of Mair's is held) -> it happens -> Mair confirms
    90 minutes -> the hold is settled and 90 minutes go to Dai -> both statements show it.
"""
