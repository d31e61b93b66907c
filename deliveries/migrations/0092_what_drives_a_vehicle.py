from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0091_prepaid")]

    operations = [
        migrations.AddField(
            model_name="bike",
            name="drive",
            field=models.CharField(
                choices=[
                    ("assisted", "VAE, helped up to 25 km/h"),
                    ("muscle", "muscle alone"),
                    ("fast", "speed pedelec, up to 45 km/h"),
                    ("electric", "electric motor"),
                    ("engine", "petrol or diesel engine"),
                ],
                db_default="assisted",
                default="assisted",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="bike",
            name="kind",
            field=models.CharField(
                choices=[
                    ("bicycle", "Bicycle"),
                    ("cargo", "Cargo bike"),
                    ("trailer", "Bike with trailer"),
                    ("moped", "Moped or scooter"),
                    ("car", "Car"),
                    ("van", "Van"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="vehicle",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
    ]
