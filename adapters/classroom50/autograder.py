"""An autograder for Classroom 50 that calls Fivefold (docs/classroom.md, "Classroom 50").

Put this file into CLASSROOM/autograders/ASSIGNMENT/ of your classroom50 repository, and beside it:

    exam.yml, hidden-tests/, tasks/    of the exam: the sets are encrypted, so that they may be published
    fivefold/                          a release of Fivefold, unpacked: fivefold/dist/cli.js

The identity is taken from FIVEFOLD_IDENTITY. It runs in the student's own repository, where a key is within their reach: that is
practice. For marks, let a grader repository of the course sweep the same repositories.

What the runner gives and takes: foundation50/classroom50, wiki, "Advanced Autograding" (2026-08). Exit code 0: result.json is
there. Anything else is a failure of ours, for which nobody gets a mark.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLI = os.environ.get("FIVEFOLD_CLI", str(HERE / "fivefold" / "dist" / "cli.js"))
NODE = os.environ.get("FIVEFOLD_NODE", "node")
RESULT = Path("result.json")

# The student's files are data, and so is everything that names them: Fivefold is told no more than it needs.
HANDED_ON = ("PATH", "HOME", "TMPDIR", "LANG", "CLASSROOM", "ASSIGNMENT", "ASSIGNMENT_TYPE", "OWNER",
             "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL", "REVIEW_URL")
ENVIRONMENT = {name: os.environ[name] for name in HANDED_ON if os.environ.get(name)}

GRADED = (0, 1)  # 1: a model of the student's is at fault, and has its 0


def fivefold(*arguments: str) -> int:
    return subprocess.run([NODE, CLI, *arguments], env=ENVIRONMENT, check=False).returncode


def submitted_at() -> str:
    """The committer date of what is graded, as Classroom 50 counts: the same whenever it is graded again."""
    shown = subprocess.run(["git", "log", "-1", "--format=%cI"], capture_output=True, text=True, check=True)
    return shown.stdout.strip()


def grade(folder: Path) -> int:
    key, card = folder / "identity.txt", folder / "card.json"
    key.touch(mode=0o600)
    key.write_text(os.environ.get("FIVEFOLD_IDENTITY", ""))
    sets = ["--exam", str(HERE / "exam.yml"), "--hidden", str(HERE)]
    status = fivefold("grade", ".", *sets, "--key-file", str(key), "--json", str(card))
    key.unlink()
    if status not in GRADED:
        return status
    RESULT.unlink(missing_ok=True)  # whatever a student has committed under that name, a link for instance
    made = ["--format", "classroom50", "--output", str(RESULT), "--submitted-at", submitted_at()]
    return fivefold("export", str(card), *made)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(grade(Path(made)))
