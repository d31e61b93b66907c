"""`/api/v1/statistics/`: releases, their indicators and tables, as published."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from deliveries.api.serializers import ProblemSerializer
from deliveries.api.throttling import PublicThrottle
from federation.domain.release.files import plain
from federation.models import Release
from federation.queries.releases import release, releases

STATUSES = ("A", "P", "E", "C", "M")
PERIOD = OpenApiParameter("period", str, OpenApiParameter.PATH, description="A quarter, as 2026-Q3.")


class ReleaseSummarySerializer(serializers.Serializer[Any]):
    period = serializers.CharField(help_text="A quarter, as 2026-Q3.")
    version = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    supersedes = serializers.IntegerField(allow_null=True)
    is_newest = serializers.BooleanField(help_text="Whether no later version supersedes it.")
    note = serializers.CharField(help_text="Why there is a new version.")
    sha256 = serializers.CharField(help_text="Of its manifest.")
    url = serializers.URLField()


class ReleaseFileSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.URLField()


class PanelMemberSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField()
    months = serializers.ListField(child=serializers.CharField())
    missing = serializers.ListField(child=serializers.CharField())
    declared = serializers.BooleanField()
    publishes_itself = serializers.BooleanField()


class StatisticsReleaseSerializer(ReleaseSummarySerializer):
    licence = serializers.URLField()
    members = serializers.IntegerField(help_text="Co-ops that belonged in the quarter.")
    panel = PanelMemberSerializer(many=True)
    tables = serializers.ListField(child=serializers.CharField(), help_text="Codes of its tables.")
    files = ReleaseFileSerializer(many=True)


class StatisticSerializer(serializers.Serializer[Any]):
    value = serializers.DecimalField(max_digits=20, decimal_places=None, allow_null=True)
    status = serializers.ChoiceField(
        choices=STATUSES,
        help_text="SDMX: A normal, P provisional, E estimated, C confidential, M nothing to divide by.",
    )
    reason = serializers.CharField(help_text="Why it is withheld; empty otherwise.")
    cooperatives = serializers.IntegerField(allow_null=True)


class IndicatorSerializer(StatisticSerializer):
    code = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    formula = serializers.CharField()
    step = serializers.CharField(help_text="What it is rounded to.")


class TableCellSerializer(StatisticSerializer):
    key = serializers.ListField(child=serializers.CharField(), help_text="An item of each dimension.")
    measure = serializers.CharField()


class ItemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    part_of = serializers.CharField(help_text="Code of the item it is a part of; empty for the whole.")


class DimensionSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    items = ItemSerializer(many=True)


class StatisticsTableSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    dimensions = DimensionSerializer(many=True)
    cells = TableCellSerializer(many=True)


class PublicView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (PublicThrottle,)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        return answer


class ReleasesView(PublicView):
    @extend_schema(
        operation_id="list_statistics_releases",
        auth=[],
        tags=["statistics"],
        responses={200: ReleaseSummarySerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        """Every release, the newest first, superseded versions included."""
        rows = releases()
        newest: dict[str, int] = {}
        for row in rows:
            newest[row.period] = max(row.version, newest.get(row.period, 0))
        return Response([_summary(request, row, newest[row.period] == row.version) for row in rows])


class ReleaseView(PublicView):
    @extend_schema(
        operation_id="statistics_release",
        auth=[],
        tags=["statistics"],
        parameters=[PERIOD],
        responses={200: StatisticsReleaseSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, period: str, version: int) -> Response:
        """A release: who stands behind it, its tables and files."""
        found = _found(period, version)
        is_newest = not Release.objects.filter(period=period, version__gt=version).exists()
        base = reverse("release", args=[period, version])
        return Response(
            {
                **_summary(request, found, is_newest),
                "licence": found.body["licence"]["path"],
                "members": found.body["members"],
                "panel": found.body["panel"],
                "tables": [table["code"] for table in found.body["tables"]],
                "files": [
                    {"name": name, **about, "url": request.build_absolute_uri(base + name)}
                    for name, about in found.manifest.items()
                ],
            }
        )


class IndicatorsView(PublicView):
    @extend_schema(
        operation_id="statistics_indicators",
        auth=[],
        tags=["statistics"],
        parameters=[PERIOD],
        responses={200: IndicatorSerializer(many=True), 404: ProblemSerializer},
    )
    def get(self, request: Request, period: str, version: int) -> Response:
        """Every indicator of a release; values are decimals as text."""
        rows = _found(period, version).body["indicators"]
        told = ("code", "title", "unit", "formula", "step")
        return Response([{**{name: row[name] for name in told}, **_statistic(row)} for row in rows])


class TableView(PublicView):
    @extend_schema(
        operation_id="statistics_table",
        auth=[],
        tags=["statistics"],
        parameters=[PERIOD],
        responses={200: StatisticsTableSerializer, 404: ProblemSerializer},
    )
    def get(self, request: Request, period: str, version: int, table: str) -> Response:
        """A table of a release, cell by cell."""
        tables = {one["code"]: one for one in _found(period, version).body["tables"]}
        if table not in tables:
            raise Http404
        found = tables[table]
        cells = [
            {"key": cell["key"], "measure": cell["measure"], **_statistic(cell)} for cell in found["cells"]
        ]
        dimensions = [
            {
                "code": one["code"],
                "title": one["title"],
                "items": [
                    {"code": item["code"], "title": item["title"], "part_of": item["parent"]}
                    for item in one["items"]
                ],
            }
            for one in found["dimensions"]
        ]
        return Response({"code": table, "title": found["title"], "dimensions": dimensions, "cells": cells})


def _found(period: str, version: int) -> Release:
    found = release(period, version)
    if found is None:
        raise Http404
    return found


def _summary(request: HttpRequest | Request, row: Release, is_newest: bool) -> dict[str, Any]:
    return {
        "period": row.period,
        "version": row.version,
        "published_at": row.published_at,
        "supersedes": row.version - 1 if row.version > 1 else None,
        "is_newest": is_newest,
        "note": row.note,
        "sha256": row.sha256,
        "url": request.build_absolute_uri(reverse("release", args=[row.period, row.version])),
    }


def _statistic(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "value": row["value"],
        "status": row["status"],
        "reason": plain(row["reason"]),
        "cooperatives": row["cooperatives"],
    }
