"""Registry: the people who do the work, the offices they belong to, and the places they serve.

owns       areas (their names), offices and organisations, volunteers with their SK, officers, accounts, trainings with
           their participants, certificates
announces  volunteer.appointed enrolled suspended reinstated ended · officer.(the same) · office.registered ·
           letter.sent answered (heard by itself only: from one office to another) · training.completed ·
           certificate.issued revoked
listens    registry: letter
answers    WhoServes(area): who serves a place now · Facts.After
asks       Keycloak, which it alone may change

Floor by floor, each importing only what stands below it:

    __main__
    api/  rpc  inbox  ticks      doors
    views  sheets  papers        what a door shows: as JSON, as a spreadsheet, as PDF
    neighbours                   Keycloak
    actions/                     verbs: appointing naming registering, slips, training attending
    store/
    wire  tables
    policy
    letters                      rules, from here on
    certificates  participants  trainings  tiers
    volunteers  officers
    accounts  offices  particulars  posts
    standings
"""
