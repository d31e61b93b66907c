"""Groups of the board as the server answers its script, and on the plain list without one."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from deliveries.models import GroupedOrder, OrderGroup
from tests.conftest import placed
from tests.deliveries.web.conftest import hire_another
from tests.deliveries.web.test_live_board import Script, column


@pytest.fixture
def bruno(roue, login):
    return Grouping(login(roue.bruno), roue)


class Grouping(Script):
    """Bruno's script, and his hand on the list."""

    def group(self, act, *orders, name=None, group=None, version=None):
        body = {"act": act, "deliveries": [self.delivery(order) for order in orders]}
        more = {"name": name, "group": group and str(group), "version": version}
        return self.post("group", body | {key: value for key, value in more.items() if value is not None})

    def made(self, *orders, name="Lunch"):
        assert self.group("make", *orders, name=name).status_code == 200
        with self.cast.inside():
            return OrderGroup.objects.get(name=name)

    def on_list(self, name, data, *ids, htmx=False):
        headers = {"HX-Request": "true"} if htmx else {}
        url = reverse(name, args=[self.cast.slug, *ids])
        return self.client.post(url, data, headers=headers, follow=not htmx)

    def list(self):
        return self.client.get(reverse("board-list", args=[self.cast.slug])).text


def holders(cast, *orders):
    with cast.inside():
        return [set(order.delivery.tasks.values_list("assignee", flat=True)) for order in orders]


def in_groups(cast):
    with cast.inside():
        return sorted(GroupedOrder.objects.values_list("group__name", "order__number"))


def test_the_script_makes_a_group_and_is_answered_with_what_is_true_then(roue, bruno, now):
    one, two = placed(roue, now), placed(roue, now)
    told = bruno.group("make", two, one, name=" Lunch  Port Hercule ").json()
    assert (told["words"], told["undo"]) == ("Group “Lunch Port Hercule”: no. 1, 2", True)
    names = [row[-1][1:] for row in told["state"]["orders"]]
    assert names == [["Lunch Port Hercule", 1]] * 2
    assert bruno.post("undo", {}).json()["words"] == "Undone: Group “Lunch Port Hercule”: no. 1, 2"
    assert [row[-1] for row in bruno.state()["orders"]] == [None, None]


def test_the_words_of_a_move_say_what_the_group_is_called(roue, bruno, now):
    one, two = placed(roue, now), placed(roue, now)
    group = bruno.made(one, two)
    told = bruno.move([one, two], roue.courier_id, groups={str(group.pk): 1}).json()
    assert re.fullmatch(r"No\. 1, 2 \(Lunch\) → Alma, \+\d+ min", told["words"])
    assert len(column(told["state"], roue.courier_id)[12]) == 4


def test_whoever_saw_an_older_group_gets_409_with_all_that_is_in_it_now(roue, bruno, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    group = bruno.made(one, two)
    added = bruno.group("add", three, group=group.pk, version=1).json()
    assert added["words"] == "No. 3 joins the group “Lunch”"
    for answer in (
        bruno.move([one, two], roue.courier_id, groups={str(group.pk): 1}),
        bruno.group("take_out", one, group=group.pk, version=1),
        bruno.group("dissolve", group=group.pk, version=1),
        bruno.group("rename", group=group.pk, version=1, name="Dinner"),
    ):
        assert answer.status_code == 409
        told = answer.json()
        assert told["title"] == "The group “Lunch” was changed meanwhile: look at it again."
        assert [(row[2], row[-1][2]) for row in told["state"]["orders"]] == [(1, 2), (2, 2), (3, 2)]


def test_the_script_renames_a_group_and_takes_that_back(roue, bruno, now):
    one, two = placed(roue, now), placed(roue, now)
    group = bruno.made(one, two)
    told = bruno.group("rename", group=group.pk, version=1, name="Dinner").json()
    assert (told["words"], told["undo"]) == ("The group “Lunch” is called “Dinner” now", True)
    assert [row[-1] for row in told["state"]["orders"]] == [[str(group.pk), "Dinner", 2]] * 2
    undone = bruno.post("undo", {}).json()
    assert undone["words"] == "Undone: The group “Lunch” is called “Dinner” now"
    assert [row[-1][1:] for row in undone["state"]["orders"]] == [["Lunch", 3]] * 2
    refused = bruno.group("rename", group=group.pk, version=3, name="Lunch")
    assert (refused.status_code, refused.json()["title"]) == (
        422,
        "The group “Lunch” is called so already: give it another name.",
    )


def test_a_part_of_a_group_is_not_given_alone_and_the_sentence_says_what_to_do(roue, bruno, now):
    one, two = placed(roue, now), placed(roue, now)
    bruno.made(one, two)
    answer = bruno.move([one], roue.courier_id)
    assert (answer.status_code, answer.json()["title"]) == (
        409,
        "No. 1 goes out with the group “Lunch”: move the whole group, or take the order out of it first.",
    )
    assert [row[2] for row in answer.json()["state"]["orders"]] == [1, 2]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"act": "make", "name": "", "deliveries": []}, 422),
        ({"act": "make", "name": "Lunch", "deliveries": [str(uuid4()), str(uuid4())]}, 404),
        ({"act": "add", "group": str(uuid4()), "version": 1, "deliveries": []}, 422),
        ({"act": "dissolve", "group": str(uuid4()), "version": 1}, 404),
        ({"act": "dissolve", "group": "x", "version": 1}, 422),
        ({"act": "rename", "group": str(uuid4()), "version": 1, "name": "Lunch"}, 404),
        ({"act": "rename", "group": str(uuid4()), "name": "Lunch"}, 422),
        ({"act": "dance"}, 422),
        ([], 422),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(body, status, roue, bruno):
    answer = bruno.post("group", body)
    assert (answer.status_code, bool(answer.json()["title"])) == (status, True)


def test_without_a_script_ticked_orders_become_a_group_that_is_given_and_taken_back(roue, bruno, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    ids = [bruno.delivery(order) for order in (one, two)]
    assert bruno.list().count('form="group-form"') == 3
    page = bruno.on_list("board-group-make", {"delivery": ids, "name": "Lunch"})
    assert "Group “Lunch”: no. 1, 2" in page.text
    assert "a person gives it out" in page.text
    assert page.text.count('form="group-form"') == 1
    with roue.inside():
        group = OrderGroup.objects.get()

    page = bruno.on_list(
        "board-group-change", {"act": "give", "courier": roue.courier_id, "version": 1}, group.pk
    )
    assert "No. 1, 2 (Lunch) → Alma" in page.text
    assert holders(roue, one, two, three) == [{roue.courier_id}] * 2 + [{None}]

    page = bruno.on_list("board-group-make", {"delivery": [bruno.delivery(three)], "group": group.pk})
    assert "No. 3 joins the group “Lunch”" in page.text
    assert holders(roue, three) == [{roue.courier_id}]
    page = bruno.on_list("board-list-undo", {})
    assert "Undone: No. 3 joins the group “Lunch”" in page.text

    back = {"act": "take-back", "version": current(roue, group)}
    bruno.on_list("board-group-change", back, group.pk)
    assert holders(roue, one, two) == [{None}] * 2
    page = bruno.on_list(
        "board-group-change", {"out": bruno.delivery(one), "version": current(roue, group)}, group.pk
    )
    assert "No. 1 is out of the group “Lunch”" in page.text
    page = bruno.on_list("board-group-change", {"act": "dissolve", "version": current(roue, group)}, group.pk)
    assert "The group “Lunch” is dissolved" in page.text
    assert in_groups(roue) == []


def current(cast, group):
    with cast.inside():
        return OrderGroup.objects.get(pk=group.pk).version


def test_the_list_tells_whoever_was_slower_and_whoever_chose_nobody(roue, bruno, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    group = bruno.made(one, two)
    bruno.group("add", three, group=group.pk, version=1)
    give = {"act": "give", "courier": roue.courier_id, "version": 1}
    answer = bruno.on_list("board-group-change", give, group.pk, htmx=True)
    assert (answer.status_code, "was changed meanwhile" in answer.text) == (409, True)
    answer = bruno.on_list("board-group-change", {"act": "give", "version": 2}, group.pk, htmx=True)
    assert (answer.status_code, "Choose a courier for this group." in answer.text) == (422, True)
    assert holders(roue, one, two, three) == [{None}] * 3
    answer = bruno.on_list("board-group-make", {"name": "Lunch"}, htmx=True)
    assert (answer.status_code, "between 2 and 30 orders" in answer.text) == (422, True)


def test_a_group_is_renamed_on_the_list_and_whoever_saw_an_older_one_is_told(roue, bruno, now):
    group = bruno.made(placed(roue, now), placed(roue, now))
    assert f'<input id="called-{group.pk}" name="name" value="Lunch"' in bruno.list()
    rename = {"act": "rename", "name": "Dinner", "version": 1}
    page = bruno.on_list("board-group-change", rename, group.pk)
    assert "The group “Lunch” is called “Dinner” now" in page.text
    answer = bruno.on_list("board-group-change", rename | {"name": "Supper"}, group.pk, htmx=True)
    assert (answer.status_code, "The group “Dinner” was changed meanwhile" in answer.text) == (409, True)
    answer = bruno.on_list("board-group-change", {"act": "rename", "version": 2}, group.pk, htmx=True)
    assert (answer.status_code, "a name of at most 60 letters" in answer.text) == (422, True)
    page = bruno.on_list("board-list-undo", {})
    assert "Undone: The group “Lunch” is called “Dinner” now" in page.text
    assert bruno.list().count("<h2>Lunch</h2>") == 1


def test_a_group_goes_from_one_courier_to_another_on_the_list(roue, bruno, now):
    yanis = hire_another(roue, now)
    one, two = placed(roue, now), placed(roue, now)
    group = bruno.made(one, two)
    for courier_id in (roue.courier_id, yanis):
        give = {"act": "give", "courier": courier_id, "version": current(roue, group)}
        answer = bruno.on_list("board-group-change", give, group.pk, htmx=True)
        assert (answer.status_code, "data-undo" in answer.text) == (200, True)
    assert holders(roue, one, two) == [{yanis}] * 2


def test_the_courier_reads_what_the_ride_is_called(roue, bruno, login, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    group = bruno.made(one, two, name="Lunch Port Hercule")
    bruno.move([one, two], roue.courier_id, groups={str(group.pk): 1})
    bruno.move([three], roue.courier_id)
    page = login(roue.alma).get(reverse("day", args=[roue.slug])).text
    assert page.count("One ride: Lunch Port Hercule") == 4


def test_groups_cost_the_list_and_the_state_no_query_more(roue, bruno, now, django_assert_max_num_queries):
    placed(roue, now)
    bruno.list()  # what is read once in a process
    counts = []
    for _ in range(2):
        bruno.made(placed(roue, now), placed(roue, now), name=f"Group {len(counts)}")
        with django_assert_max_num_queries(60) as listed:
            bruno.list()
        with django_assert_max_num_queries(60) as asked:
            bruno.state()
        counts.append((len(listed), len(asked)))
    assert counts[0] == counts[1]


def test_alma_and_rosa_make_no_groups(roue, login, now):
    for person in (roue.alma, roue.rosa):
        script = Grouping(login(person), roue)
        answers = [
            script.group("make", name="Lunch"),
            script.on_list("board-group-make", {}, htmx=True),
            script.on_list("board-list-undo", {}, htmx=True),
            script.on_list("board-group-change", {}, uuid4(), htmx=True),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
