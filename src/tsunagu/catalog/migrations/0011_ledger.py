"""What is done with editions stands in the ledger, which takes the place of a log of its own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_secondary")]
    operations = [migrations.DeleteModel(name="EditionStep")]
