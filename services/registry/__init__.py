"""Registry: the people who do the work, the offices they belong to, and the places they serve.

owns       areas (their names), offices and organisations with their profiles, volunteers with their SK, officers,
           accounts, imports; how every village and every seat of a TKSK stands; applications, selections, proposals to
           a province; trainings with their participants, certificates; dossiers of who is to be certified, with their
           coaches and papers; what volunteers do: evidence of it, journals, monthly reports; meetings of a kecamatan
           and their decisions, yearly programmes, the shelf of practice; what volunteers bear (hours, costs, risks) and
           get (tali asih, insurance, awards, letters)
announces  volunteer.appointed enrolled suspended reinstated ended · officer.(the same) · office.registered ·
           volunteer.renewed moved corrected leave_begun leave_ended cover_begun cover_ended · training.completed ·
           certificate.issued revoked · competency.decided · selection.decided · letter.sent answered ·
           proposal.sent answered
listens    registry: letter certificate proposal · cases: case person · referral: referral connection
answers    WhoServes(area): who serves a place now · Facts.After
asks       Keycloak, which it alone may change

Floor by floor, each importing only what stands below it:

    __main__
    api/  rpc  inbox  ticks      doors
    views/  papers/              what a door shows: as JSON, as PDF
    neighbours                   Keycloak
    actions/                     verbs
    store/
    wire  tables/
    policy/                      who may what, and how far each sees
    rules                        all else, one file for each noun; their floors stand in `.importlinter`
"""
