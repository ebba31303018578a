"""SQL in, dataclasses out; `save...` writes rows, facts and duties of one change, never one without the others.

    files     cases, their steps, needs and referrals
    people    identities, consents, likeness, erasure: the only way to plain text, always on record
    packets   hand-ups: what was sent, what has come

Every read takes `within`, which only `policy` makes; the office itself is the wall of the database.
"""
