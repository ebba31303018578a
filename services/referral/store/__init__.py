"""SQL in, dataclasses out; `save_...` writes rows, timeline, facts and duties of one change, never one without another.

Every read takes `within`, which only `policy` makes; the office itself is the wall of the database. A row is written
only where the version is still the one that was read.
"""

from services.referral.store.connections import connection, connections, save_connection
from services.referral.store.matters import hear_matter, know_matter
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
    "connection",
    "connections",
    "envelope",
    "erase_notes",
    "hear_matter",
    "know_matter",
    "know_organisation",
    "organisations",
    "packet",
    "packets",
    "receive_packet",
    "referral",
    "referrals",
    "save_connection",
    "save_packet",
    "save_referral",
    "send_referral",
    "service",
    "services",
    "shared",
    "timeline",
    "written",
]
