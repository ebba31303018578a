"""Oversight: how kabupaten fare, in figures, and the heads of every access ledger. Never a person, not even a case.

owns       figures by area, type and status; the heads of ledgers
announces  figures.published
listens    registry: volunteer officer ledger · cases: case ledger · referral: referral ledger
answers    Facts.After, Heads.After

It holds no rules about cases: it counts what others say and shows it. Floor by floor, each importing what stands below:

    __main__
    api  rpc  inbox  ticks       doors
    views                        what a door shows
    actions                      verbs
    store
    wire  tables
    policy
    figures                      what is counted, grouped and published, from here on
    labels  suppression
"""
