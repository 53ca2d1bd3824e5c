"""Who asks, at which instant, for which job and in which folders: what the rest builds on. These see no more than their caller."""

from heed.policies.cluster import WEB

CONTEXT = """
create or replace function heed_colleague() returns bigint language sql stable as $$select current_setting('heed.colleague')::bigint$$;
create or replace function heed_asker() returns bigint language sql stable as $$select nullif(current_setting('heed.colleague', true), '')::bigint$$;
create or replace function heed_job() returns bigint language sql stable as $$select current_setting('heed.job')::bigint$$;
create or replace function heed_opened() returns uuid[] language sql stable as $$select nullif(current_setting('heed.opened', true), '')::uuid[]$$;
create or replace function heed_at() returns timestamptz language sql stable as $$select current_setting('heed.at')::timestamptz$$;
create or replace function heed_today() returns date language sql stable as $$select (current_setting('heed.at')::timestamptz at time zone 'Europe/London')::date$$;
"""

# The folders a page is about, checked once by their own policy, as the asker; forgotten with the transaction.
OPENING = """
create or replace function heed_open(folders uuid[]) returns uuid[] language plpgsql volatile as $$
declare found uuid[];
begin
    select coalesce(array_agg(f.id), '{}') into found from folders_folder f where f.id = any(folders);
    perform set_config('heed.opened', (coalesce(heed_opened(), '{}') || found)::text, true);
    return found;
end $$;
"""

# A job believes who is said to have asked for it, so a page names nobody but whoever asks. No policy: behind one PostgreSQL no longer says
# which key was there already, and procrastinate needs to know.
ASKED_BY = f"""
create or replace function heed_not_in_that_name() returns trigger language plpgsql as $$
begin
    raise insufficient_privilege using message = 'a job is asked for in one''s own name';
end $$;
create or replace trigger asked_by before insert on procrastinate_jobs for each row
    when (current_user = '{WEB}' and new.args ->> 'by' is not null and (new.args ->> 'by')::bigint is distinct from heed_asker())
    execute function heed_not_in_that_name();
"""
