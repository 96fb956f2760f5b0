"""No body follows itself, and none is a part of itself, by however many steps: the database refuses it."""

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
    {"name": "succession_no_circle", "table": "organizations_succession", "up": "successor_id", "down": "predecessor_id", "lock": 31331},
    {"name": "organization_no_circle", "table": "organizations_organization", "up": "parent_id", "down": "id", "lock": 31332},
    {"name": "unit_no_circle", "table": "organizations_unit", "up": "parent_id", "down": "id", "lock": 31333},
)


class Migration(migrations.Migration):

    dependencies = [("organizations", "0002_bodies")]

    operations = [
        migrations.RunSQL(FUNCTION.format(**circle), UNDO.format(**circle)) for circle in CIRCLES
    ]
