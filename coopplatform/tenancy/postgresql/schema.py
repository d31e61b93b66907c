"""Creates the tables of models with `DayPartitions` as partitioned ones."""

from typing import Any

from django.db.backends.postgresql import schema


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def table_sql(self, model: Any) -> tuple[str, Any]:
        from coopplatform.tenancy.partitions import DayPartitions  # needs the apps, which need this backend

        sql, params = super().table_sql(model)
        for constraint in model._meta.constraints:
            if isinstance(constraint, DayPartitions):
                column = model._meta.get_field(constraint.field).column
                sql += f" PARTITION BY RANGE ({self.quote_name(column)})"
        return sql, params
