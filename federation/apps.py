from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "federation"
    verbose_name = "Federation"

    def ready(self) -> None:
        from cooperatives.queries.third_parties import register
        from coopplatform.web import words
        from federation.queries.means.dues.parties import names_in_the_books
        from federation.queries.words import words_here

        register(names_in_the_books)
        words.register(words_here)
