"""What was paid of an invoice before it was issued; of all there are, nothing is known to be."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0090_groups_renamed")]

    operations = [
        migrations.AddField("invoice", "prepaid_cents", models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            "invoice",
            models.CheckConstraint(
                condition=models.Q(prepaid_cents__gte=0), name="what_is_prepaid_lessens_an_invoice"
            ),
        ),
    ]
