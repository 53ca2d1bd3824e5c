"""The form that takes a file in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from heed.web.govform import GovForm


class Upload(GovForm):
    """What the file holds is told by its first line, whatever it is called."""

    file = forms.FileField(
        label=_("A CSV file"),
        help_text=_("A whole export of the housing management system, or of another department's history; at most 400 MB."),
        max_length=250,
        allow_empty_file=True,
        error_messages={"required": _("Choose the file first")},
    )
