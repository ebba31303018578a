"""The rooms of each role, in the order of its tab bar. A room stands here only once its page exists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """`word` is the key of its names under [room]: one for the tab bar of a phone, one for the menu of a desk."""

    path: str
    icon: str
    word: str


TODAY = Room("/tugas", "today", "today")
RECORD = Room("/catat", "record", "record")
CASES = Room("/kasus", "cases", "cases")
VERIFY = Room("/tugas", "today", "verify")
BOARD = Room("/tugas", "board", "board")
DIRECTORY = Room("/bantuan", "bridge", "directory")
SOURCES = Room("/bantuan", "search", "sources")
REFERRALS = Room("/rujukan", "refer", "referrals")
VOLUNTEERS = Room("/psm", "people", "volunteers")
TRAININGS = Room("/pelatihan", "training", "trainings")
MY_TRAININGS = Room("/pelatihan-saya", "training", "my_trainings")
JOURNAL = Room("/jurnal", "record", "journal")
PORTFOLIO = Room("/portofolio", "training", "portfolio")
MY_CARE = Room("/catatan-saya", "board", "my_care")
COMPETENCY = Room("/kompetensi", "training", "competency")
INBOX = Room("/rujukan-masuk", "inbox", "inbox")
FIGURES = Room("/angka", "compare", "figures")
NATIONAL_FIGURES = Room("/angka", "compare", "national_figures")
OWN_FIGURES = Room("/angka", "compare", "own_figures")
RAISED = Room("/dinaikkan", "raised", "raised")
COVERAGE = Room("/cakupan", "coverage", "coverage")
OFFICE = Room("/kantor", "board", "office")
OFFICERS = Room("/petugas", "people", "officers")
ORGANISATIONS = Room("/lembaga", "bridge", "organisations")
MEETINGS = Room("/rapat", "people", "meetings")
MY_DECISIONS = Room("/putusan-saya", "today", "my_decisions")
PROGRAMMES = Room("/program", "board", "programmes")
SHELF = Room("/praktik", "training", "shelf")
STREET = Room("/keadaan", "street", "street")
NOTICES = Room("/pemberitahuan", "bell", "notices")

# Who may enter the rooms for recording, for referrals sent, for packets received, for trainings.
RECORDERS = ("psm", "tksk", "dinas", "dinas_supervisor")
SENDERS = ("psm", "tksk", "dinas", "dinas_supervisor")
RECEIVERS = ("partner",)
# Who watches how villages are covered; of these, who does so beside the room of volunteers.
WATCHERS = ("tksk", "dinas", "dinas_supervisor", "kasi_kesra", "province", "national")
WATCHERS_OF_PEOPLE = ("tksk", "dinas", "dinas_supervisor")
HOLDERS = ("dinas", "dinas_supervisor", "province", "national")  # of trainings
TRAINED = ("psm", "tksk")
DINAS = ("dinas", "dinas_supervisor")  # who keeps the volunteers
CERTIFIED = (*DINAS, *TRAINED)  # who sees to certificates of competency
TABLES = (*DINAS, "tksk")  # who takes the list of them away
# Who writes the office's profile, who names officers.
WRITERS = ("dinas_supervisor", "province", "national")
HEADS = ("dinas_supervisor", "platform_admin")

# Who is to do what a meeting decided, who reads of meetings, who writes programmes, who fills the shelf of practice and
# who reads it.
SERVING = ("psm", "tksk", "kasi_kesra")
MEETERS = (*SERVING, *DINAS)
PLANNERS = ("tksk", "kasi_kesra", *DINAS)
COACHES = ("tksk", *DINAS)
READERS = (*SERVING, *DINAS)

# The first role that a person bears decides; roles are ordered from the most to the least particular.
MENUS: dict[str, tuple[Room, ...]] = {
    "platform_admin": (STREET, NOTICES),
    "dinas_supervisor": (BOARD, CASES, REFERRALS, VOLUNTEERS, TRAININGS, OWN_FIGURES),
    "dinas": (BOARD, CASES, SOURCES, REFERRALS, VOLUNTEERS, TRAININGS),
    "province": (FIGURES, RAISED, COVERAGE, CASES, TRAININGS, NOTICES),
    "national": (NATIONAL_FIGURES, RAISED, COVERAGE, CASES, TRAININGS, NOTICES),
    "tksk": (VERIFY, CASES, RECORD, DIRECTORY, VOLUNTEERS),
    "psm": (TODAY, RECORD, CASES, DIRECTORY, NOTICES),
    "partner": (INBOX, NOTICES),
    "kasi_kesra": (MEETINGS, PROGRAMMES, OWN_FIGURES, COVERAGE, NOTICES),
    "desa": (NOTICES,),
    "auditor": (NOTICES,),
}


def role_of(roles: frozenset[str]) -> str:
    """The role whose rooms a person sees; `none` for an account without one."""
    return next((role for role in MENUS if role in roles), "none")


def rooms_of(roles: frozenset[str]) -> tuple[Room, ...]:
    return MENUS.get(role_of(roles), ())


# Rooms of the work of a kecamatan that stand in the menu of one's name.
_WORK: dict[str, tuple[Room, ...]] = {
    "psm": (MY_DECISIONS, SHELF),
    "tksk": (MY_DECISIONS, PROGRAMMES, SHELF),
    "kasi_kesra": (MY_DECISIONS, SHELF),
    "dinas": (PROGRAMMES, MEETINGS, SHELF),
    "dinas_supervisor": (PROGRAMMES, MEETINGS, SHELF),
}


def own_of(roles: frozenset[str]) -> tuple[Room, ...]:
    """Rooms that stand in the menu of one's name: about oneself, the own office and its work, seldom entered."""
    return (*_of_oneself(roles), *_WORK.get(role_of(roles), ()))


def _of_oneself(roles: frozenset[str]) -> tuple[Room, ...]:
    match role_of(roles):
        case role if role in TRAINED:
            return JOURNAL, PORTFOLIO, MY_CARE, MY_TRAININGS, COMPETENCY
        case "dinas_supervisor":
            return OFFICE, OFFICERS, ORGANISATIONS
        case "platform_admin":
            return OFFICERS, ORGANISATIONS
        case "dinas" | "province" | "national":
            return (OFFICE,)
    return ()
