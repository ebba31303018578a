"""What can be done to a case, as one table: the address of its form, the path of its service, the fields to fill in.

Which verbs the reader may use now is said by cases (`actions`); a verb without fields is one press of a button.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: choice, checks, prose, text or day; `choices` names a code list of cases (or `stages`, `officers`)."""

    name: str
    kind: str
    choices: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """`word` is the address and the key of its words; `path` what cases calls it; `weight` orders the buttons, the
    smallest is the filled one; `versioned` unless it only adds."""

    word: str
    path: str
    weight: int
    fields: tuple[Field, ...] = ()
    versioned: bool = True
    grave: bool = False


NOTE = Field("note", "prose", optional=True)

VERBS: dict[str, Verb] = {
    "complete": Verb("lengkapi", "completion", 10),  # has a page of its own: what was missing is anybody's guess
    "verify": Verb("verifikasi", "verification", 11),
    "accept": Verb("tangani", "acceptance", 12),
    "return": Verb("kembalikan", "return", 20, (Field("reason", "choice", "return-reasons"), NOTE)),
    "add_need": Verb("kebutuhan", "needs", 30, (Field("kind", "choice", "needs"), NOTE), versioned=False),
    "stage": Verb("tahap", "stage", 40, (Field("to", "choice", "stages"), NOTE)),
    "assign": Verb("disposisi", "assignment", 50, (Field("sub", "choice", "officers"),)),
    "solve": Verb("selesai-di-desa", "solution", 60, (Field("by", "text"), Field("note", "prose"))),
    "reopen": Verb("buka-kembali", "reopening", 61, (Field("reason", "prose"),)),
    "hand_up": Verb(
        "naikkan", "hand-up", 70, (Field("reason", "prose"), Field("fields", "checks", "packet-fields"))
    ),
    "decline": Verb("tolak", "refusal", 80, (Field("reason", "choice", "decline-reasons"), NOTE), grave=True),
    "close": Verb("tutup", "closure", 90, (Field("reason", "choice", "close-reasons"), NOTE), grave=True),
}  # fmt: skip

BY_WORD = {verb.word: name for name, verb in VERBS.items()}
STAGES = ("assessment", "planning", "intervention", "monitoring", "evaluation")
