from django.db import migrations, models
from django.db.models.functions import Now

NOTE = """
CREATE FUNCTION web_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Once a transaction: what is said here goes with it, also with a part of it that is taken back.
    IF current_setting('tsunagu.changed_in', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
        PERFORM set_config('tsunagu.changed_in', pg_current_xact_id()::text, true);
        INSERT INTO web_change DEFAULT VALUES;
        NOTIFY web_change;
    END IF;
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.RunSQL(NOTE, "DROP FUNCTION web_note_change CASCADE"),
    ]
