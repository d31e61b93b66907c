import django.db.models.deletion
from django.db import migrations, models

import coopplatform.kernel.ids
import coopplatform.tenancy.constraints
import coopplatform.tenancy.scope
import federation.models.grants
import federation.models.rules


class Migration(migrations.Migration):
    dependencies = [
        ("cooperatives", "0005_seat_and_federation_roles"),
        ("federation", "0040_voice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grant",
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
                    "kind",
                    models.CharField(
                        choices=[("relay", "relay"), ("client", "client"), ("lend", "lend")], max_length=8
                    ),
                ),
                ("terms", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("offered_by", models.CharField(max_length=64)),
                ("offered_at", models.DateTimeField()),
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
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cooperatives.cooperative",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GrantStep",
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
                    "step",
                    models.CharField(
                        choices=[("accepted", "accepted"), ("declined", "declined"), ("revoked", "revoked")],
                        max_length=8,
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("taken_by", models.CharField(max_length=64)),
                ("taken_at", models.DateTimeField()),
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
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="federation.grant",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cooperatives.cooperative",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GrantUse",
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
                ("deliveries", models.PositiveIntegerField(default=0)),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("cents", models.PositiveIntegerField(default=0)),
                ("key", models.CharField(max_length=80)),
                ("what", models.CharField(max_length=120)),
                ("on", models.DateField()),
                ("body", models.JSONField(default=dict)),
                ("letter_sha256", models.CharField(max_length=64)),
                ("good_until", models.DateTimeField()),
                ("slip", models.TextField()),
                ("begun_by", models.CharField(max_length=64)),
                ("begun_at", models.DateTimeField()),
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
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="federation.grant",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cooperatives.cooperative",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GrantUseLetter",
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
                ("body", models.JSONField()),
                ("emptied_at", models.DateTimeField(null=True)),
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
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cooperatives.cooperative",
                    ),
                ),
                (
                    "use",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="federation.grantuse",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GrantUseStep",
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
                ("deliveries", models.PositiveIntegerField(default=0)),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("cents", models.PositiveIntegerField(default=0)),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("taken", "taken"),
                            ("begun", "begun"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("body", models.JSONField(default=dict)),
                ("taken_by", models.CharField(max_length=64)),
                ("taken_at", models.DateTimeField()),
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
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cooperatives.cooperative",
                    ),
                ),
                (
                    "use",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="federation.grantuse",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=federation.models.rules.BetweenMembers(name="grant_between_members"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=coopplatform.tenancy.constraints.AppendOnly(name="grant_append_only"),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("cooperative", models.F("member")), _negated=True),
                name="grant_to_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="grantstep",
            constraint=federation.models.rules.BetweenMembers(name="grant_step_between_members"),
        ),
        migrations.AddConstraint(
            model_name="grantstep",
            constraint=coopplatform.tenancy.constraints.AppendOnly(name="grant_step_append_only"),
        ),
        migrations.AddConstraint(
            model_name="grantstep",
            constraint=models.UniqueConstraint(
                fields=("grant", "cooperative", "step"), name="one_grant_step"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantuse",
            constraint=federation.models.rules.BetweenMembers(name="grant_use_between_members"),
        ),
        migrations.AddConstraint(
            model_name="grantuse",
            constraint=coopplatform.tenancy.constraints.AppendOnly(name="grant_use_append_only"),
        ),
        migrations.AddConstraint(
            model_name="grantuse",
            constraint=models.UniqueConstraint(
                fields=("grant", "cooperative", "key"), name="one_use_per_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="grantuseletter",
            constraint=federation.models.grants.LetterBetweenMembers(name="grant_letter_between_members"),
        ),
        migrations.AddConstraint(
            model_name="grantusestep",
            constraint=federation.models.rules.BetweenMembers(name="grant_use_step_between_members"),
        ),
        migrations.AddConstraint(
            model_name="grantusestep",
            constraint=coopplatform.tenancy.constraints.AppendOnly(name="grant_use_step_append_only"),
        ),
        migrations.AddConstraint(
            model_name="grantusestep",
            constraint=models.UniqueConstraint(
                fields=("use", "cooperative", "step"), name="one_grant_use_step"
            ),
        ),
    ]
