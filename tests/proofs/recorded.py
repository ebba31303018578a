"""What a proof did, in a few words: printed at once, and kept in `run/proofs/` for the table PROOFS.md."""

import json
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from deploy.local.plan import ROOT
from services.kit import clock

FOLDER: Final = ROOT / "run" / "proofs"


@dataclass
class Told:
    """One line of the table. `attempts` is what was tried (and how many faults hit work in flight), `findings` what the
    databases showed afterwards."""

    proof: str
    sentence: str
    seed: int
    attempts: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    seconds: float = 0.0
    whole: bool = False
    when: str = ""

    def tried(self, what: str) -> None:
        self.attempts.append(what)

    def found(self, what: str) -> None:
        self.findings.append(what)

    def keep(self, seconds: float, *, whole: bool) -> None:
        """Print the line; keep it where it says something."""
        self.seconds, self.whole, self.when = round(seconds, 1), whole, _commit_and_date()
        if self.attempts:
            print(f"\n{self.sentence}: {'; '.join(self.attempts)} -> {'; '.join(self.findings)} (seed {self.seed})")
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / f"{self.proof}.{self.sentence}.json").write_text(json.dumps(asdict(self), indent=1))


def kept(folder: Path = FOLDER) -> list[Told]:
    """All lines, by proof."""
    return [Told(**json.loads(file.read_text())) for file in sorted(folder.glob("*.json"))]


def _commit_and_date() -> str:
    words = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    today = clock.now()
    return f"{commit}, {today.day} {today:%B %Y}"
