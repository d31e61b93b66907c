"""A grant between two: offered, accepted, used; what is forged, altered, replayed or too much is refused."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import connection

from coopplatform.contracts.granting import GrantUsed
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound
from coopplatform.tenancy.work import unit_of_work
from federation import reactions
from federation.domain.means import slips
from federation.domain.means.terms import Amount, Limits
from federation.domain.means.uses import UseStep
from federation.domain.review.membership import Action
from federation.models import Grant, GrantStep, GrantUse, GrantUseLetter, GrantUseStep
from federation.queries.means.grants import grant_seen, grants_here
from federation.services.means.following import look_after
from federation.services.means.granting import accept_grant, decline_grant, offer_grant, revoke_grant
from federation.services.means.using import move_use, use_grant
from federation.services.review.register import Said, enter
from tests.conftest import PLATFORM
from tests.federation.means.conftest import DAY, NOW, RELAY, TODAY, asked


def counts(cast):
    with cast.inside():
        return [model.objects.count() for model in (Grant, GrantStep, GrantUse, GrantUseLetter, GrantUseStep)]


def refused(work, *args, **kwargs):
    with pytest.raises(DomainError) as found:
        work(*args, **kwargs)
    return found.value.code


def take(pair, use, at=NOW, step=UseStep.TAKEN, **more):
    with pair.nantes.inside():
        return move_use(use_id=use.pk, step=step, by=PLATFORM, at=at, **more)


def test_both_sides_agree_to_the_same_terms(pair):
    grant = pair.offer()
    with pair.nantes.inside():
        by = pair.nantes.by("nour")
        assert refused(accept_grant, grant_id=grant.pk, sha256="0" * 64, by=by, at=NOW) == "other_terms"
        assert grant_seen(grant.pk, NOW).state == "offered"
        first = accept_grant(grant_id=grant.pk, sha256=grant.sha256, by=by, at=NOW)
        assert accept_grant(grant_id=grant.pk, sha256=grant.sha256, by=by, at=NOW) == first
        assert refused(decline_grant, grant_id=grant.pk, reason="No.", by=by, at=NOW) == "already_answered"
    with pair.lille.inside():
        assert grant_seen(grant.pk, NOW).state == "in_force"
        assert refused(accept_grant, grant_id=grant.pk, sha256=grant.sha256, by=PLATFORM, at=NOW) == (
            "not_yours_to_answer"
        )


def test_only_the_two_see_it(pair):
    grant = pair.granted()
    use = pair.use(grant)
    take(pair, use)
    assert counts(pair.lille) == counts(pair.nantes) == [1, 1, 1, 1, 1]
    assert counts(pair.gand) == counts(pair.house) == [0, 0, 0, 0, 0]
    with pair.gand.inside():
        for work, more in ((revoke_grant, {"reason": "Ours."}), (accept_grant, {"sha256": grant.sha256})):
            assert refused(work, grant_id=grant.pk, by=PLATFORM, at=NOW, **more) == "no_grant"
        assert refused(use_grant, grant_id=grant.pk, asked=asked(), by=PLATFORM, at=NOW) == "no_grant"
        assert refused(move_use, use_id=use.pk, step=UseStep.DONE, by=PLATFORM, at=NOW) == "no_use"


def test_rows_that_a_third_writes_count_for_nothing(pair):
    grant = pair.offer()
    with pair.gand.inside():
        GrantStep.objects.create(
            member_id=pair.lille.cooperative.pk,
            grant_id=grant.pk,
            step="accepted",
            sha256=grant.sha256,
            taken_by="x",
            taken_at=NOW,
        )
    with pair.lille.inside():
        assert grant_seen(grant.pk, NOW).state == "offered"


def test_a_forged_grant_is_refused_with_its_reason(pair):
    """Gand writes past every service that Lille granted Nantes something; or alters what Lille offered."""
    real = pair.offer()
    forged = {"kind": "relay", "member": pair.nantes.cooperative, "offered_by": "x", "offered_at": NOW}
    dearer = replace(RELAY, tariff=replace(RELAY.tariff, cents_per_delivery=60_00))
    with pair.gand.inside():
        as_lille = Grant.objects.create(terms=RELAY.as_json(), sha256=RELAY.sha256, **forged)
        Grant.objects.create(terms={"kind": "gift"}, sha256="0" * 64, **forged)
    with pair.lille.inside():
        altered = Grant.objects.create(terms=dearer.as_json(), sha256=RELAY.sha256, **forged)
    with pair.nantes.inside():
        by = pair.nantes.by("nour")
        for grant in (as_lille, altered):
            for sha256 in (grant.sha256, grant_seen(grant.pk, NOW).terms.sha256):
                facts = {"grant_id": grant.pk, "sha256": sha256, "by": by, "at": NOW}
                assert refused(accept_grant, **facts) == "other_terms"
        assert GrantStep.objects.count() == 0
        assert {one.grant.pk for one in grants_here(NOW)} == {real.pk, as_lille.pk, altered.pk}


def test_a_use_made_known_again_is_the_same_one_and_another_under_its_key_is_refused(pair):
    grant = pair.granted()
    assert pair.use(grant) == pair.use(grant)
    with pytest.raises(Invalid) as found:
        pair.use(grant, amount=Amount(deliveries=1, cents=9_00))
    assert found.value.code == "use_replayed"
    assert counts(pair.lille) == [1, 1, 1, 1, 0]


def forge(pair, grant, **changes):
    """A row as the giver could write it past every service, in Lille's scope."""
    good = pair.use(grant)
    with pair.lille.inside():
        facts = {
            name: getattr(good, name)
            for name in ("member", "grant", "what", "on", "deliveries", "cents", "body", "letter_sha256",
                         "good_until", "slip", "begun_by", "begun_at")
        }  # fmt: skip
        row = GrantUse.objects.create(**facts | {"key": "forged"} | changes)
        GrantUseLetter.objects.create(use=row, member=row.member, body={"name": "Mme Rossi"})
    return row


def test_a_forged_altered_or_replayed_slip_is_refused_and_nothing_is_written(pair):
    grant = pair.granted()
    row = forge(pair, grant)
    before = counts(pair.nantes)
    assert refused(take, pair, row) == "slip_replayed"
    for name, slip in {"torn": row.slip[:-8], "none": "", "odd": "é.é", "cut": row.slip[4:]}.items():
        other = forge(pair, grant, key=name, slip=slip)
        assert refused(take, pair, other) == "slip_forged"
    by_gand = slips.signed(
        slips.Slip(str(grant.pk), grant.sha256, "g", "", 1, 0, 1, "", "", NOW.isoformat()),
        slips.key_of(b"1" * 32, pair.gand.cooperative.pk),
    )
    assert refused(take, pair, forge(pair, grant, key="g", slip=by_gand)) == "slip_forged"
    assert [counts(pair.nantes)[n] for n in (0, 1, 4)] == [before[n] for n in (0, 1, 4)]


def test_what_was_signed_is_what_is_taken_on(pair, settings):
    grant = pair.granted()
    good = pair.use(grant)
    key = slips.key_of(_house(), pair.lille.cooperative.pk)
    slip = slips.read(good.slip, key)
    for changes, code in (
        ({"cents": 1}, "slip_altered"),
        ({"letter": "0"}, "slip_altered"),
        ({"grant": "another"}, "slip_of_other_grant"),
        ({"terms": "0"}, "slip_of_other_terms"),
    ):
        signed = slips.signed(replace(slip, key=code, **changes), key)
        row = forge(pair, grant, key=f"{code}{'+'.join(changes)}", slip=signed)
        expected = code if code.startswith("slip_of") else "slip_replayed"
        assert refused(take, pair, row) == expected
        altered = slips.signed(replace(slip, key="k" + "+".join(changes), **changes), key)
        row = forge(pair, grant, key="k" + "+".join(changes), slip=altered)
        assert refused(take, pair, row) == code


def _house():
    from federation.adapters.archive.key import signing_key

    return signing_key()


def test_a_revocation_takes_effect_at_once_for_what_is_new_only(pair):
    grant = pair.granted()
    taken, waiting = pair.use(grant, "order:1"), pair.use(grant, "order:2")
    take(pair, taken)
    with pair.lille.inside():
        assert refused(revoke_grant, grant_id=grant.pk, reason="", by=PLATFORM, at=NOW) == "no_reason"
        revoke_grant(grant_id=grant.pk, reason="We ride there ourselves now.", by=PLATFORM, at=NOW)
    assert refused(take, pair, waiting) == "grant_revoked"
    assert refused(pair.use, grant, "order:3") == "grant_revoked"
    take(pair, taken, step=UseStep.BEGUN)
    take(pair, taken, step=UseStep.DONE)
    with pair.lille.inside():
        seen = grant_seen(grant.pk, NOW)
        assert [use.state for use in seen.uses] == ["done", "asked"]


def test_late_over_the_limit_or_on_the_wrong_side_is_refused(pair):
    grant = pair.granted()
    use = pair.use(grant)
    assert refused(take, pair, use, NOW + 2 * DAY) == "slip_expired"
    assert refused(pair.use, grant, "a", amount=Amount(deliveries=1, cents=43_00)) == "over_cents"
    pair.use(grant, "b")
    assert refused(pair.use, grant, "c") == "over_daily_deliveries"
    assert refused(pair.use, grant, "c", on=TODAY + 91 * DAY) == "outside_of_days"
    assert refused(pair.use, grant, "c", at=NOW + 91 * DAY) == "grant_expired"
    with pair.nantes.inside():
        assert refused(use_grant, grant_id=grant.pk, asked=asked("d"), by=PLATFORM, at=NOW) == (
            "not_yours_to_use"
        )
    with pair.lille.inside():
        step = {"use_id": use.pk, "by": PLATFORM, "at": NOW}
        assert refused(move_use, step=UseStep.DONE, **step) == "not_yours_to_say"
        move_use(step=UseStep.WITHDRAWN, **step)
    assert refused(take, pair, use) == "use_is_withdrawn"
    pair.use(grant, "e")


def test_only_co_ops_with_all_their_rights_grant_each_other_anything(pair):
    with pair.house.inside():
        assert refused(offer_grant, terms=RELAY, by=PLATFORM, at=NOW) == "not_a_cooperative"
    with pair.lille.inside():
        for terms, code in (
            (replace(RELAY, taker="nobody"), "no_cooperative"),
            (replace(RELAY, taker="federation"), "may_not_take_part"),
            (replace(RELAY, taker="lille"), "to_itself"),
        ):
            assert refused(offer_grant, terms=terms, by=PLATFORM, at=NOW) == code
        assert Grant.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_exceed_a_limit(pair):
    grant = pair.granted(replace(RELAY, limits=Limits(deliveries=3)))
    pair.use(grant, "first")
    gate, came = threading.Barrier(4), []

    def use(key):
        try:
            gate.wait()
            pair.use(grant, key)
            came.append("used")
        except NotAllowedNow as refusal:
            came.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=(f"order:{n}",)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(came) == ["grant_spent", "grant_spent", "used", "used"]
    with pair.lille.inside():
        assert grant_seen(grant.pk, NOW).left == {"deliveries": 0}
    with pytest.raises(NotFound), pair.gand.inside():
        revoke_grant(grant_id=grant.pk, reason="Ours.", by=PLATFORM, at=NOW)


def goes(pair, slug, action, on):
    """The register says so, with two pairs of eyes."""
    said = Said(action, "It was agreed with them, in writing, last week.", on)
    with pair.house.inside():
        member = getattr(pair, slug).cooperative
        by, second = pair.house.by("simone"), pair.house.by("rui")
        unit_of_work(enter)(member, said, by=by, second=second, at=NOW)


def test_who_leaves_ends_its_grants(pair):
    grant = pair.granted()
    goes(pair, "nantes", Action.LEAVE, TODAY)
    assert refused(pair.use, grant, at=NOW + DAY) == "has_left"
    with pair.lille.inside():
        for work in look_after(use_id=None, at=NOW + DAY):
            work(PLATFORM, NOW + DAY)
        assert grant_seen(grant.pk, NOW + DAY).state == "revoked"


def test_who_is_suspended_keeps_what_it_has_and_joins_nothing_new(pair):
    grant, waiting = pair.granted(), pair.offer()
    goes(pair, "nantes", Action.OBSERVE, TODAY)
    goes(pair, "nantes", Action.SUSPEND, TODAY)
    assert refused(pair.offer) == "may_not_take_part"
    with pair.nantes.inside():
        facts = {"sha256": waiting.sha256, "by": PLATFORM, "at": NOW}
        assert refused(accept_grant, grant_id=waiting.pk, **facts) == "may_not_take_part"
    take(pair, pair.use(grant))


def test_both_sides_are_told_to_look_each_in_its_own_scope(pair, monkeypatch):
    grant = pair.granted()
    use = pair.use(grant)
    sent = []
    monkeypatch.setattr(reactions.current_app, "send_task", lambda name, kwargs: sent.append(kwargs))
    entry = SimpleNamespace(
        event=GrantUsed(grant_id=grant.pk, use_id=use.pk, occurred_at=NOW),
        cooperative_id=pair.lille.cooperative.pk,
    )
    with pair.lille.inside():
        reactions.let_the_partner_follow(entry)
    assert [(one["cooperative_id"], one["use_id"]) for one in sent] == [
        (pair.nantes.cooperative.pk, str(use.pk)),
        (pair.lille.cooperative.pk, str(use.pk)),
    ]
