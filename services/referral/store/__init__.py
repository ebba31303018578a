"""SQL in, dataclasses out; `save_...` writes rows, timeline, facts and duties of one change, never one without another.

Every read takes `within`, which only `policy` makes; the office itself is the wall of the database. A row is written
only where the version is still the one that was read.
"""

from services.referral.store.connections import announce, connection, connections, save_connection
from services.referral.store.matters import know_matter, lock_matter, lock_told, save_matter
from services.referral.store.packets import envelope, packet, packets, receive_packet, save_packet, shared
from services.referral.store.referrals import (
    erase_notes,
    referral,
    referrals,
    save_referral,
    send_referral,
    written,
)
from services.referral.store.services import (
    add_service,
    know_organisation,
    organisations,
    service,
    services,
)
from services.referral.store.timelines import timeline

__all__ = [
    "add_service",
    "announce",
    "connection",
    "connections",
    "envelope",
    "erase_notes",
    "know_matter",
    "know_organisation",
    "lock_matter",
    "lock_told",
    "organisations",
    "packet",
    "packets",
    "receive_packet",
    "referral",
    "referrals",
    "save_connection",
    "save_matter",
    "save_packet",
    "save_referral",
    "send_referral",
    "service",
    "services",
    "shared",
    "timeline",
    "written",
]
