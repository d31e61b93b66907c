import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import coopplatform.kernel.ids
import coopplatform.tenancy.constraints
import coopplatform.tenancy.scope
import federation.models.rules


class Migration(migrations.Migration):
    dependencies = [
        ("cooperatives", "0005_seat_and_federation_roles"),
        ("federation", "0010_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comparison",
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
                ("peers", models.PositiveSmallIntegerField()),
                ("rows", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="ContributionHold",
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
                ("month", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(max_length=300)),
                ("held_by_name", models.CharField(max_length=120)),
                ("held_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SharingChoice",
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
                ("compares", models.BooleanField()),
                ("publishes_itself", models.BooleanField()),
                ("chosen_by", models.CharField(max_length=64)),
                ("chosen_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="contribution",
            name="one_contribution_per_month",
        ),
        migrations.AddField(
            model_name="contribution",
            name="comment",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="contribution",
            name="origin",
            field=models.CharField(
                choices=[("platform", "counted by the platform"), ("declared", "declared by hand")],
                default="platform",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="federation.contribution",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="shared_by",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="contribution",
            name="version",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="release",
            name="changes",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="release",
            name="contributions",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="release",
            name="note",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="release",
            name="supersedes",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="federation.release",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["month"], name="contributions_by_month"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                fields=("cooperative", "month", "version"), name="one_contribution_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaces__isnull", True), ("version", 1)),
                    models.Q(("replaces__isnull", False), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="a_later_contribution_replaces_one",
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cooperatives.cooperative"
            ),
        ),
        migrations.AddField(
            model_name="comparison",
            name="release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comparisons",
                to="federation.release",
            ),
        ),
        migrations.AddField(
            model_name="contributionhold",
            name="cooperative",
            field=models.ForeignKey(
                default=coopplatform.tenancy.scope.current,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cooperatives.cooperative",
            ),
        ),
        migrations.AddField(
            model_name="contributionhold",
            name="held_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sharingchoice",
            name="cooperative",
            field=models.ForeignKey(
                default=coopplatform.tenancy.scope.current,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cooperatives.cooperative",
            ),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=federation.models.rules.WrittenAboutMember(name="comparison_written_about_member"),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=coopplatform.tenancy.constraints.AppendOnly(name="comparison_append_only"),
        ),
        migrations.AddConstraint(
            model_name="comparison",
            constraint=models.UniqueConstraint(
                fields=("member", "release"), name="one_comparison_per_release"
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionhold",
            constraint=federation.models.rules.SharedWithFederation(name="hold_shared_with_federation"),
        ),
        migrations.AddConstraint(
            model_name="contributionhold",
            constraint=coopplatform.tenancy.constraints.AppendOnly(name="hold_append_only"),
        ),
        migrations.AddConstraint(
            model_name="contributionhold",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="hold_of_a_month"),
        ),
        migrations.AddConstraint(
            model_name="sharingchoice",
            constraint=federation.models.rules.SharedWithFederation(name="choice_shared_with_federation"),
        ),
        migrations.AddConstraint(
            model_name="sharingchoice",
            constraint=coopplatform.tenancy.constraints.AppendOnly(name="choice_append_only"),
        ),
    ]
