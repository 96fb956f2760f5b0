from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_updated"),
    ]

    operations = [
        migrations.AlterField(
            model_name="box",
            name="phase",
            field=models.CharField(
                choices=[
                    ("university", "大学が変わる"),
                    ("development", "第1段階 技術の高度化・基盤技術の開発"),
                    ("deployment", "第2段階 実装"),
                ],
                max_length=20,
            ),
        ),
    ]
