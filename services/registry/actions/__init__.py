"""One function per thing the registry can do; it decides nothing (rules do) and sees what policy shows.

appointing   a volunteer, from the SK to the end of service
naming       an officer, in the own office or by a letter in another
registering  an organisation
training     a training, from its plan to the certificates
attending    who takes part in it
slips        what both are given for their first log-in
"""
