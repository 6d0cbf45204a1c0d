"""Unpacks the sources of a Python package, once, and prints the path of their folder.

Usage: python3 fetch.py FOLDER REQUIREMENTS

The requirements name one package with the hash of its source archive, which pip checks before it looks inside. Tests
run in many processes at once: the first takes a lock and downloads, the others wait for it.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from install import hold


def main(folder: Path, requirements: Path) -> None:
    key = hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]
    sources = folder / key
    complete = sources / "complete"
    folder.mkdir(parents=True, exist_ok=True)
    with open(sources.with_suffix(".lock"), "w") as lock:
        hold(lock)
        if not complete.exists():
            shutil.rmtree(sources, ignore_errors=True)
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input"]
            pip += ["--disable-pip-version-check", "--no-deps"]
            # The package alone: what pip runs to learn its name and version may come built.
            pip += ["--no-binary", package_name(requirements)]
            pip += ["--require-hashes", "--requirement", str(requirements), "--dest", str(sources)]
            # Standard output is for the path alone.
            subprocess.run(pip, check=True, stdout=sys.stderr)
            [archive] = sources.glob("*.tar.gz")
            with tarfile.open(archive) as content:
                unpack(content, sources)
            complete.touch()
    [package] = [entry for entry in sources.iterdir() if entry.is_dir()]
    print(package)


def package_name(requirements: Path) -> str:
    lines = requirements.read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if line and not line.startswith("#")]
    return line.partition("==")[0]


def unpack(content: tarfile.TarFile, folder: Path) -> None:
    # Older patch releases of Python have no filters; the hash says that the archive is the one we know.
    if hasattr(tarfile, "data_filter"):
        content.extractall(folder, filter="data")
    else:
        content.extractall(folder)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except subprocess.CalledProcessError as error:
        sys.exit(str(error))
