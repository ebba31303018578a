"""Registry: the people who do the work, the offices they belong to, and the places they serve.

owns       areas (their names), offices and organisations with their profiles, volunteers with their SK, officers,
           accounts, imports; how every village and every seat of a TKSK stands; trainings with their participants,
           certificates; dossiers of who is to be certified, with their coaches and papers
announces  volunteer.appointed enrolled suspended reinstated ended · officer.(the same) · office.registered ·
           volunteer.renewed moved leave_begun leave_ended cover_begun cover_ended · training.completed ·
           certificate.issued revoked · competency.decided · letter.sent answered (heard by itself only: from one
           office to another)
listens    registry: letter · cases: case
answers    WhoServes(area): who serves a place now · Facts.After
asks       Keycloak, which it alone may change

Floor by floor, each importing only what stands below it:

    __main__
    api/  rpc  inbox  ticks      doors
    views/  certification_papers  papers   what a door shows: as JSON, as PDF
    neighbours                   Keycloak
    actions/                     verbs: appointing naming registering serving keeping importing exporting training
                                 attending certifying coaching, slips
    store/
    wire  tables
    competency_tables
    policy
    letters  profiles  imports  certificates  dossiers
    staged_rows  participants  coachings  readiness    rules, from letters on
    columns  trainings
    tiers  competencies
    volunteers  officers
    coverage  covers  decrees  leaves  places  thresholds  workloads
    accounts  offices  particulars  posts  engagements  sheets  attachments
    standings  days
"""
