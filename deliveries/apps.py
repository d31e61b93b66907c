from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    name = "deliveries"
    verbose_name = "Deliveries"

    def ready(self) -> None:
        from cooperatives.queries.third_parties import register
        from deliveries.queries.stores import names_in_the_books

        register(names_in_the_books)
