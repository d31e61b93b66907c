"""The method of a release as a text file, in English: what is counted, from what, how it is kept secret."""

from collections.abc import Mapping
from typing import Any

from federation.domain.statistics.catalogue import LEFT_OUT
from federation.domain.statistics.fields import BY_CODE


def method_text(body: Mapping[str, Any]) -> str:
    rule = body["rule"]
    parts = [
        f"# Cooperative delivery in figures, {body['period']}, version {body['version']}",
        _published(body),
        "## Who is counted",
        *_panel(body),
        "## How a figure comes about",
        (
            "Each co-op counts itself, from its own deliveries, approved pay and books, and sees what it shares before"
            " it leaves. Months are whole numbers that add up: a quarter is the sum of its months. A co-op that rides"
            " with other software enters its months by hand; they are marked as declared. The federation adds up what"
            " was shared and nothing else. A ratio is a ratio of sums."
        ),
        (
            "Pay is gross of income tax and of the employee's contributions. Costs are what the work costs those who do"
            " it (bike, phone, clothing) where the co-op does not supply it. Percentiles come from the means of three"
            " people at a time, so that no single wage leaves a co-op; they are marked as estimated."
        ),
        *_currencies(body),
        "Factors of emission: " + ("; ".join(body["editions"]) or "none used") + ".",
        "## What is withheld",
        f"Rule {rule['version']}. A cell needs at least {rule['least_cooperatives']} co-ops; "
        + "; ".join(f"the {n} largest at most {k} % of it" for n, k in rule["dominance"])
        + f"; the second largest may not estimate the largest within {rule['p_percent']} %; cells of people need"
        f" {rule['least_persons']} of them, percentiles {rule['least_persons_of_percentiles']}. Further cells are"
        " withheld until no line has a single hole and whoever solves the published sums, knowing that nothing is"
        f" negative, cannot bound a withheld cell closer than {rule['protect_percent']} %. Zeros are published. A co-op"
        " that publishes its own figures counts as known. Co-ops new to a table wait until three have come; what an"
        " earlier version withheld stays withheld. Values are rounded, each by itself, so that sums may differ from"
        " their parts by the rounding.",
        "Sources of the rule: " + "; ".join(rule["sources"]) + ".",
        (
            "Observation status (SDMX): A normal, P provisional (a member's month is missing), E estimated,"
            " C confidential, M nothing to divide by."
        ),
        "## Indicators",
        *(_indicator(row) for row in body["indicators"]),
        "## Left out",
        *(f"- {what}: {why}" for what, why in LEFT_OUT.items()),
        "## Licence",
        f"{body['licence']['title']}, {body['licence']['path']}",
    ]
    return "\n\n".join(parts) + "\n"


def _published(body: Mapping[str, Any]) -> str:
    said = f"Published on {body['published_on']}."
    if body["supersedes"]:
        said += f" Supersedes version {body['supersedes']}."
    if body["note"]:
        said += f" {body['note']}"
    return said


def _panel(body: Mapping[str, Any]) -> list[str]:
    lines = [f"{len(body['panel'])} co-ops of {body['members']} that belonged in the quarter:"]
    for member in body["panel"]:
        said = f"- {member['name']} ({member['country']}): {', '.join(member['months'])}"
        if member["missing"]:
            said += f"; missing {', '.join(member['missing'])}"
        if member["declared"]:
            said += "; declared by hand"
        if member["publishes_itself"]:
            said += "; publishes its own figures"
        lines.append(said)
    return lines


def _currencies(body: Mapping[str, Any]) -> list[str]:
    return [
        f"1 {rate['currency']} = {rate['euros']} EUR on {rate['on']} ({rate['source']})."
        for rate in body["rates"]
    ]


def _indicator(row: Mapping[str, Any]) -> str:
    sources = "; ".join(f"{code}: {BY_CODE[code].source}" for code in row["sources"])
    return (
        f"### {row['code']}: {row['title']}\n\n{row['formula']} Unit: {row['unit']}. Rounded to {row['step']}. "
        f"Period: {row['period']}. {row['suppression']} Fields: {sources}."
    )
