from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_map_editions"),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name="updated",
            field=models.DateTimeField(auto_now=True, default=timezone.now, help_text=help_text),
            preserve_default=False,
        )
        for model, help_text in (
            ("map", "when it was last taken in with a change"),
            ("program", "when its file was last taken in with a change"),
        )
    ]
