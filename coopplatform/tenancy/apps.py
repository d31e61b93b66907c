from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class TenancyConfig(AppConfig):
    name = "coopplatform.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from coopplatform.tenancy import checks  # noqa: F401 -- registers the system checks
        from coopplatform.tenancy.grants import give_runtime_rights

        pre_migrate.connect(give_runtime_rights, sender=self)
