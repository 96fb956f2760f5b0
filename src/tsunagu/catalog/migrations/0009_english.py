from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_facts"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="title_en",
            field=models.CharField(blank=True, default="", help_text="ours", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="eligibility",
            name="condition_en",
            field=models.TextField(blank=True, default="", help_text="ours"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="eligibility",
            name="excludes_en",
            field=models.TextField(blank=True, default="", help_text="ours"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="status",
            name="reason_en",
            field=models.TextField(blank=True, default="", help_text="ours"),
            preserve_default=False,
        ),
    ]
