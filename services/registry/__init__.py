"""Registry: the people who do the work, the offices they belong to, and the places they serve.

owns       areas (their names), offices and organisations with their profiles, volunteers with their SK, officers,
           accounts, imports; how every village and every seat of a TKSK stands; trainings with their participants,
           certificates; what volunteers bear (hours, costs, risks) and get (tali asih, insurance, awards, letters)
announces  volunteer.appointed enrolled suspended reinstated ended · officer.(the same) · office.registered ·
           volunteer.renewed moved leave_begun leave_ended cover_begun cover_ended · training.completed ·
           certificate.issued revoked · letter.sent answered (heard by itself only: from one office to another)
listens    registry: letter · cases: case
answers    WhoServes(area): who serves a place now · Facts.After
asks       Keycloak, which it alone may change

Floor by floor, each importing only what stands below it:

    __main__
    api/  rpc  inbox  ticks      doors
    views/  papers, service_papers    what a door shows: as JSON, as PDF
    neighbours                   Keycloak
    actions/                     verbs: appointing naming registering serving keeping importing exporting training
                                 attending caring paying honouring, slips
    store/
    wire  tables, care_tables
    policy
    service_letters
    letters  profiles  imports  certificates  care_entries  risks  rests  stipends  insurances  awards  pppk  retention
    staged_rows  participants  tenures  care_codes    rules, from service_letters on
    columns  trainings
    tiers
    volunteers  officers
    coverage  covers  decrees  leaves  places  thresholds  workloads
    accounts  offices  particulars  posts  engagements  sheets
    standings  days
"""
