"""History: who did what to what, kept for good.

Purpose
    Every command of every room writes one record here, in its own transaction. The record holds
    opaque keys, so it survives the erasure of a person; the free-text reason lies apart, so that
    it can be erased. Work to be done later is queued in the same transaction as the record.

Words
    record: one act. audience: who may read it. mention: another thing the act touched.
    seal: the hash chain over a community's records, made in blocks by the worker.
    later: a job that runs after the commit, at least once.

Invariants
    Records are only ever added. A record belongs to one block of one community at most.
    The hash of a block covers the hash of the one before. A rolled-back command leaves no job.

One flow
    exchange.confirm_hours -> history.record(verb="exchange.confirm_hours", ...) -> the worker seals
    it with the hour's other records -> gilydd check proves that nothing was rewritten.
"""
