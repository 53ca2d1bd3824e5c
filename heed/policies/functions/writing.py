"""What is somebody writing, and what becomes of what they began?"""

from heed.folders.choices import FolderKind
from heed.policies.cluster import WEB, WORKER
from heed.policies.functions.function import Function, in_force

# A line that lets the asker in as whoever is writing.
MY_WRITING = f"k.colleague_id = heed_colleague() and k.why = 'writes' and {in_force('k')}"

FUNCTIONS = (
    Function("heed_is_writing_something() returns boolean", f"select exists (select from folders_access k where {MY_WRITING})"),
    Function(
        "heed_is_writing(folder uuid) returns boolean",
        f"select exists (select from folders_access k where k.folder_id = folder and {MY_WRITING})",
    ),
    # Begun at this instant and nobody's yet: then, and only then, somebody lets themselves in to write it.
    Function(
        "heed_is_new_draft(folder uuid) returns boolean",
        """select exists (select from folders_folder f where f.id = folder and f.kind = 'draft' and f.opened_at = heed_at())
            and not exists (select from folders_access k where k.folder_id = folder)""",
    ),
    # What its writer took out of a report, or dropped with it, was never told to anybody: it goes, and nothing of it stays.
    Function(
        "heed_forget_files(folder uuid) returns void",
        """declare gone uuid[] := array(select a.file_id from concerns_attachment a join concerns_draft d on d.id = a.draft_id
                where a.folder_id = folder and heed_is_writing(folder) and d.sent_at is null and (a.removed_at is not null or d.dropped_at is not null));
        begin
            delete from folders_filecontent c where c.file_id = any(gone);
            delete from concerns_attachment a where a.file_id = any(gone);
            delete from folders_file f where f.id = any(gone);
        end""",
        shared=(WEB,),
        writes=True,
    ),
    # What somebody began becomes a hidden new address: its writer's, the group's and the lead's, and nobody's by a post over a scheme.
    Function(
        "heed_hide(folder uuid) returns boolean",
        f"""update folders_folder f set kind = '{FolderKind.ADDRESS}', circle_from = heed_at()
            where f.id = folder and f.kind = '{FolderKind.DRAFT}' and heed_is_writing(folder) and heed_keeps_safe() returning true""",
        writes=True,
    ),
    # The people a reporter named, as they named them: not whether the group has since confirmed, linked or corrected one.
    Function(
        "heed_named_by_me(concern uuid) returns table(id uuid, name bytea, about bytea, identity varchar, part varchar)",
        """select i.id, i.name, i.about, i.identity, i.part
            from concerns_involved i join concerns_concern c on c.id = i.concern_id join concerns_reporter r on r.concern_id = c.id
            where c.id = $1 and r.colleague_id = heed_colleague() and i.corrects_id is null and i.recorded_at = c.sent_at""",
    ),
    # What a colleague who has left had begun to write and not sent, so that the lead can be let in and no worry is lost.
    Function(
        "heed_unsent_drafts_of(leaver bigint) returns setof uuid",
        """select d.folder_id from concerns_draft d join organisation_colleague c on c.id = d.author_id
            where c.id = leaver and c.left_at <= heed_at() and d.sent_at is null and d.dropped_at is null
            and exists (select from deadlines_clock k where k.folder_id = d.folder_id and k.rule = 'draft_reminder')""",
        shared=(WORKER,),
    ),
)
