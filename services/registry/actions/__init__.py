"""One function per thing the registry can do; it decides nothing (rules do) and sees what policy shows.

appointing   a volunteer, from the SK to the end of service
naming       an officer, in the own office or by a letter in another
registering  an organisation
serving      what comes and goes meanwhile: a further SK, leave, cover
applying     who wants to become one: applications and their papers, with a log-in or without
choosing     who of them: selections, the way through the province, the SK
training     a training, from its plan to the certificates
attending    who takes part in it
proving      what facts and supervisors leave in a portfolio
journaling   the journal, and the monthly report that comes of it
convening    a meeting of a kecamatan, and what it decided
programming  a yearly programme, from draft to close
sharing      the shelf of practice: materials and lessons
certifying   a volunteer's dossier, from the first paper to the certificate of competency
coaching     comments on it, and meetings with several candidates
keeping      what the office says of itself, and how its people are employed
importing    volunteers from a file: received, read, confirmed, recorded batch by batch
exporting    the list of volunteers as a table
slips        what both are given for their first log-in
"""
