from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0085_reminders_by_the_clock")]

    operations = [
        migrations.AlterField(
            model_name="boardmove",
            name="kind",
            field=models.CharField(
                choices=[
                    ("stops", "Stops"),
                    ("cancel", "Cancel"),
                    ("restore", "Restore"),
                    ("reschedule", "Reschedule"),
                    ("tag", "Tag"),
                    ("relay", "Relay"),
                    ("group", "Group"),
                    ("rename", "Rename"),
                ],
                max_length=12,
            ),
        )
    ]
