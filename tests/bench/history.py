"""Four years of a town's history, written into the tables at once: what reports and pages have to count through."""

from sqlalchemy import text

from conftest import Town, as_owner
from matching.work import Workshop

LIVES = """
create temporary table lives on commit drop as
select number, gen_random_uuid() as client, gen_random_uuid() as dwelling, gen_random_uuid() as proposal,
    gen_random_uuid() as placement, born, born + (10 + 300 * random()) * interval '1 day' as homed,
    born + (320 + 900 * random()) * interval '1 day' as over, random() as luck,
    (array['BU90010101', 'BU90010102', 'BU90020101', 'BU90020102'])[1 + number % 4] as place,
    (array['GM9001', 'GM9002', 'GM9003', null])[1 + number % 4] as origin,
    (array['crisis-shelter', 'bw-group-large', 'bw-own-studio', null])[1 + number / 4 % 4] as rung,
    (array['own-home', 'own-home-ambulant', 'beschermd-thuis'])[1 + number % 3] as form,
    (array['crisis', 'urgent', 'regular'])[1 + number % 3] as urgency,
    (array['18-23', '24-54', '55+', null])[1 + number % 4] as age, (array[0, 2, 0, 4, 6])[1 + number % 5] as hours,
    case when number % 2 = 0 then cast(:provider as uuid) else cast(:other as uuid) end as provider
from (
    select number, cast(:now as timestamptz) - random() * 1500 * interval '1 day' as born
    from generate_series(1, :clients) number
) each;
"""
CLIENTS = """
insert into clients (id, created_at, modified_at, revision, region_id, provider_id, reference, state, profile_version,
    origin, current_housing_form, on_list_since, ready_from, urgency, adults, children_ages, persons_weight, age_band,
    load, support_hours, housing_forms, bedrooms, own_unit, not_in_group, low_stimulus, tenancies, preferred_areas,
    acceptable_areas, excluded_areas, keep_apart, wishes, support)
select client, born, born, 1, :region, provider, 'B-' || number, 'waiting', 1, origin, rung, born::date, born::date,
    urgency, 1 + number % 2, '{}', 1, age, 1, hours, array[form], 1 + number % 3, 'no', 'no', 'no', '{}', '{}', '{}',
    '{}', case when number % 40 = 0 then array['H-' || number / 80] else '{}' end, '{}',
    case when hours > 0 then 'ambulant' else 'none' end from lives
"""
DWELLINGS = """
insert into dwellings (id, created_at, modified_at, revision, region_id, corporation_id, reference, state,
    neighbourhood_code, municipality_code, housing_form, service_costs, available_from, reserved_for, excluded_origins,
    features, capacity, bedrooms)
select dwelling, born, born, 1, :region, :corporation, 'W-' || number, 'let', place, 'GM' || substr(place, 3, 4), form,
    0, born::date, '{}', '{}', '{}', 1, 1 + number % 3 from lives where luck < 0.9
"""
PROPOSALS = """
insert into proposals (id, created_at, modified_at, revision, origin, region_id, client_id, dwelling_id, place, state,
    municipality_code, neighbourhood_code, load, support_hours, suitability, reasons, released_at, ended_at,
    provider_id, corporation_id)
select proposal, homed - interval '30 days', homed, 1, 'hand', :region, client, dwelling, 1,
    case when over < :now then 'ended' else 'placed' end, 'GM' || substr(place, 3, 4), place, 1, hours, 500, '{}',
    homed - interval '28 days', case when over < :now then over end, provider, :corporation
from lives where luck < 0.9 and homed < :now
"""
STEPS = """
insert into proposal_steps (proposal_id, number, at, target, role)
select proposal, step.number, homed - step.before * interval '1 day', step.target, 'coordinator'
from lives cross join (values (1, 30, 'proposed'), (2, 28, 'released'), (3, 26, 'provider-agreed'), (4, 21, 'viewing'),
    (5, 14, 'accepted'), (6, 0, 'placed')) as step (number, before, target)
where luck < 0.9 and homed < :now
"""
PLACEMENTS = """
insert into placements (id, created_at, modified_at, revision, proposal_id, region_id, client_id, dwelling_id, state,
    municipality_code, neighbourhood_code, imported, origin, load, tenancy, starts_on, rent, ended_on, end_reason,
    returned, provider_id, corporation_id, support_hours, support_provider_id)
select placement, homed, homed, 1, proposal, :region, client, dwelling,
    case when over < :now then 'ended' else 'confirmed' end, 'GM' || substr(place, 3, 4), place,
    origin is distinct from 'GM' || substr(place, 3, 4), origin, 1, 'own-name', homed::date, 60000,
    case when over < :now then over::date end, case when over < :now then 'client-left' end,
    case when over < :now then luck < 0.3 end, provider, :corporation, hours, case when hours > 0 then provider end
from lives where luck < 0.9 and homed < :now
"""
LEAVERS = """
update clients set state = 'withdrawn', withdrawn_at = least(born + interval '200 days', cast(:now as timestamptz)),
    withdrawn_because = 'x', modified_at = least(born + interval '200 days', cast(:now as timestamptz))
from lives where client = clients.id and luck >= 0.95
"""
MOVERS = """
update clients set state = 'placed', modified_at = homed from lives
where client = clients.id and luck < 0.9 and homed < :now
"""
RETURNERS = """
update clients set state = case when luck < 0.3 then 'waiting' else 'withdrawn' end,
    withdrawn_at = case when luck >= 0.3 then over end,
    withdrawn_because = case when luck >= 0.3 then 'x' end, modified_at = over
from lives where client = clients.id and luck < 0.9 and over < :now
"""
LEFT = """
update clients set state = 'withdrawn', withdrawn_at = modified_at, withdrawn_because = 'x'
where id in (select id from clients where state = 'waiting' order by modified_at desc offset :waiting)
"""
VERSIONS = """
insert into profile_versions (client_id, number, profile, replaced_at)
select client, 1, (select to_jsonb(clients) from clients where id = client), born + interval '20 days'
from lives where number % 2 = 0
"""
OVERRIDES = """
insert into overrides (id, created_at, modified_at, revision, region_id, proposal_id, rule, dutch, english, reason,
    approved_by)
select gen_random_uuid(), homed, homed, 1, :region, proposal, 'rent', 'x', 'x', 'x', 'x'
from lives where luck < 0.9 and homed < :now and number % 20 = 0
"""
OUTCOMES = """
insert into housing_outcomes (placement_id, months, still_housed, recorded_at)
select placement, months, over > homed + months * interval '1 month', homed + months * interval '1 month'
from lives cross join (values (3), (6), (12), (24)) as asked (months)
where luck < 0.9 and homed + months * interval '1 month' < cast(:now as timestamptz) - interval '20 days'
"""

RECORDED = """
update placements set outcomes_recorded = counted.number
from (select placement_id, count(*) as number from housing_outcomes group by placement_id) counted
where counted.placement_id = placements.id
"""


async def fill(workshop: Workshop, town: Town, *, clients: int, waiting: int) -> None:
    """Give a town so many clients over four years: most were housed, a third of those came back; so many wait now."""
    async with workshop.open() as work:
        await as_owner(work)
        await work.session.execute(text("set local statement_timeout = 0"))
        given = {
            "now": work.at,
            "region": town.region.id,
            "provider": town.provider.id,
            "other": town.other_provider.id,
            "corporation": town.corporation.id,
            "clients": clients,
            "waiting": waiting,
        }
        for table in ("proposals", "placements"):  # which ask whose each row is, one by one
            await work.session.execute(text(f"alter table {table} disable trigger user"))
        for statement in (
            LIVES, CLIENTS, DWELLINGS, PROPOSALS, STEPS, PLACEMENTS, LEAVERS, MOVERS, RETURNERS, LEFT, VERSIONS,
            OVERRIDES, OUTCOMES, RECORDED,
        ):  # fmt: skip
            query = text(statement.rstrip().removesuffix(";"))
            await work.session.execute(query, {name: given[name] for name in query.compile().params})
    async with workshop.open() as work:
        await as_owner(work)
        for table in ("proposals", "placements"):
            await work.session.execute(text(f"alter table {table} enable trigger user"))
