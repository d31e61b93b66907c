"""Positions become a table cut into days. Raw fixes are short-lived and a table cannot be cut up later: it starts empty."""

import django.db.models.deletion
from django.db import migrations, models

import coopplatform.kernel.ids
import coopplatform.tenancy.constraints
import coopplatform.tenancy.partitions
import coopplatform.tenancy.scope


def id_() -> models.UUIDField:
    return models.UUIDField(
        default=coopplatform.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
    )


def cooperative(**more: bool) -> models.ForeignKey:
    return models.ForeignKey(
        default=coopplatform.tenancy.scope.current,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="cooperatives.cooperative",
        **more,
    )


def courier(**more: bool) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="members.memberworker",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cooperatives", "0004_whole_books"),
        ("deliveries", "0006_taps_in_order"),
        ("members", "0007_pay_corrections"),
    ]

    operations = [
        migrations.DeleteModel(name="Position"),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cooperative",
                        "courier",
                        "at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("lat", models.FloatField()),
                ("lon", models.FloatField()),
                ("cooperative", cooperative(db_index=False)),
                ("courier", courier(db_index=False)),
            ],
            options={
                "constraints": [
                    coopplatform.tenancy.constraints.TenantWall(name="deliveries_position_wall"),
                    coopplatform.tenancy.constraints.TenantForeignKey(
                        field="courier", name="deliveries_position_courier_same_coop"
                    ),
                    coopplatform.tenancy.partitions.DayPartitions(
                        field="at", kept_days=30, name="positions_by_day"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PositionPause",
            fields=[
                ("id", id_()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("cooperative", cooperative()),
                ("courier", courier()),
            ],
            options={
                "constraints": [
                    coopplatform.tenancy.constraints.TenantWall(name="deliveries_positionpause_wall"),
                    models.UniqueConstraint(
                        fields=("cooperative", "id"), name="deliveries_positionpause_in_coop"
                    ),
                    coopplatform.tenancy.constraints.TenantForeignKey(
                        field="courier", name="deliveries_positionpause_courier_same_coop"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gt", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="pause_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("cooperative", "courier"),
                        name="one_running_pause_per_courier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PositionLook",
            fields=[
                ("id", id_()),
                ("looker", models.CharField(max_length=64)),
                (
                    "page",
                    models.CharField(choices=[("board", "Board"), ("tracking", "Tracking")], max_length=10),
                ),
                ("order_number", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("cooperative", cooperative()),
                ("courier", courier()),
            ],
            options={
                "constraints": [
                    coopplatform.tenancy.constraints.TenantWall(name="deliveries_positionlook_wall"),
                    models.UniqueConstraint(
                        fields=("cooperative", "id"), name="deliveries_positionlook_in_coop"
                    ),
                    coopplatform.tenancy.constraints.TenantForeignKey(
                        field="courier", name="deliveries_positionlook_courier_same_coop"
                    ),
                    models.UniqueConstraint(
                        fields=("cooperative", "courier", "looker", "page", "order_number", "since"),
                        name="one_look_at_a_time",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["cooperative", "courier", "until"], name="looks_at_a_courier")
                ],
            },
        ),
    ]
