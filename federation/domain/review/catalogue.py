"""The criteria as the platform comes with them: 21, each with formula, source and thresholds a federation may vote on.

This is the second edition: six lines that were said or documented are counted now. Earlier ones are in `editions`.

Laws are cited as they were read on the day named; where no day is named nobody has checked the source yet. A federation
publishes its own version of this set; what a dossier was judged by stays with the dossier.
"""

from datetime import date
from decimal import Decimal

from coopplatform.kernel.text import _
from federation.domain.review.criteria import EVERYWHERE, Criterion, Kind, Scale, Threshold, Unit

READ = date(2026, 11, 28)
VOTED = _("the federation's proposal, to be voted on")
C, DOC, DECL = Kind.COMPUTED, Kind.DOCUMENT, Kind.DECLARED


def _limits(
    green: str, amber: str | None = None, source: str = VOTED, **countries: Threshold
) -> dict[str, Threshold]:
    return {EVERYWHERE: _limit(green, amber, source), **countries}


def _limit(green: str, amber: str | None, source: str, on: date | None = READ) -> Threshold:
    return Threshold(Decimal(green), None if amber is None else Decimal(amber), source, on)


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "M1", _("Workers are members"),
        _("workers who hold shares ÷ workers with 12 months in the cooperative"),
        _("register of shares, contracts"), C, Scale.AT_LEAST, Unit.PERCENT,
        _limits("60", "40", _("the federation's proposal; the mean of French Scop is 68 % (CG Scop, 2024)")),
    ),
    Criterion(
        "M2", _("Those who work control"),
        _("capital held by those employed ÷ capital subscribed"),
        _("register of shares, contracts"), C, Scale.AT_LEAST, Unit.PERCENT,
        _limits("51", None, VOTED, FR=_limit("51", None, "loi 78-763, art. 1 (51 % du capital, 65 % des voix)")),
    ),
    Criterion(
        "M3", _("One member, one vote"),
        _(
            "most votes one person carried beyond the rule in the last three assemblies, in percent of all; 0 where "
            "nobody did. Rule: one proxy under 20 members, else one for each 20, fewer where the statutes say so"
        ),
        _("attendance of the assemblies; else the statutes"), C, Scale.AT_MOST, Unit.PERCENT,
        _limits("0", None, VOTED, BE=_limit("0", "10", "arrêté royal du 8 janvier 1962 (agrément CNC)", None)), DOC,
    ),
    Criterion(
        "D1", _("Assembly held"),
        _("months since the last assembly called 15 full days before whose signed minutes every member can read"),
        _("assemblies of the cooperative; else signed minutes"), C, Scale.AT_MOST, Unit.MONTHS, _limits("12", "15"),
    ),
    Criterion(
        "D2", _("Participation"), _("present and represented ÷ members, mean of the last three assemblies"),
        _("attendance of the assemblies"), C, Scale.AT_LEAST, Unit.PERCENT, _limits("50", "30"),
    ),
    Criterion(
        "D3", _("Members are informed"),
        _("full days before the assembly on which every member could read accounts and review report"),
        _("papers published with the assembly; else its notice with the attachments"), C, Scale.AT_LEAST, Unit.DAYS,
        _limits("15", None, VOTED), DOC,
    ),
    Criterion(
        "E1", _("Surplus goes to work and reserves"),
        _("kept of four: legal reserve ≥ 15 %, development fund > 0, work ≥ 25 %, interest ≤ work; in percent"),
        _("last allocation adopted"), C, Scale.AT_LEAST, Unit.PERCENT,
        _limits("100", "75", VOTED, FR=_limit("100", None, "loi 78-763, art. 33")),
    ),
    Criterion(
        "E2", _("Spread of wages"), _("highest ÷ lowest hourly wage of the contracts in force"),
        _("contracts"), C, Scale.AT_MOST, Unit.RATIO,
        _limits("3", "5", _("the federation's proposal; Mondragon 4.5 to 6, US worker co-ops 2")),
    ),
    Criterion(
        "E3", _("Value to workers"),
        _("gross pay, employer's contributions and work share ÷ sales, 12 months"),
        _("approved pay, books"), C, Scale.SHOWN, Unit.PERCENT, {},
    ),
    Criterion(
        "W1", _("Hours are employed"), _("hours worked under an employment contract ÷ all hours worked, 12 months"),
        _("work records, contracts"), C, Scale.AT_LEAST, Unit.PERCENT, _limits("95", "80"),
    ),
    Criterion(
        "W2", _("Nobody under the minimum"),
        _("months of pay whose gross per paid hour is under the legal minimum, 12 months"),
        _("issued payslips"), C, Scale.AT_MOST, Unit.COUNT, _limits("0", None, _("the law of the country")),
    ),
    Criterion(
        "W3", _("Rest and hours"), _("daily rest too short or week too long, per 1,000 shifts, three months"),
        _("work records"), C, Scale.AT_MOST, Unit.PER_1000,
        _limits("0", "1", _("directive 2003/88/CE, art. 3 and 6")),
    ),
    Criterion(
        "W4", _("Safety"), _("accidents at work × 1,000,000 ÷ hours worked, 12 months"),
        _("absences, work records"), C, Scale.SHOWN, Unit.PER_MILLION, {},
    ),
    Criterion(
        "W5", _("Equal pay"),
        _("(median of men − median of women) ÷ median of men, where five of each work; in percent"),
        _("payroll of the cooperative: the platform asks nobody what gender they are, so it cannot count this"),
        DECL, Scale.SIZE, Unit.PERCENT, _limits("5", "10"),
    ),
    Criterion(
        "W6", _("People stay"), _("those who left ÷ mean headcount, 12 months"),
        _("register of workers"), C, Scale.SHOWN, Unit.PERCENT, {},
    ),
    Criterion(
        "B1", _("By bike"), _("kilometres by bike and cargo bike ÷ all kilometres between stops, 12 months"),
        _("deliveries handed over"), C, Scale.AT_LEAST, Unit.PERCENT, _limits("95", "80"),
    ),
    Criterion(
        "F1", _("Early warning"),
        _(
            "warnings: three years of loss, losses ≥ half of the highest capital, cash for less than two months, "
            "dues more than 60 days late"
        ),
        _("books"), C, Scale.AT_MOST, Unit.COUNT,
        _limits("0", None, _("as the révision coopérative, loi 47-1775, art. 25-1")),
    ),
    Criterion(
        "F2", _("No single client"), _("turnover of the largest store ÷ turnover, 12 months"),
        _("orders"), C, Scale.AT_MOST, Unit.PERCENT, _limits("35", "50"),
    ),
    Criterion(
        "G1", _("Data protection"),
        _("kept of two: no place is kept longer than its limit, none is from outside of a shift; in percent"),
        _("positions"), C, Scale.AT_LEAST, Unit.PERCENT,
        _limits("100", None, _("CNIL, délibération 2015-165")),
    ),
    Criterion(
        "G2", _("Decisions can be explained"),
        _("automatic assignments kept with what they weighed ÷ all automatic assignments, 90 days"),
        _("decisions of dispatch"), C, Scale.AT_LEAST, Unit.PERCENT,
        _limits("100", None, _("directive (UE) 2024/2831, art. 11")),
    ),
    Criterion(
        "C1", _("Between cooperatives"), _("votes of the federation taken part in, of those that ended in 12 months"),
        _("votes by roll call, commons, shifts lent"), C, Scale.SHOWN, Unit.COUNT, {},
    ),
)  # fmt: skip
BY_CODE = {criterion.code: criterion for criterion in CRITERIA}
GROUPS = {
    "M": _("Membership"),
    "D": _("Democracy"),
    "E": _("Money"),
    "W": _("Work"),
    "B": _("Environment"),
    "F": _("Soundness"),
    "G": _("Data and algorithms"),
    "C": _("Cooperation"),
}
PLATFORM_VERSION = 0
"""The version of this set as long as the federation has published none."""
EDITION = 2
"""Which edition of it this is: a review under version 0 keeps the one it began under."""
