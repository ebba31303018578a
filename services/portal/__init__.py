"""The portal: pages for people over the public HTTP API, with the user's own token. It holds no rules.

owns        sessions, drafts
announces   nothing
listens     nothing
answers     pages; /livez, /readyz

__main__ → app → the rooms (one module each) → visits → sessions drafts neighbours keycloak → pages words forms menus
turns formats. A room fetches through its visit and renders; what it may show was decided by the service it asked.
"""
