from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0011_sold_not_invoiced")]

    operations = [
        migrations.AddField(
            "thirdparty",
            "country",
            models.CharField(blank=True, default="", max_length=2),
            preserve_default=False,
        ),
        migrations.AddField(
            "thirdparty",
            "postcode",
            models.CharField(blank=True, default="", max_length=12),
            preserve_default=False,
        ),
    ]
