"""The switcher's one question: which co-ops may this person enter, and as what?"""

from django.db import migrations

CREATE = """
create function doors_of(person bigint, today date) returns table (cooperative_id bigint, roles text[])
language plpgsql set application_name = 'coop:-' as $$
declare coop bigint;
begin
    for coop in select id from cooperatives_cooperative order by id loop
        perform set_config('application_name', 'coop:' || coop, true);
        return query
            select coop, array_agg(m.role::text) from cooperatives_membership m
            where m.cooperative_id = coop and m.user_id = person
              and m.started_on <= today and (m.ended_on is null or m.ended_on >= today)
            having count(*) > 0;
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "drop function doors_of(bigint, date)")]
