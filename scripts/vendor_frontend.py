"""Copy the few front-end files that Heed uses, by version and sha512, into heed/web/static/vendor.

Run it (Node's npm is needed) when a version below changes; the result is committed, so nobody who runs Heed
needs npm. `--check` compares the committed files with the manifest and changes nothing.
Why these and not more: docs/decisions, "Our own clothes over GOV.UK's behaviour".
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "heed" / "web" / "static" / "vendor"
MANIFEST = TARGET / "manifest.json"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    integrity: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "accessible-autocomplete",
        "3.0.1",
        "sha512-xMshgc2LT5addvvfCTGzIkRrvhbOFeylFSnSMfS/PdjvvvElZkakCwxO3/yJYBWyi1hi3tZloqOJQ5kqqJtH4g==",
        {
            "dist/accessible-autocomplete.min.js": "accessible-autocomplete.min.js",
            "LICENSE.txt": "accessible-autocomplete.LICENSE.txt",
        },
    ),
    Package(
        "@fontsource/atkinson-hyperlegible-next",
        "5.3.0",
        "sha512-8p1tHVoPDo6oYwSO3sMw5snGwFwSf3TmeSF9Gcj792GXdsg6oqvhoItbj6Hj/XZIk0Xs+Cwu6pkLBAl3Q5HrwA==",
        {
            **{
                f"files/{name}": name
                for subset in ("latin", "latin-ext")
                for weight in (400, 700)
                for name in [f"atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"]
            },
            "LICENSE": "atkinson-hyperlegible-next.LICENSE.txt",
        },
    ),
)


def digest(data: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def download(package: Package, folder: str) -> Path:
    """The package's archive, refused unless it is the one we pinned."""
    command = ["npm", "pack", f"{package.name}@{package.version}", "--json", "--pack-destination", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (archive,) = Path(folder).glob("*.tgz")
    found = digest(archive.read_bytes())
    if found != package.integrity:
        raise SystemExit(f"{package.name} {package.version} is {found}, not the pinned {package.integrity}. Stopped.")
    return archive


def without_source_map(name: str, data: bytes) -> bytes:
    """A source map we do not ship is a missing file to the static files manifest, which would rightly refuse it."""
    return re.sub(rb"\n?//# sourceMappingURL=\S+", b"", data) if name.endswith(".js") else data


def copy(package: Package) -> dict[str, str]:
    written = {}
    with tempfile.TemporaryDirectory() as folder, tarfile.open(download(package, folder)) as archive:
        for source, name in package.files.items():
            member = archive.extractfile(f"package/{source}")
            assert member is not None, f"{package.name} no longer holds {source}"
            data = without_source_map(name, member.read())
            (TARGET / name).write_bytes(data)
            written[name] = digest(data)
    return written


def vendor() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    manifest = {p.name: {"version": p.version, "integrity": p.integrity, "files": copy(p)} for p in PACKAGES}
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")


def changed() -> list[str]:
    """Names of vendored files that differ from what the manifest says, are missing, or are not in it."""
    expected = {name: d for row in json.loads(MANIFEST.read_text()).values() for name, d in row["files"].items()}
    present = {p.name: digest(p.read_bytes()) for p in TARGET.iterdir() if p != MANIFEST}
    return sorted(name for name in expected.keys() | present.keys() if expected.get(name) != present.get(name))


if __name__ == "__main__":
    if "--check" not in sys.argv:
        vendor()
    if changed():
        raise SystemExit("Vendored files were changed by hand: " + ", ".join(changed()))
