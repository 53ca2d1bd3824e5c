"""The timeline stands below households and only keeps their ids; the foreign keys are added from above (floors look down)."""

from django.db import migrations

POINTS = (("person", "households_person"), ("household", "households_household"))


class Migration(migrations.Migration):
    dependencies = [("households", "0001_initial"), ("timeline", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"alter table timeline_about add constraint about_{column} foreign key ({column}) references {table} (id) deferrable initially deferred;",
            f"alter table timeline_about drop constraint about_{column};")
        for column, table in POINTS
    ]
