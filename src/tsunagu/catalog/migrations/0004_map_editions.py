from __future__ import annotations

from typing import Any

import tsunagu.kernel.fields
from django.db import migrations, models


def _number(apps: Any, _: Any) -> None:
    """What an officer edited stood in the place of the file's edition; `tsunagu load` brings that one again."""
    apps.get_model("catalog", "Map").objects.filter(edited_by_officer=True).update(number=1)


def _mark(apps: Any, _: Any) -> None:
    apps.get_model("catalog", "Map").objects.filter(number__gt=0).update(edited_by_officer=True)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("map_key", models.SlugField(max_length=60)),
                ("fiscal_year", tsunagu.kernel.fields.FiscalYearField()),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("import", "取り込み"),
                            ("preview", "確認"),
                            ("publish", "公開"),
                            ("withdraw", "取り下げ"),
                            ("drop", "削除"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.CharField(blank=True, help_text="the operator's name on the machine", max_length=100),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="map",
            name="number",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="0: of the files; from 1: brought in from a spreadsheet, the last one highest"
            ),
        ),
        migrations.AddField(
            model_name="map",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "下書き"),
                    ("previewed", "確認済み"),
                    ("published", "公開"),
                    ("withdrawn", "取り下げ"),
                ],
                default="published",
                max_length=10,
            ),
        ),
        migrations.RunPython(_number, _mark),
        migrations.RemoveConstraint(model_name="map", name="map_once"),
        migrations.RemoveField(model_name="map", name="edited_by_officer"),
        migrations.AddConstraint(
            model_name="map",
            constraint=models.UniqueConstraint(fields=("key", "fiscal_year", "number"), name="edition_once"),
        ),
        migrations.AddConstraint(
            model_name="map",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "previewed"])),
                fields=("key", "fiscal_year"),
                name="draft_once",
            ),
        ),
    ]
