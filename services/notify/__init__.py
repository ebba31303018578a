"""Notify: puts before people that a move is theirs, by code and link, and takes it away when they have moved.

owns       notices and who has read them
announces  nothing yet (deliveries by outside channels come later)
listens    registry: volunteer officer · cases: case handup · referral: referral packet connection
answers    Facts.After

Floor by floor, each importing only what stands below it:

    __main__
    api  inbox                   doors
    views                        what a door shows
    actions                      verbs
    store
    wire  tables
    policy
    notices  templates           rules
"""
