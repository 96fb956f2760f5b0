"""A figure that was written down is never changed and never removed: what is new is a new row."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION observation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a figure is never overwritten' USING ERRCODE = 'check_violation', CONSTRAINT = 'observation_stays';
END $$;
CREATE TRIGGER observation_stays BEFORE UPDATE OR DELETE ON indicators_observation
FOR EACH ROW EXECUTE FUNCTION observation_stays();
"""
UNDO = "DROP TRIGGER observation_stays ON indicators_observation; DROP FUNCTION observation_stays();"


class Migration(migrations.Migration):

    dependencies = [("indicators", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, UNDO)]
