"""No document is derived from itself, and no milestone waits for itself, by however many steps."""

from django.db import migrations

# The lock keeps two transactions from closing one circle from both sides, neither seeing the other's row.
FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock});
    IF EXISTS (
        WITH RECURSIVE above(id) AS (
            SELECT NEW.{up}
            UNION
            SELECT t.{up} FROM {table} t JOIN above ON t.{down} = above.id
        )
        SELECT FROM above WHERE id = NEW.{down}
    ) THEN
        RAISE EXCEPTION 'a circle in {table}' USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {up}, {down} ON {table}
FOR EACH ROW WHEN (NEW.{up} IS NOT NULL) EXECUTE FUNCTION {name}();
"""
UNDO = "DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"

CIRCLES = (
    {"name": "derivation_no_circle", "table": "governance_derivation", "up": "origin_id", "down": "derived_id", "lock": 31334},
    {"name": "dependency_no_circle", "table": "governance_dependency", "up": "before_id", "down": "milestone_id", "lock": 31335},
    {"name": "body_no_circle", "table": "governance_body", "up": "part_of_id", "down": "id", "lock": 31336},
)


class Migration(migrations.Migration):

    dependencies = [("governance", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION.format(**circle), UNDO.format(**circle)) for circle in CIRCLES
    ]
