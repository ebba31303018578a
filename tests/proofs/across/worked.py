"""What a volunteer of each kabupaten did, so that an attack finds portfolios, journals and reports and their doors."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.proofs.across.attack import Attack


async def work(attack: "Attack", office: str, volunteer: str) -> None:
    """A month that is written, sent, returned, sent again and approved; entries that are noted, hidden, attested; a
    statement that is checked; and somebody whose work is erased."""
    world, speech = attack.world, attack.speech
    psm = world.at(office, "psm")[0]
    tksk, dinas, supervisor = (world.at(office, role)[0] for role in ("tksk", "dinas", "dinas_supervisor"))
    await world.hear_all()  # what was recorded, connected and passed until now
    await attack.done(dinas, "commend_volunteer", volunteer)
    speech.entry = str((await attack.done(psm, "read_my_portfolio"))["items"][0]["id"])
    for verb in ("annotate_evidence", "hide_evidence"):
        await attack.done(psm, verb, speech.entry)
    await attack.done(tksk, "attest_evidence", volunteer)
    for verb in ("read_portfolio", "read_summary"):
        await attack.done(tksk, verb, volunteer)
    await attack.done(psm, "read_my_summary")
    statement = await attack.done(psm, "issue_statement")
    await attack.done(psm, "read_my_statements")
    await attack.done(psm, "print_statement", statement["id"])
    speech.token = statement["token"]
    await attack.done(dinas, "check_statement")
    speech.token = "x"
    line = await attack.done(psm, "write_line")
    await attack.done(psm, "revise_line", line["id"])
    for removed in (True, False):
        await attack.done(psm, "remove_line", line["id"], {"removed": removed})
    await attack.done(psm, "read_my_journal")
    report = await attack.sent(psm, was=0)
    await attack.done(tksk, "return_report", report["id"])
    await attack.sent(psm, was=2)
    await attack.done(tksk, "check_report", report["id"])
    await attack.done(dinas, "approve_report", report["id"])
    for question in ("read_report", "print_report", "read_reports", "read_missing_reports"):
        await attack.done(dinas, question, report["id"])
    await attack.done(psm, "read_my_reports")
    gone = (await attack.done(dinas, "appoint_volunteer"))["id"]
    await attack.done(supervisor, "end_volunteer", gone)
    await attack.done(supervisor, "erase_work", gone)
