-- The book of the list: whoever comes onto the list of those who wait, moves along it or leaves it is booked, in
-- the transaction in which it happens, whatever code did it. The stock of a day is the sum of what was booked until then,
-- so that in-, through- and outflow always add up to it. No row names a client, and none is ever changed: what is
-- erased about a client later leaves the counts as they were. docs/decisions/0030 says more.

-- What runs as the owner below looks in this schema, and not where somebody put a table of the same name.
select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- To an own home, or to another rung of the woonladder? By the dwelling of the client's proposal.
create function matching_way_out(client uuid) returns text language sql stable set search_path from current as $$
    select case
        when form.self_contained and form.supervision in ('none', 'ambulant') then 'housed'
        else 'moved-on'
    end
    from proposals
    join dwellings on dwellings.id = proposals.dwelling_id
    join housing_forms form on form.region_id = dwellings.region_id and form.code = dwellings.housing_form
    where proposals.client_id = client and proposals.state in ('accepted', 'placed')
    order by proposals.id desc limit 1
$$;

create function matching_book_referrals() returns trigger language plpgsql security definer
set search_path from current as $$
begin
    insert into list_bookings
        (at, region_id, provider_id, rung, origin, movement, rung_changed, origin_changed, persons, places)
    select created_at, region_id, provider_id, current_housing_form, origin, 'referred', false, false, 1, persons_weight
    from fresh where state = 'waiting';
    return null;
end $$;

create function matching_book_change() returns trigger language plpgsql security definer
set search_path from current as $$
declare
    waited constant boolean := old.state = 'waiting';
    waits constant boolean := tg_op = 'UPDATE' and new.state = 'waiting';
    moment constant timestamptz := case when tg_op = 'DELETE' then now() else new.modified_at end;
    another_rung constant boolean :=
        waited and waits and old.current_housing_form is distinct from new.current_housing_form;
    another_origin constant boolean := waited and waits and old.origin is distinct from new.origin;
begin
    if waited then
        insert into list_bookings
            (at, region_id, provider_id, rung, origin, movement, rung_changed, origin_changed, persons, places)
        values (
            moment, old.region_id, old.provider_id, old.current_housing_form, old.origin,
            case
                when waits then 'moved-out'
                when tg_op = 'UPDATE' and new.state = 'placed' then coalesce(matching_way_out(old.id), 'moved-on')
                else 'left'
            end,
            another_rung, another_origin, -1, -old.persons_weight
        );
    end if;
    if waits then
        insert into list_bookings
            (at, region_id, provider_id, rung, origin, movement, rung_changed, origin_changed, persons, places)
        values (
            moment, new.region_id, new.provider_id, new.current_housing_form, new.origin,
            case when waited then 'moved-in' else 'returned' end,
            another_rung, another_origin, 1, new.persons_weight
        );
    end if;
    return null;
end $$;

create trigger book_referrals after insert on clients
referencing new table as fresh for each statement execute function matching_book_referrals();
create trigger book_change after update on clients for each row
when ((old.state, old.region_id, old.provider_id, old.current_housing_form, old.origin, old.persons_weight)
    is distinct from
    (new.state, new.region_id, new.provider_id, new.current_housing_form, new.origin, new.persons_weight)
    and 'waiting' in (old.state, new.state))
execute function matching_book_change();
create trigger book_removal after delete on clients for each row
when (old.state = 'waiting') execute function matching_book_change();

create trigger list_bookings_append_only before update or delete on list_bookings
for each statement execute function matching_append_only();
create trigger list_bookings_not_emptied before truncate on list_bookings
for each statement execute function matching_append_only();

select matching_wall('list_bookings');
create policy reader on list_bookings for select using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'provider' then provider_id = (select matching_organisation())
        else false
    end
);

-- What happened before: as the profile says now, for where somebody stood earlier was not kept by cell.
insert into list_bookings
    (at, region_id, provider_id, rung, origin, movement, rung_changed, origin_changed, persons, places)
select happened.at, region_id, provider_id, current_housing_form, origin, happened.movement, false, false,
    happened.sign, happened.sign * persons_weight
from clients join (
    select id as client_id, created_at as at, 'referred' as movement, 1 as sign from clients
    union all
    select placements.client_id, placements.created_at,
        case when form.self_contained and form.supervision in ('none', 'ambulant') then 'housed' else 'moved-on' end,
        -1
    from placements
    join dwellings on dwellings.id = placements.dwelling_id
    left join housing_forms form
    on form.region_id = dwellings.region_id and form.code = dwellings.housing_form
    union all
    select placements.client_id, coalesce(proposals.ended_at, placements.modified_at), 'returned', 1
    from placements join proposals on proposals.id = placements.proposal_id where placements.returned
    union all
    -- Who left after living somewhere was off the list already.
    select id, withdrawn_at, 'left', -1 from clients where state = 'withdrawn' and not exists (
        select from placements where client_id = clients.id
        and returned is false and placements.id = (
            select latest.id from placements latest where latest.client_id = clients.id order by latest.id desc limit 1
        )
    )
) happened on happened.client_id = clients.id
order by happened.at, happened.sign desc;
