"""Whether what is sealed can still be opened: asked after a restore, by a role that sees everything (R21)."""

import hashlib
from dataclasses import dataclass, field

from heed.folders import keys
from heed.folders.models import File, FileContent, Folder, Key


@dataclass
class Wholeness:
    """How many keys of folders opened and how many files were there as they came; what did not is a sentence without a name."""

    keys: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def examine() -> Wholeness:
    """Opens each folder's key, and each file's original against the SHA-256 that was noted when it came."""
    found = Wholeness()
    _keys(found)
    lost = 0
    for file in File.objects.filter(folder__erased_at=None).order_by("pk").iterator(chunk_size=200):
        whole = _as_it_came(file)
        found.files += whole
        lost += not whole
    if lost:
        found.problems.append(f"{lost:,} files are missing, or are not as they came.")
    return found


def _keys(found: Wholeness) -> None:
    shut = 0
    for key in Key.objects.order_by("pk").iterator(chunk_size=5000):
        try:
            keys.unwrap(bytes(key.wrapped), key.key_id, key.folder_id)
            found.keys += 1
        except keys.CannotOpen:
            shut += 1
    if shut:
        found.problems.append(f"The keys of {shut:,} folders do not open: the key file is not the one that sealed them.")
    if missing := Folder.objects.filter(erased_at=None).exclude(pk__in=Key.objects.values("folder")).count():
        found.problems.append(f"{missing:,} folders that nobody erased have no key.")


def _as_it_came(file: File) -> bool:
    keys.forget_keys()
    original = FileContent.objects.filter(file=file, part="original").first()
    try:
        return original is not None and hashlib.sha256(original.content.plain).hexdigest() == file.digest
    except keys.CannotOpen:
        return False
