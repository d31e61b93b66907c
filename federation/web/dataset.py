"""A release for machines that read pages and catalogues: schema.org in the page, DCAT-AP for harvesters."""

import json
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from cooperatives.queries.directory import the_federation
from federation.domain.release.body import LICENCE
from federation.domain.release.period import Quarter
from federation.models import Release

MEDIA = {".csv": "text/csv", ".json": "application/json", ".md": "text/markdown"}
FILE_TYPES = {".csv": "CSV", ".json": "JSON", ".md": "TXT"}
AUTHORITY = "http://publications.europa.eu/resource/authority"
CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "adms": "http://www.w3.org/ns/adms#",
    "spdx": "http://spdx.org/rdf/terms#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TITLES = {
    "en": "Cooperative delivery in figures, {period}",
    "fr": "La livraison coopérative en chiffres, {period}",
}
ABOUT = {
    "en": "Deliveries, pay, hours, kilometres and value added of the federation's co-ops together.",
    "fr": "Livraisons, salaires, heures, kilomètres et valeur ajoutée des coopératives de la fédération, ensemble.",
}
KEYWORDS = ("cooperatives", "delivery", "wages", "cycling", "coopératives", "livraison", "salaires", "vélo")


def dataset_script(request: HttpRequest, shown: Release) -> SafeString:
    """schema.org for the page, as a data block: no browser runs it, so that the content policy allows it."""
    text = json.dumps(_schema_org(request, shown), ensure_ascii=False, sort_keys=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return SafeString(text)


def _schema_org(request: HttpRequest, shown: Release) -> dict[str, Any]:
    quarter = Quarter.parse(shown.period)
    federation = the_federation()
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": TITLES["en"].format(period=shown.period),
        "alternateName": TITLES["fr"].format(period=shown.period),
        "description": ABOUT["en"],
        "url": _page(request, shown),
        "version": str(shown.version),
        "datePublished": shown.body["published_on"],
        "temporalCoverage": f"{quarter.first}/{quarter.last}",
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "keywords": list(KEYWORDS),
        "creator": {"@type": "Organization", "name": federation.name if federation else ""},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": name,
                "contentUrl": _file(request, shown, name),
                "encodingFormat": MEDIA[_suffix(name)],
                "contentSize": f"{about['bytes']} B",
                "sha256": about["sha256"],
            }
            for name, about in shown.manifest.items()
        ],
    }


def catalogue(request: HttpRequest, shown: list[Release]) -> dict[str, Any]:
    """DCAT-AP 3 in JSON-LD: the federation's catalogue, a dataset a release, a distribution a file."""
    here = request.build_absolute_uri(reverse("open-catalog"))
    federation = the_federation()
    name = federation.name if federation else "Coopplatform"
    publisher = {
        "@id": request.build_absolute_uri(reverse("federation")),
        "@type": "foaf:Agent",
        "foaf:name": name,
    }
    return {
        "@context": CONTEXT,
        "@id": here,
        "@type": "dcat:Catalog",
        "dct:title": _texts({"en": f"{name}: open data", "fr": f"{name} : données ouvertes"}),
        "dct:description": _texts(ABOUT),
        "dct:publisher": publisher,
        "dct:language": [{"@id": f"{AUTHORITY}/language/{code}"} for code in ("ENG", "FRA")],
        "dct:license": {"@id": LICENCE["path"]},
        "foaf:homepage": {"@id": request.build_absolute_uri(reverse("statistics"))},
        "dcat:dataset": [_dataset(request, one, publisher["@id"]) for one in shown],
    }


def _dataset(request: HttpRequest, shown: Release, publisher: str) -> dict[str, Any]:
    quarter = Quarter.parse(shown.period)
    page = _page(request, shown)
    described = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": f"{shown.period}-v{shown.version}",
        "dct:title": _texts({code: text.format(period=shown.period) for code, text in TITLES.items()}),
        "dct:description": _texts(ABOUT),
        "dct:publisher": {"@id": publisher},
        "dct:issued": _typed(shown.body["published_on"], "date"),
        "dct:modified": _typed(shown.body["published_on"], "date"),
        "dct:accrualPeriodicity": {"@id": f"{AUTHORITY}/frequency/QUARTERLY"},
        "dct:accessRights": {"@id": f"{AUTHORITY}/access-right/PUBLIC"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(quarter.first.isoformat(), "date"),
            "dcat:endDate": _typed(quarter.last.isoformat(), "date"),
        },
        "dcat:theme": [{"@id": f"{AUTHORITY}/data-theme/{code}"} for code in ("ECON", "TRAN", "SOCI")],
        "dcat:keyword": list(KEYWORDS),
        "dcat:version": str(shown.version),
        "dcat:landingPage": {"@id": page, "@type": "foaf:Document"},
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": TITLES["en"].format(period=shown.period),
            "vcard:hasURL": {"@id": request.build_absolute_uri(reverse("federation"))},
        },
        "dcat:distribution": [_distribution(request, shown, name) for name in shown.manifest],
    }
    if shown.body["supersedes"]:
        older = reverse("release", args=[shown.period, shown.body["supersedes"]])
        described["dcat:previousVersion"] = {"@id": request.build_absolute_uri(older)}
    return described


def _distribution(request: HttpRequest, shown: Release, name: str) -> dict[str, Any]:
    about, url = shown.manifest[name], _file(request, shown, name)
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dct:license": {"@id": LICENCE["path"]},
        "dct:format": {"@id": f"{AUTHORITY}/file-type/{FILE_TYPES[_suffix(name)]}"},
        "dcat:mediaType": {"@id": f"http://www.iana.org/assignments/media-types/{MEDIA[_suffix(name)]}"},
        "dcat:byteSize": _typed(str(about["bytes"]), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(about["sha256"], "hexBinary"),
        },
    }


def _texts(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@language": code, "@value": text} for code, text in texts.items()]


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}


def _suffix(name: str) -> str:
    return name[name.rindex(".") :]


def _page(request: HttpRequest, shown: Release) -> str:
    return request.build_absolute_uri(reverse("release", args=[shown.period, shown.version]))


def _file(request: HttpRequest, shown: Release, name: str) -> str:
    return request.build_absolute_uri(reverse("release-file", args=[shown.period, shown.version, name]))
