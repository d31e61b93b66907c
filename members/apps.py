from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Members"

    def ready(self) -> None:
        from cooperatives.queries.hours import register
        from members.queries.margin import seconds_by_section

        register(seconds_by_section)
