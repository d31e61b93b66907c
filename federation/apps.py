from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "federation"
    verbose_name = "Federation"

    def ready(self) -> None:
        from cooperatives.queries.third_parties import register
        from federation.queries.means.dues.parties import names_in_the_books

        register(names_in_the_books)
