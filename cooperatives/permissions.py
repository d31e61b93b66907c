"""Who is what. Other apps compose these: `can_adopt_plan = is_dispatcher | is_coop_admin`."""

import rules

from cooperatives.domain.roles import Access, Role


def _is(role: Role) -> rules.Predicate:
    @rules.predicate(name=f"is_{role}")
    def predicate(access: Access) -> bool:
        return role in access.roles

    made: rules.Predicate = predicate
    return made


is_courier = _is(Role.COURIER)
is_store_staff = _is(Role.STORE_STAFF)
is_dispatcher = _is(Role.DISPATCHER)
is_coop_admin = _is(Role.COOP_ADMIN)
is_treasurer = _is(Role.TREASURER)
is_delegate = _is(Role.DELEGATE)
is_reviewer = _is(Role.REVIEWER)
is_statistician = _is(Role.STATISTICIAN)
is_board = _is(Role.BOARD)


@rules.predicate
def is_member(access: Access) -> bool:
    """Anyone with a role here."""
    return bool(access.roles)


@rules.predicate
def is_anyone(_: Access) -> bool:
    """The page's own unguessable link is its key, or it is public."""
    return True


can_read_books = is_treasurer | is_coop_admin
can_keep_books = is_treasurer | is_coop_admin
can_read_journal = is_coop_admin | is_treasurer | is_dispatcher
