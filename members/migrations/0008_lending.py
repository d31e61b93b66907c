from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_pay_corrections"),
    ]

    operations = [
        migrations.AddField(
            model_name="memberworker",
            name="lent_by",
            field=models.SlugField(blank=True),
        ),
        migrations.AddField(
            model_name="shift",
            name="lent_to",
            field=models.SlugField(blank=True),
        ),
    ]
