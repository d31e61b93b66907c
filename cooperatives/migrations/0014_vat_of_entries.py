"""What an entry says of VAT, rate by rate; entries from before say nothing and are read by their amounts."""

import django.db.models.deletion
from django.db import migrations, models

import coopplatform.kernel.ids
import coopplatform.tenancy.constraints
import coopplatform.tenancy.scope


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0013_vat_unpaid")]

    operations = [
        migrations.CreateModel(
            name="EntryVat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=coopplatform.kernel.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "taxing",
                    models.CharField(
                        choices=[
                            ("sold", "sold"),
                            ("buyer_owes", "buyer_owes"),
                            ("we_owe", "we_owe"),
                            ("outside", "outside"),
                        ],
                        max_length=12,
                    ),
                ),
                ("per_mille", models.PositiveSmallIntegerField()),
                ("net_cents", models.BigIntegerField()),
                ("vat_cents", models.BigIntegerField()),
                (
                    "cooperative",
                    models.ForeignKey(
                        default=coopplatform.tenancy.scope.current,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cooperatives.cooperative",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taxed",
                        to="cooperatives.entry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    coopplatform.tenancy.constraints.TenantWall(name="cooperatives_entryvat_wall"),
                    models.UniqueConstraint(
                        fields=("cooperative", "id"), name="cooperatives_entryvat_in_coop"
                    ),
                    coopplatform.tenancy.constraints.TenantForeignKey(
                        field="entry", name="cooperatives_entryvat_entry_same_coop"
                    ),
                    coopplatform.tenancy.constraints.AppendOnly(name="cooperatives_entryvat_append_only"),
                    models.UniqueConstraint(
                        fields=("cooperative", "entry", "taxing", "per_mille"),
                        name="one_vat_of_an_entry_per_rate",
                    ),
                ],
            },
        ),
    ]
