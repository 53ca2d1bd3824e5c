"""What may the asker know of a folder: does it open, is somebody kept out, what kind is it? And marking it as sensitive."""

from heed.folders.choices import Effect
from heed.policies.functions.function import Function, in_force
from heed.policies.reach import LINE, REACHED


def asker_is_out(folder: str) -> str:
    """Whether a line keeps the asker out of a folder, named as it stands in the statement."""
    return f"exists ({LINE.format(t='f').replace('f.id', folder)}'{Effect.KEPT_OUT}')"


FUNCTIONS = (
    Function(
        "heed_reads(folder uuid) returns boolean",
        f"select exists (select from folders_folder f where f.id = folder and {REACHED.format(t='f')})",
        keeps_its_plan=True,
    ),
    # Whether the asker is kept out: of a folder whose id they know. The lines that say so are not for them to read.
    Function("heed_is_out(folder uuid) returns boolean", f"select {asker_is_out('folder')}", keeps_its_plan=True),
    # In which scheme a folder lies, for whoever is over it: not of one that they are kept out of, and not of a sensitive one, which opens by no
    # post over a scheme, so that they cannot count those either.
    Function(
        "heed_place_is_told(folder uuid) returns boolean",
        f"select not {asker_is_out('folder')} and exists (select from folders_folder f where f.id = folder and not f.sensitive)",
        keeps_its_plan=True,
    ),
    # Whether somebody is kept out, for those who may open the folder and would let them in.
    Function(
        "heed_is_kept_out(folder uuid, who bigint) returns boolean",
        f"""select heed_reads(folder) and exists (select from folders_access k where k.folder_id = folder
            and k.colleague_id = who and k.effect = 'kept_out' and {in_force("k")})""",
    ),
    # What is owed in a case is met by whoever works on it.
    Function(
        "heed_is_case(folder uuid) returns boolean",
        "select exists (select from folders_folder f where f.id = folder and f.kind = 'case')",
        keeps_its_plan=True,
    ),
    # The glass is broken of a household only; whoever breaks it may not read the folder yet.
    Function(
        "heed_is_household(folder uuid) returns boolean",
        "select exists (select from folders_folder f where f.id = folder and f.kind = 'household')",
    ),
    # Marking a record as sensitive, and nothing else of its folder. No row when it was so already.
    Function(
        "heed_mark_sensitive(folder uuid, is_so boolean) returns boolean",
        """update folders_folder f set sensitive = is_so
            where f.id = folder and f.sensitive <> is_so and heed_marks_sensitive() and heed_reads(folder) returning true""",
        writes=True,
    ),
)
