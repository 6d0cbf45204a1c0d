"""Fetches archives of Python packages, once, and prints the path of their folder.

Usage: python3 archives.py FOLDER REQUIREMENTS

Each line of the requirements names a version of a package with the hash of one archive, which pip checks. Tests run in
many processes at once: the first takes a lock and downloads, the others wait for it.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from install import hold


def main(folder: Path, requirements: Path) -> None:
    archives = folder / hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    complete = archives / "complete"
    folder.mkdir(parents=True, exist_ok=True)
    with open(archives.with_suffix(".lock"), "w") as lock:
        hold(lock)
        if not complete.exists():
            shutil.rmtree(archives, ignore_errors=True)
            for line in requirements.read_text(encoding="utf-8").splitlines():
                if line and not line.startswith("#"):
                    fetch(line, archives)
            complete.touch()
    print(archives)


def fetch(line: str, archives: Path) -> None:
    # pip refuses two versions of a package in one file.
    with tempfile.TemporaryDirectory() as own:
        requirement = Path(own, "requirement.txt")
        requirement.write_text(line, encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input"]
        pip += ["--disable-pip-version-check", "--no-deps", "--require-hashes"]
        pip += ["--requirement", str(requirement), "--dest", str(archives)]
        # Standard output is for the path alone.
        subprocess.run(pip, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
