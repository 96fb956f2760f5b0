"""Who brought a draft in, since another person publishes it. Of drafts that wait already the ledger says it."""

from django.db import migrations, models

FROM_LEDGER = """
UPDATE catalog_map SET brought_by = (
    SELECT actor FROM access_entry
    WHERE kind = 'catalog.Map' AND thing = catalog_map.id::text AND verb = 'catalog.import'
    ORDER BY id DESC LIMIT 1
)
WHERE state IN ('draft', 'previewed')
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_corrections"), ("access", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="map",
            name="brought_by",
            field=models.BigIntegerField(
                blank=True, help_text="the number of the user who brought it in; none at the terminal", null=True
            ),
        ),
        migrations.RunSQL(FROM_LEDGER, migrations.RunSQL.noop),
    ]
