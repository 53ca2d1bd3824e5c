"""One whole Heed for all faults of a run: started once, and left well by each."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("faults")

from faults.site import Site  # noqa: E402  (its asserts are the tests' own)
from heed.cli.binaries import SHARED  # noqa: E402
from tests import pgplugin  # noqa: E402


@pytest.fixture(scope="session")
def whole_site() -> Iterator[Site]:
    """Beside the run's own cluster, and swept like it when a run was killed."""
    where = Path(tempfile.gettempdir() if "TMPDIR" in os.environ else SHARED)
    folder = Path(tempfile.mkdtemp(prefix=pgplugin.NAME, dir=where))
    try:
        with Site(folder) as site:
            yield site
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def site(whole_site: Site) -> Site:
    """Its web server runs."""
    whole_site.start("web")
    return whole_site
