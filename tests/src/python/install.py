"""Makes the virtual environment of the live tests, once, and prints the path of its interpreter.

Usage: python3 install.py FOLDER REQUIREMENTS

Its folder is named after the requirements and the Python version, so a change of either makes another one. Tests
run in many processes at once: the first takes a lock and installs, the others wait for it.
"""

import hashlib
import os
import subprocess
import sys

if sys.version_info < (3, 10):
    sys.exit("moto needs Python 3.10 or newer, this is " + sys.version.split()[0])

from pathlib import Path
from venv import EnvBuilder


def main(folder: Path, requirements: Path) -> None:
    key = hashlib.sha256(sys.version.encode() + requirements.read_bytes())
    environment = folder / key.hexdigest()[:16]
    complete = environment / "complete"
    folder.mkdir(parents=True, exist_ok=True)
    with open(environment.with_suffix(".lock"), "w") as lock:
        hold(lock)
        if not complete.exists():
            links = os.name != "nt"
            EnvBuilder(clear=True, symlinks=links, with_pip=True).create(environment)
            pip = [str(interpreter(environment)), "-m", "pip", "install", "--quiet", "--no-input"]
            pip += ["--disable-pip-version-check", "--requirement", str(requirements)]
            # Standard output is for the path alone.
            subprocess.run(pip, check=True, stdout=sys.stderr)
            complete.touch()
    print(interpreter(environment))


def interpreter(environment: Path) -> Path:
    if os.name == "nt":
        return environment / "Scripts" / "python.exe"
    return environment / "bin" / "python"


def hold(lock) -> None:
    """Waits until this process alone has the lock; its end, however it comes, gives the lock back."""
    if os.name == "nt":
        import msvcrt

        while True:
            try:
                return msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
            except OSError:
                pass  # ten seconds have passed; the other one still installs
    import fcntl

    fcntl.flock(lock, fcntl.LOCK_EX)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except subprocess.CalledProcessError as error:
        output = (error.output or b"").decode(errors="replace")
        sys.exit(f"{output}{error}")
