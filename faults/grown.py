"""Run by a site in a process of its own, as the owner: `python -m faults.grown CONCERNS CASES PHOTOS DSN` makes the site a provider with a past.

Straight into the tables what an import would leave (DSN: as superuser); the cases and photographs by the verbs."""

import io
import os
import sys

import django

TENANCIES, ENTRIES = 2_000, 40_000
SCHEMES = """insert into organisation_scheme (id, name, code, kind, region_id, local_authority_id, nation, registered_care)
               select n, 'Scheme ' || n, 's' || n, 'scheme', region_id, local_authority_id, nation, false
               from organisation_scheme, generate_series(2, 12) n where id = 1"""


def main(concerns: int, cases: int, photos: int, dsn: str) -> None:
    django.setup()
    from bench import casework, data
    from heed.organisation.models import Colleague

    loader = data.Loader(dsn, homes_from=1_000)
    loader.db.execute(SCHEMES)
    loader.db.execute("update households_household set tenancy = 'own ' || tenancy")  # the numbers from T1 on are the loader's
    provider = loader.grow(TENANCIES, ENTRIES, closed=concerns)
    casework.CASES, casework.MANAGER = cases, Colleague.objects.get(username="mo").pk
    casework.make([one.household for one in provider.tenancies if one.scheme == 1])
    _photos(photos)


def _photos(many: int) -> None:
    """Each in the folder of a concern: noise, which does not pack, as a real photograph does not."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone
    from PIL import Image

    from heed.concerns.models import Concern
    from heed.folders.files import take

    for folder in Concern.objects.values_list("folder", flat=True)[:many]:
        out = io.BytesIO()
        Image.frombytes("RGB", (640, 480), os.urandom(640 * 480 * 3)).save(out, "JPEG", quality=70)
        take(SimpleUploadedFile("door.jpg", out.getvalue()), folder=folder, by=None, at=timezone.now())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]), sys.argv[4])
