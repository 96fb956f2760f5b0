from django.db import migrations

# Whatever is given, a line bears the time of the database and its own transaction.
STAMP = """
CREATE FUNCTION access_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    NEW.xact := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END
$$;
CREATE TRIGGER stamp BEFORE INSERT ON access_entry FOR EACH ROW EXECUTE FUNCTION access_stamp();
"""
REFUSE = """
CREATE FUNCTION access_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: no % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;
"""
# A part may go, with its salt; none may change, and none may come.
ONLY_LESS = """
CREATE FUNCTION access_only_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entry_id <> OLD.entry_id OR EXISTS (
        SELECT FROM jsonb_each(NEW.parts) AS part WHERE part.value IS DISTINCT FROM OLD.parts -> part.key
    ) THEN
        RAISE EXCEPTION 'the ledger is append-only: parts can only be blanked' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_less BEFORE UPDATE ON access_detail FOR EACH ROW EXECUTE FUNCTION access_only_less();
"""


def _refusing(table, when):
    return f"CREATE TRIGGER {when.lower().replace(' or ', '_')} BEFORE {when} ON {table} EXECUTE FUNCTION access_refuse();"


# By this comment `database/roles.py` knows what to take from the application whenever it grants rights.
RIGHTS = """
COMMENT ON TABLE access_entry IS 'append-only';
COMMENT ON TABLE access_seal IS 'append-only';
COMMENT ON TABLE access_head IS 'append-only';
COMMENT ON TABLE access_detail IS 'append-only save its parts';
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tsunagu') AND current_user <> 'tsunagu' THEN
        REVOKE UPDATE, DELETE ON access_entry, access_seal, access_head, access_detail FROM tsunagu;
        GRANT UPDATE (parts) ON access_detail TO tsunagu;
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [
        migrations.RunSQL(STAMP, "DROP FUNCTION access_stamp CASCADE"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION access_refuse CASCADE"),
        migrations.RunSQL(ONLY_LESS, "DROP FUNCTION access_only_less CASCADE"),
        *(
            migrations.RunSQL(_refusing(table, when), migrations.RunSQL.noop)
            for table in ("access_entry", "access_seal", "access_head")
            for when in ("UPDATE OR DELETE", "TRUNCATE")
        ),
        migrations.RunSQL(_refusing("access_detail", "DELETE"), migrations.RunSQL.noop),
        migrations.RunSQL(_refusing("access_detail", "TRUNCATE"), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
