"""One function per thing the registry can do; it decides nothing (rules do) and sees what policy shows.

appointing   a volunteer, from the SK to the end of service
naming       an officer, in the own office or by a letter in another
registering  an organisation
serving      what comes and goes meanwhile: a further SK, leave, cover
applying     who wants to become one: applications and their papers, with a log-in or without
choosing     who of them: selections, the way through the province, the SK
training     a training, from its plan to the certificates
attending    who takes part in it
keeping      what the office says of itself, and how its people are employed
importing    volunteers from a file: received, read, confirmed, recorded batch by batch
exporting    the list of volunteers as a table
slips        what both are given for their first log-in
"""
