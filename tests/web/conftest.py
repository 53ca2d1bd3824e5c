"""What the tests of several pages need."""

from tests.photos import jpeg  # noqa: F401
