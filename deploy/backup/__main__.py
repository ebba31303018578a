"""`python -m deploy.backup VERB`: take, restore, keys, open-keys, hand-out, identity; `keep` is the street's own."""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from deploy.backup import handing, keeping, secrecy
from deploy.backup.restoring import Restore
from deploy.local.plan import ROOT, CannotStart
from deploy.local.running import Running, supervisor
from services.kit import clock
from services.kit.errors import Malformed


def main() -> int:
    asked = _words().parse_args()
    folder: Path = asked.folder
    try:
        match asked.verb:
            case "take":
                print(f"base back-up: {keeping.take(Running(folder))}; the log of changes is kept beside it")
            case "keep":
                return keeping.main(Running(folder).plan)
            case "restore":
                if supervisor(folder):
                    raise CannotStart(f"The street in {folder} runs: `make stop` first.")
                Restore(folder, asked.at, asked.shelf, asked.keys).run()
            case "hand-out":
                handed = handing.hand_out(Running(folder), asked.office, asked.recipient, asked.file)
                print(f"{handed} rows and keys of {asked.office}: {asked.file}, for the holder of that identity only")
            case "identity":
                print(handing.make_identity(asked.file))
            case "keys":
                secrecy.seal_keys(folder, asked.file, _passphrase())
                print(f"keys and passwords: {asked.file}; keep it apart from the back-ups, and only the newest")
            case "open-keys":
                secrecy.open_keys(asked.file, folder, _passphrase())
    except CannotStart as reason:
        print(f"titian: {reason}", file=sys.stderr)
        return 1
    return 0


def _passphrase() -> str:
    return os.environ.get("TITIAN_KEYS_PASSPHRASE", "")


def _instant(text: str) -> datetime:
    try:
        return clock.instant(text)
    except Malformed:
        raise argparse.ArgumentTypeError("an instant with its offset: 2026-11-29T08:45:00+07:00") from None


def _words() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="python -m deploy.backup", description=__doc__)
    words.add_argument("--folder", type=Path, default=ROOT / "run", help="where the street keeps its things (run/)")
    verbs = words.add_subparsers(dest="verb", required=True)
    verbs.add_parser("take", help="a base back-up of the running street, now")
    verbs.add_parser("keep", help="take one each day and keep the log of changes, until ended")
    restore = verbs.add_parser("restore", help="bring a street that does not run back")
    restore.add_argument("--at", type=_instant, help="an instant with its offset; else the end of what was kept")
    restore.add_argument("--shelf", type=Path, help="sealed back-ups (FOLDER/backups)")
    restore.add_argument("--keys", type=Path, help="keys of the back-ups (FOLDER/backup-keys)")
    hand = verbs.add_parser("hand-out", help="all data of an office and their keys, sealed for one recipient")
    hand.add_argument("office")
    hand.add_argument("file", type=Path)
    hand.add_argument(
        "--recipient", required=True, help="age1..., as `identity` printed it where the data will be opened"
    )
    verbs.add_parser("identity", help="make an identity; prints its recipient").add_argument("file", type=Path)
    for verb, what in (("keys", "seal keys and passwords into a file"), ("open-keys", "lay them into an empty folder")):
        verbs.add_parser(verb, help=f"{what} (TITIAN_KEYS_PASSPHRASE)").add_argument("file", type=Path)
    return words


if __name__ == "__main__":
    sys.exit(main())
