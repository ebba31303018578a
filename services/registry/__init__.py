"""Registry: the people who do the work, the offices they belong to, and the places they serve.

owns       areas (their names), offices and organisations with their profiles, volunteers with their SK, officers,
           accounts, imports
announces  volunteer.appointed enrolled suspended reinstated ended · officer.(the same) · office.registered ·
           letter.sent answered (heard by itself only: from one office to another)
listens    registry: letter
answers    WhoServes(area): who serves a place now · Facts.After
asks       Keycloak, which it alone may change

Floor by floor, each importing only what stands below it:

    __main__
    api/  rpc  inbox  ticks      doors
    views  neighbours            what a door shows; Keycloak
    actions/                     verbs: appointing naming registering keeping importing exporting, slips
    store/
    wire  tables
    policy
    letters  profiles  imports   rules, from here on
    staged_rows
    columns
    volunteers  officers
    accounts  offices  particulars  posts  engagements  sheets
    standings
"""
