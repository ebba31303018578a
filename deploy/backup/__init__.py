"""Back-up and restore of a street's PostgreSQL: sealed, with the keys apart.

sealing     age: one pair of keys a month; what a destroyed key sealed opens for nobody
shelf       where sealed files stand, and which of them a restore needs
keeping     the process `backups` of a street: base back-ups, and the log of changes every few seconds
restoring   to an instant: recover, begin new epochs, erase again who was erased, let every service catch up
handing     what an office may take with it, sealed for one recipient
secrecy     keys and passwords of the street, sealed by a passphrase, for a place of their own
"""
