"""The demonstration: invented people in real places, whose stories are told through the services' public doors.

Nothing here writes to a database. Every step is a request with the token of the person who takes it and an
Idempotency-Key that is always the same, so that an interrupted run goes on where it stopped and a second one adds
nothing. Names end in Contoh, Misal, Umpama, Andai or Fiktif; numbers come from a fixed seed, dates from today.

    people      names, identity numbers and addresses that belong to nobody
    cast        who works where, and under which user name
    lending     the organisations and what they offer
    doors       a person at the services' doors: token, key, version, patience
    hiring      officers and volunteers appointed, accounts awaited, passwords given
    absences    who is on leave, and who covers
    matters     one case and its referrals, step by step
    stories     the twelve stories
    certifying  dossiers of competency, from a gap to the certificate
    candidates  who wants to become a volunteer: a selection of a TKSK on its way to the province, PSM who applied
    courses     trainings, on their true days (`courses.toml`)
    diaries     journals of last month, and their reports
    kecamatan   meetings, programmes and the shelf of practice (`kecamatan.toml`)
    gratitude   what volunteers gave and got
    crowds      open cases of type 8, so that a published figure moves
    populations the whole of the five kabupaten, for `full`
"""
