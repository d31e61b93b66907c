"""The account where the VAT of invoices waits for their payment, in every chart there is. No entry is touched.

A code that the treasurer gave to something else stays theirs, and ours is one digit longer.
"""

from django.db import migrations

OPEN = """
create function open_vat_unpaid() returns void
language plpgsql set application_name = 'coop:-' as $$
declare coop record; wanted record;
begin
    for coop in select id, country from cooperatives_cooperative order by id loop
        perform set_config('application_name', 'coop:' || coop.id, true);
        for wanted in select * from (values
            ('FR', '44574', 'TVA collectée en attente d''encaissement'),
            ('BE', '4517', 'TVA sur factures non encaissées'),
            ('', '2230', 'VAT on invoices not paid yet')
        ) as chart (country, code, name)
        where chart.country = case when coop.country in ('FR', 'MC') then 'FR'
            when coop.country = 'BE' then 'BE' else '' end loop
            continue when not exists (
                select from cooperatives_account where cooperative_id = coop.id and role = 'vat_unbilled');
            if exists (
                select from cooperatives_account where cooperative_id = coop.id and code = wanted.code) then
                wanted.code := wanted.code || '0';
            end if;
            insert into cooperatives_account (id, cooperative_id, role, code, name)
            select gen_random_uuid(), coop.id, 'vat_unpaid', wanted.code, wanted.name
            where not exists (
                select from cooperatives_account where cooperative_id = coop.id and role = 'vat_unpaid')
            on conflict do nothing;
        end loop;
    end loop;
end $$;
select open_vat_unpaid();
drop function open_vat_unpaid();
"""


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0012_where_third_parties_are")]

    operations = [migrations.RunSQL(OPEN, migrations.RunSQL.noop)]
