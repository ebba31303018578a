"""One function per thing that cases can do; it decides nothing (rules do) and sees what policy shows.

intake     a person is met: record, complete
care       from verification to the end, and what referral announced meanwhile
openings   plain text for a stated purpose
handovers  to the office above and from the office below
erasures   a person's data go
"""
