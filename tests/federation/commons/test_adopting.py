"""A co-op tries a policy on its own past, decides with its vote, and can go back."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cooperatives.queries.charters import charter_on, terms_on
from cooperatives.services.founding import adopt_charter
from coopplatform.journal import relay
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from deliveries.domain.pricing import Strategy
from deliveries.domain.pricing.prices import Fixed, PerKilometre
from deliveries.models import Order, RuleSet, Store
from deliveries.services.rule_sets import create_rule_set
from federation.models import PolicyApplied, PolicyDecision, PolicyReplay, PolicyUse
from federation.queries.commons.desk import decisions, due_decisions, in_use
from federation.queries.commons.ours import ours_as_policy
from federation.queries.commons.registry import entry_of, policy_called
from federation.queries.commons.trial import window_of
from federation.services.commons.adopting import adopt_version, take_due_effects, undo_decision
from federation.services.commons.drafting import begin_version, save_draft
from federation.services.commons.replaying import (
    REPLAY_POLICY,
    ask_replay,
    begin_replay,
    carry_out_replay,
)
from federation.services.commons.submitting import submit_draft
from federation.tasks import replay_policy
from members.models import Payslip
from members.queries.labour import findings
from members.services.payroll import compute_payslips
from tests.conftest import PLATFORM, placed
from tests.deliveries.pricing.conftest import rule
from tests.federation.commons.conftest import NOON, TODAY, example, yesterday
from tests.members.conftest import work

MINUTE = "AG du 27 novembre 2026, résolution 4"
PRICES = {"base": 500, "per_km": 90, "heavy": 150}


def delivered(commons, **changes):
    """An order of the pizzeria, delivered yesterday."""
    order = placed(commons.roue, NOON, **changes)
    with commons.roue.inside():
        Order.objects.filter(pk=order.pk).update(state="delivered", closed_at=yesterday(12))
    return order


def tried(commons, version, values=None, **target):
    with commons.roue.inside():
        return ask_replay(
            version_id=version.pk,
            values=values or {},
            target=target,
            by=commons.roue.by("nour"),
            at=NOON,
        )


def adopted(commons, replay, *, valid_from=TODAY, minute=MINUTE):
    with commons.roue.inside():
        return adopt_version(
            replay_id=replay.pk, minute=minute, valid_from=valid_from, by=commons.roue.by("nour"), at=NOON
        )


def undone(commons, decision, *, valid_from=TODAY):
    with commons.roue.inside():
        return undo_decision(
            decision_id=decision.pk,
            minute=MINUTE,
            valid_from=valid_from,
            by=commons.roue.by("nour"),
            at=NOON + timedelta(minutes=1),
        )


def stores(commons):
    return {"store_ids": [str(commons.roue.store_id)]}


def test_prices_are_tried_store_by_store_and_then_given_to_the_stores(commons):
    order = delivered(commons)
    version = commons.published(example("cargo-prices"))
    replay = tried(commons, version, PRICES, **stores(commons))
    with commons.roue.inside():
        was = Order.objects.get(pk=order.pk).price.net_cents
    row = replay.result["stores"][0]
    assert (row["name"], row["orders"], row["was_cents"], row["now_cents"]) == ("Pizzeria Lucia", 1, was, 500)
    assert replay.result["spread"]["losing"] + replay.result["spread"]["winning"] == 1
    assert "nobody’s pay changes" in replay.result["notes"][0]["message"]
    decision = adopted(commons, replay)
    with commons.roue.inside():
        made = Store.objects.get(pk=commons.roue.store_id).rule_set
        assert made.name == "Cargo bikes by weight and distance"
        assert made.rules[0]["price"] == {"kind": "fixed", "cents": 500}
        assert decision.replay == replay.result
        assert decision.sha256 == version.sha256
    assert [use.cooperative.slug for use in policy_called("bordeaux", "cargo").adopters] == ["roue-libre"]
    again = placed(commons.roue, NOON)
    assert again.price.net_cents == 500


def test_going_back_gives_the_stores_what_they_had(commons):
    version = commons.published(example("cargo-prices"))
    decision = adopted(commons, tried(commons, version, PRICES, **stores(commons)))
    back = undone(commons, decision)
    with commons.roue.inside():
        assert Store.objects.get(pk=commons.roue.store_id).rule_set is None
        assert RuleSet.objects.count() == 1
        assert [one.pk for one in decisions()] == [back.pk, decision.pk]
    assert policy_called("bordeaux", "cargo").adopters == []
    with pytest.raises(NotFound):
        undone(commons, back)
    with pytest.raises(NotAllowedNow, match="decided later"):
        undone(commons, decision)


def test_a_price_list_of_a_day_to_come_waits_for_it(commons):
    version = commons.published(example("cargo-prices"))
    replay = tried(commons, version, PRICES, **stores(commons))
    tomorrow = TODAY + timedelta(days=1)
    decision = adopted(commons, replay, valid_from=tomorrow)
    with commons.roue.inside():
        assert due_decisions(TODAY) == []
        assert Store.objects.get(pk=commons.roue.store_id).rule_set is None
        assert take_due_effects(by=PLATFORM, at=NOON + timedelta(days=1)) == (1, [])
        assert take_due_effects(by=PLATFORM, at=NOON + timedelta(days=1)) == (0, [])
        assert Store.objects.get(pk=commons.roue.store_id).rule_set is not None
        assert PolicyApplied.objects.get().decision == decision


def test_wages_are_tried_with_the_pay_engine_and_the_worker_who_loses_is_named_here_only(commons):
    """Alma works Sundays: less premium, and a supplement for split days that she never has."""
    with commons.roue.inside():
        work(commons.roue.courier_id, NOON.replace(month=10, day=4, hour=8), hours=6)
    version = commons.published(example("split-day-wages"))
    replay = tried(commons, version, {"sunday": 0, "night": 10, "split": 400, "late": 150})
    assert (replay.first_on, replay.last_on) == (date(2026, 8, 1), date(2026, 10, 31))
    person = replay.result["people"][0]
    assert person["name"] == "Alma"
    assert person["change"] == -(6 * 1400 * 20 // 100)
    assert replay.result["spread"] == {
        "losing": 1, "same": 0, "winning": 0, "worst": -1680, "median": -1680, "best": -1680, "total": -1680,
    }  # fmt: skip
    with commons.bordeaux.inside():
        assert PolicyReplay.objects.count() == 0
    adopted(commons, replay)
    with commons.roue.inside():
        pay = terms_on(TODAY, "pay")
        assert (pay["sunday_percent"], pay["night_percent"], pay["holiday_percent"]) == (0, 10, 100)
        assert [one["name"] for one in pay["supplements"]] == ["Split day", "Late evening"]
        assert pay["supplements"][0]["cents"] == "400"


def test_an_adopted_supplement_is_paid(commons):
    version = commons.published(example("split-day-wages"))
    adopted(commons, tried(commons, version, {"split": 400}), valid_from=TODAY)
    with commons.roue.inside():
        monday = NOON.replace(day=30)
        work(commons.roue.courier_id, monday.replace(hour=8), hours=2)
        work(commons.roue.courier_id, monday.replace(hour=15), hours=2)
        december = NOON.replace(month=12, day=31)
        compute_payslips(month=date(2026, 12, 1), by=commons.roue.by("theo"), at=december)
        items = Payslip.objects.get().statement["items"]
    assert [(item["code"], item["cents"]) for item in items if item["code"] == "supplement"] == [
        ("supplement", 400)
    ]


def test_undoing_a_charter_brings_back_the_former_terms_whatever_else_changed(commons):
    version = commons.published(example("split-day-wages"))
    with commons.roue.inside():
        before = terms_on(TODAY, "pay")
    decision = adopted(commons, tried(commons, version))
    with commons.roue.inside():
        terms = charter_on(TODAY).terms
        adopt_charter(terms={**terms, "surplus": {"key": "equal"}}, valid_from=TODAY, by=PLATFORM, at=NOON)
    undone(commons, decision)
    with commons.roue.inside():
        assert terms_on(TODAY, "pay") == before
        assert terms_on(TODAY, "surplus") == {"key": "equal"}


def test_a_charter_that_begins_later_is_not_undone_in_silence(commons):
    with commons.roue.inside():
        terms = charter_on(TODAY).terms
        adopt_charter(terms=terms, valid_from=TODAY + timedelta(days=30), by=PLATFORM, at=NOON)
    replay = tried(commons, commons.published(example("split-day-wages")))
    with pytest.raises(NotAllowedNow, match="adopted already"):
        adopted(commons, replay)


def test_dispatch_weights_and_working_time_go_into_the_charter(commons):
    weights = commons.published(example("fair-dispatch"))
    replay = tried(commons, weights, {"fairness": 3000})
    assert replay.result["decisions"] == 0
    adopted(commons, replay)
    with commons.roue.inside():
        assert terms_on(TODAY, "dispatch") == {"fairness_weight": 3000, "late_weight": 300}
        work(commons.roue.courier_id, yesterday(10, 3), hours=4)
        work(commons.roue.courier_id, yesterday(18, 4), hours=3)
    rests = commons.published(example("rest-and-notice"))
    replay = tried(commons, rests, {"rest": 14})
    assert [one["name"] for one in replay.result["people"]] == ["Alma"]
    assert [(one["was"], one["now"]) for one in replay.result["people"]] == [(0, 1)]
    adopted(commons, replay)
    with commons.roue.inside():
        terms = charter_on(TODAY).terms
        assert terms["labour"]["daily_rest"] == {"limit": 14, "mode": "warn"}
        assert terms["roster"] == {"give_back_hours": 48}
        assert terms["dispatch"]["fairness_weight"] == 3000
        assert findings(TODAY - timedelta(days=7), TODAY)[0].sentence.params["limit"] == 14


def test_what_moves_no_euro_is_adopted_as_data(commons):
    version = commons.published(example("scop-assembly"))
    replay = tried(commons, version)
    assert (replay.result["people"], replay.result["stores"]) == ([], [])
    adopted(commons, replay)
    with commons.roue.inside():
        assert [one.entry.name for one in in_use()] == ["bordeaux/scop-sarl"]


def test_nothing_is_adopted_without_vote_trial_and_publication(commons):
    version = commons.submitted(example("split-day-wages"))
    replay = tried(commons, version)
    with pytest.raises(NotAllowedNow, match="Two other co-ops"):
        adopted(commons, replay)
    commons.review(version)
    commons.mark(version)
    with pytest.raises(Invalid, match="Name the vote"):
        adopted(commons, replay, minute="yes")
    with pytest.raises(Invalid, match="today or later"):
        adopted(commons, replay, valid_from=TODAY - timedelta(days=1))
    with pytest.raises(NotAllowedNow, match="more than 60 days old"), commons.roue.inside():
        PolicyReplay.objects.filter(pk=replay.pk).update(asked_at=NOON - timedelta(days=61))
        adopted(commons, replay)
    commons.leaves(commons.roue)
    with commons.roue.inside():
        PolicyReplay.objects.filter(pk=replay.pk).update(asked_at=NOON)
    with pytest.raises(NotAllowedNow, match="belongs to the federation"):
        adopted(commons, replay)


def test_a_retired_version_is_adopted_by_nobody_new(commons):
    version = commons.published(example("split-day-wages"))
    replay = tried(commons, version)
    commons.mark(version, "deprecated")
    with pytest.raises(NotAllowedNow, match="retired this version"):
        adopted(commons, replay)


def test_values_out_of_their_bounds_are_refused(commons):
    version = commons.published(example("split-day-wages"))
    for values, words in (
        ({"sunday": 101}, "goes from"),
        ({"sunday": "10"}, "goes from"),
        ({"sunday": True}, "goes from"),
        ({"monday": 1}, "no parameter called monday"),
    ):
        with pytest.raises(Invalid, match=words):
            tried(commons, version, values)


def test_prices_need_their_amounts_and_a_store(commons):
    version = commons.published(example("cargo-prices"))
    with pytest.raises(Invalid, match="must be filled in"):
        tried(commons, version, {"base": 500}, **stores(commons))
    with pytest.raises(Invalid, match="Choose at least one store"):
        tried(commons, version, PRICES)
    with pytest.raises(NotFound):
        tried(commons, version, PRICES, store_ids=["0199f1f0-0000-7000-8000-000000000000"])


def test_a_large_trial_is_a_task_that_is_done_once(commons, monkeypatch):
    delivered(commons)
    monkeypatch.setattr("federation.services.commons.replaying.AT_ONCE", 0)
    version = commons.published(example("cargo-prices"))
    replay = tried(commons, version, PRICES, **stores(commons))
    assert (replay.state, replay.result) == ("running", None)
    with pytest.raises(NotAllowedNow, match="whole trial"):
        adopted(commons, replay)
    with commons.roue.inside():
        assert carry_out_replay(replay_id=replay.pk) is True
        assert carry_out_replay(replay_id=replay.pk) is False
        assert PolicyReplay.objects.get().result["orders"] == 1


def test_a_large_trial_is_handed_to_a_worker_once_it_is_asked_for(commons, monkeypatch):
    sent = []
    monkeypatch.setattr(
        "federation.reactions.current_app.send_task", lambda name, kwargs: sent.append((name, kwargs))
    )
    monkeypatch.setattr("federation.services.commons.replaying.AT_ONCE", -1)
    replay = tried(commons, commons.published(example("split-day-wages")))
    with commons.roue.inside():
        relay.read_on(commons.roue.cooperative.pk, is_settled_only=False)
    arguments = {"cooperative_id": commons.roue.cooperative.pk, "replay_id": str(replay.pk)}
    assert sent == [(REPLAY_POLICY, arguments)]
    replay_policy(**arguments)
    with commons.roue.inside():
        assert PolicyReplay.objects.get().state == "done"


def test_what_cannot_take_effect_is_told_and_tried_again(commons):
    version = commons.published(example("cargo-prices"))
    decision = adopted(
        commons, tried(commons, version, PRICES, **stores(commons)), valid_from=TODAY + timedelta(days=1)
    )
    with commons.roue.inside():
        RuleSet.objects.create(name="Cargo bikes by weight and distance", strategy="sum", changed_at=NOON)
        done, kept = take_due_effects(by=PLATFORM, at=NOON + timedelta(days=1))
        assert (done, [str(reason) for reason in kept]) == (
            0,
            ["There is a price list of this name already."],
        )
        assert not PolicyApplied.objects.filter(decision=decision).exists()
        RuleSet.objects.update(name="Another")
        assert take_due_effects(by=PLATFORM, at=NOON + timedelta(days=1)) == (1, [])


def test_an_upgrade_is_a_proposal_and_what_we_use_stays(commons):
    version = commons.published(example("split-day-wages"))
    adopted(commons, tried(commons, version))
    with commons.bordeaux.inside():
        draft = begin_version(version_id=version.pk, by=PLATFORM, at=NOON)
        text = draft.text.replace('"stretches > 1"', '"stretches > 2"').replace(
            '"stretches": 2', '"stretches": 3'
        )
        save_draft(draft_id=draft.pk, text=text, by=PLATFORM, at=NOON)
        _report, second = submit_draft(draft_id=draft.pk, by=PLATFORM, at=NOON)
    commons.review(second)
    commons.mark(second)
    with commons.roue.inside():
        (ours,) = in_use()
        assert (ours.known.version.number, ours.newer.version.number) == ("1.0.0", "1.1.0")
        assert terms_on(TODAY, "pay")["supplements"][0]["when"] == "stretches > 1"


def test_a_decision_is_kept_for_good(commons):
    version = commons.published(example("split-day-wages"))
    decision = adopted(commons, tried(commons, version))
    for row in (decision, PolicyUse.objects.get()):
        with commons.roue.inside(), pytest.raises(DatabaseError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
    with commons.roue.inside(), pytest.raises(DatabaseError), transaction.atomic():
        PolicyDecision.objects.update(minute="other")


def test_what_we_use_is_shared_without_its_amounts(commons):
    with commons.roue.inside():
        made = create_rule_set(
            name="Midi",
            strategy=Strategy.SUM,
            rules=[rule(Fixed(500), name="Base"), rule(PerKilometre(90, 1000), name="Distance")],
            by=PLATFORM,
            at=NOON,
        )
        stored = ours_as_policy("pricing", on=TODAY, rule_set_id=made.pk)
        wages = ours_as_policy("wage_scheme", on=TODAY)
    assert stored["body"]["rules"][0]["price"] == {"kind": "fixed", "cents": "@base"}
    assert stored["parameters"]["base"] == {"says": "Base", "unit": "cents", "min": 250, "max": 750}
    stored["golden"] = [
        {"given": {"metres": 500}, "parameters": {"base": 500, "distance": 90}, "expect": {"net_cents": 500}}
    ]
    report, _version = commons.submit(commons.draft(stored, commons.roue), commons.roue)
    assert report.passed, [str(check.words) for check in report.refusals]
    assert wages["body"]["premiums"]["sunday_percent"] == "@sunday"


def test_a_trial_of_what_is_withdrawn_is_refused(commons):
    version = commons.submitted(example("split-day-wages"))
    commons.mark(version, "withdrawn")
    with commons.roue.inside(), pytest.raises(NotAllowedNow, match="withdrawn"):
        begin_replay(version_id=version.pk, values={}, target={}, by=PLATFORM, at=NOON)
    assert entry_of(version.pk)[0].shown is None
    assert window_of("pricing", TODAY) == (TODAY - timedelta(days=90), TODAY - timedelta(days=1))
