"""Addresses are kept as they were passed on; of earlier answers, that to which the request was written is the nearest."""

from django.db import migrations, models

PASSED_ON = """
UPDATE introductions_introduction AS asked SET contact = asked.address, asker_contact = asker.email
FROM accounts_user AS asker WHERE asker.id = asked.asker_id AND asked.state = 'agreed'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('introductions', '0001_initial'),
        migrations.swappable_dependency('accounts.User'),
    ]

    operations = [
        migrations.AddField(
            model_name='introduction',
            name='contact',
            field=models.EmailField(blank=True, default='', max_length=254),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='introduction',
            name='asker_contact',
            field=models.EmailField(blank=True, default='', max_length=254),
            preserve_default=False,
        ),
        migrations.RunSQL(PASSED_ON, migrations.RunSQL.noop),
    ]
