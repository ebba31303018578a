"""Facts of others as steps and heads; oversight's own fact in its outer form."""

from datetime import datetime

from proto.cases.v1 import facts_pb2 as of_cases
from proto.kit.v1 import ledger_pb2
from proto.oversight.v1 import facts_pb2
from proto.referral.v1 import facts_pb2 as of_referral
from services.kit.facts import Fact
from services.oversight.figures import FiguresPublished, Kind, Step


def case_step(fact: Fact) -> Step:
    """The standing is field 2 of every fact about a case. The kabupaten that counts it is its holder, for ever."""
    told = of_cases.CaseOpened.FromString(fact.payload).standing
    old_type = told.old_type if told.HasField("old_type") else told.type
    old = (str(old_type), told.old_status) if told.old_status else None
    return Step(Kind.CASES, fact.office, old, (str(told.type), told.status))


def referral_step(fact: Fact) -> Step:
    """The standing is field 2 of every fact about a referral; its type is the need."""
    told = of_referral.ReferralSent.FromString(fact.payload).standing
    old = (told.need_kind, told.old_status) if told.old_status else None
    return Step(Kind.REFERRALS, fact.office, old, (told.need_kind, told.status))


def head(fact: Fact) -> tuple[int, bytes, bytes]:
    """Number, hash and signature, from the payload of `ledger.sealed`."""
    told = ledger_pb2.LedgerSealed.FromString(fact.payload)
    return told.seq, told.hash, told.signature


def fact(told: FiguresPublished, at: datetime) -> Fact:
    """For the province's office. It says that figures are there, never a figure."""
    table = told.table
    payload = facts_pb2.FiguresPublished(province=table.province, kind=table.kind, edition=table.edition)
    return Fact(
        noun="figures", past="published", subject_id=table.subject_id, office=table.province,
        for_office=table.province, area=table.province, at=at, payload=payload.SerializeToString(),
    )  # fmt: skip
