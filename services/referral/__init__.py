"""Referral: who can help, who was asked to, and whether the citizen was served.

owns       the directory of services, referrals and light referrals (Hubungkan), packets for organisations and their
           answers
announces  referral.sent received accepted rejected waitlisted started served partly_served not_served confirmed
           disputed closed revoked expired · packet.sent revoked expired confirmed disputed closed erased opened
           answered started reported · connection.suggested accompanied served not_served protected
listens    registry: volunteer officer office · cases: case person · referral: packet (sender and organisation speak to
           one another by it)
answers    Facts.After
asks       cases: where a case stands (Summary), the minimum of its file (Packet)

Floor by floor, each importing only what stands below it:

    __main__
    api  inbox  ticks            doors (nobody asks over gRPC but for facts, which kit answers: no rpc)
    views  neighbours            what a door shows; cases
    actions                      verbs
    store
    wire  tables
    policy
    referrals  connections       rules, from here on
    packets  services
    statuses  codes  matters  timelines
"""
