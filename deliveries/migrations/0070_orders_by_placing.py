from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0061_notices")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["cooperative", "placed_at"], name="orders_by_placing"),
        ),
    ]
