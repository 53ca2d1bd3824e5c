"""The new address of somebody who must not be found (B24): sealed, in a folder with an access list of its own."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from heed.folders.actions import open_folder
from heed.folders.choices import FolderKind
from heed.folders.models import Folder
from heed.households.actions import CannotNote
from heed.households.choices import Origin
from heed.households.models import NewAddress, Person
from heed.organisation.models import Colleague


@transaction.atomic
def hide_new_address(person: Person, address: str, *, by: Colleague, at: datetime) -> NewAddress:
    """A new version; what stood before stays as it was known. Whoever writes it can read it again, and besides only the group and the lead.

    Nothing goes on the household's timeline: a move must not show on the household left behind."""
    standing = NewAddress.objects.filter(person=person, superseded_at=None)
    first = standing.first()
    folder = first.folder if first else _folder(by, at)
    standing.update(superseded_at=at)
    version = NewAddress(folder=folder, person=person, address=address, origin=Origin.ENTERED, recorded_at=at, recorded_by=by)
    version.save(force_insert=True)
    return version


def take_out_new_address(version: NewAddress | None, *, at: datetime) -> None:
    """It holds no longer, or was wrong; that it stood here is kept. Raises CannotNote, also for one that is not there (any more)."""
    if not version or not NewAddress.objects.filter(pk=version.pk, superseded_at=None).update(superseded_at=at):
        raise CannotNote(_("Somebody changed this a moment ago. Look again before you change it."))


def _folder(by: Colleague, at: datetime) -> Folder:
    """A folder that lies in no scheme: no post over one opens it, and no broken glass. Begun as its writer's own, for nobody may begin
    another kind; then, behind the wall, the group's and the lead's as well."""
    folder = open_folder(FolderKind.DRAFT, at=at, writer=by)
    with connection.cursor() as c:
        c.execute("select heed_hide(%s)", [folder.pk])
    return folder
