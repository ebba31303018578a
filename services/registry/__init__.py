"""Registry: the people who do the work, the offices they belong to, and the places they serve.

owns       areas (their names), offices and organisations with their profiles, volunteers with their SK, officers,
           accounts, imports; how every village and every seat of a TKSK stands; trainings with their participants,
           certificates; applications, selections, proposals to a province
announces  volunteer.appointed enrolled suspended reinstated ended · officer.(the same) · office.registered ·
           volunteer.renewed moved leave_begun leave_ended cover_begun cover_ended · training.completed ·
           certificate.issued revoked · selection.decided · proposal.sent answered (heard by itself only) ·
           letter.sent answered (heard by itself only: from one office to another)
listens    registry: letter proposal · cases: case
answers    WhoServes(area): who serves a place now · Facts.After
asks       Keycloak, which it alone may change

Floor by floor, each importing only what stands below it:

    __main__
    api/  rpc  inbox  ticks      doors
    views/  papers               what a door shows: as JSON, as PDF
    neighbours                   Keycloak
    actions/                     verbs: applying choosing appointing naming registering serving keeping importing
                                 exporting training attending, slips
    store/
    wire  tables
    policy
    letters  profiles  imports  certificates  proposals  selections
    staged_rows  participants    rules, from letters on
    columns  trainings  applications
    tiers
    volunteers  officers
    coverage  covers  decrees  leaves  places  thresholds  workloads  attachments
    accounts  offices  particulars  posts  engagements  sheets  requirements
    standings  days
"""
