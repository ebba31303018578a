"""Cases: people in need, what is done for them, and who looked at their files.

owns       persons (apart from their cases), cases, needs, consents, hand-ups, the access ledger, erasures
announces  case.opened verified returned completed accepted declined staged needed assigned closed solved reopened
           handed_up · handup.sent opened refused expired · person.erased · ledger.sealed (by the kit's sealer)
listens    registry: volunteer officer · referral: referral · cases: handup person (one office speaks to another)
answers    Summary(case), Packet(case, fields): both as far as the user sees · Facts.After

Floor by floor, each importing only what stands below it:

    __main__
    api  rpc  inbox  ticks       doors
    views                        what a door shows
    actions                      verbs: intake care openings handovers erasures
    store                        files people packets
    wire  tables
    policy
    handups                      rules, from here on
    cases
    consents  needs  persons
    codes                        code lists, which are data (codes.toml)
"""
