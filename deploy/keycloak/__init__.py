"""Keycloak: the one that knows who people are, and the realm `titian` in it.

server   the pinned distribution on a machine without Java or Maven: fetched, checked, built once, started
realm    what the realm must be: one description as data, the same for a first import and for later changes
admin    its admin API, as little as is needed
apply    makes a running Keycloak agree with it; a second time changes nothing
themes/  the log-in pages' look and words

`python -m deploy.keycloak apply` applies by hand.
"""
