"""The accounts where deliveries wait for their invoice, in every chart there is. No entry is touched.

Where a chart had one of them to be booked by hand (4181, 404), it gets its role. In a plain chart a code the treasurer
gave to something else stays theirs, and ours is one digit longer.
"""

from django.db import migrations

OPEN = """
create function open_unbilled() returns void
language plpgsql set application_name = 'coop:-' as $$
declare coop record; wanted record;
begin
    for coop in select id, country from cooperatives_cooperative order by id loop
        perform set_config('application_name', 'coop:' || coop.id, true);
        for wanted in select * from (values
            ('FR', 'unbilled', '4181', 'Clients, factures à établir'),
            ('FR', 'vat_unbilled', '44587', 'Taxes sur le chiffre d''affaires sur factures à établir'),
            ('BE', 'unbilled', '404', 'Produits à recevoir'),
            ('BE', 'vat_unbilled', '4518', 'TVA sur factures à établir'),
            ('', 'unbilled', '1110', 'Deliveries not invoiced yet'),
            ('', 'vat_unbilled', '2220', 'VAT on deliveries not invoiced yet')
        ) as chart (country, role, code, name)
        where chart.country = case when coop.country in ('FR', 'MC') then 'FR'
            when coop.country = 'BE' then 'BE' else '' end loop
            continue when not exists (
                select from cooperatives_account where cooperative_id = coop.id and role = 'customers');
            if wanted.country <> '' then
                update cooperatives_account set role = wanted.role
                where cooperative_id = coop.id and code = wanted.code and role = '';
            elsif exists (
                select from cooperatives_account where cooperative_id = coop.id and code = wanted.code) then
                wanted.code := wanted.code || '0';
            end if;
            insert into cooperatives_account (id, cooperative_id, role, code, name)
            select gen_random_uuid(), coop.id, wanted.role, wanted.code, wanted.name
            where not exists (
                select from cooperatives_account where cooperative_id = coop.id and role = wanted.role)
            on conflict do nothing;
        end loop;
    end loop;
end $$;
select open_unbilled();
drop function open_unbilled();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cooperatives", "0010_words"),
    ]

    operations = [migrations.RunSQL(OPEN, migrations.RunSQL.noop)]
