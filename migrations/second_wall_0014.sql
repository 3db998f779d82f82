-- The second wall: row-level security. Who asks is said once in each transaction (matching.database); what that
-- allows is said here, table by table. A query that forgets its filter then finds nothing of anybody else's.
-- docs/decisions/0023 says why it is built this way, and where it is crossed on purpose.
--
-- In each policy `using` is what may be read, changed, locked or deleted, and `with check` what may be written.
-- Where somebody may lock more than write, `locked` says the first and refuses the second, aloud.

-- What runs as the owner below looks in this schema, and not where somebody put a table of the same name.
select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

-- ---------------------------------------------------------------------------------------------------------------
-- Who asks

create function matching_role() returns text language plpgsql stable parallel safe as $$
declare
    told text := current_setting('matching.role', true);
begin
    if coalesce(told, '') = '' then
        raise exception 'nobody said who is asking' using errcode = 'insufficient_privilege';
    end if;
    return told;
end $$;

create function matching_organisation() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('matching.organisation', true), '')::uuid $$;

create function matching_key() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('matching.key', true), '')::uuid $$;

create function matching_owner() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('matching.owner', true), '')::uuid $$;

create function matching_regions() returns uuid[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('matching.regions', true), '')::uuid[], '{}') $$;

-- ---------------------------------------------------------------------------------------------------------------
-- Whose a proposal and a placement are, beside their client and dwelling: so that a policy need not ask those

alter table proposals
    add column provider_id uuid constraint fk_proposals_provider_id references organisations (id),
    add column corporation_id uuid constraint fk_proposals_corporation_id references organisations (id);
alter table placements
    add column provider_id uuid constraint fk_placements_provider_id references organisations (id),
    add column corporation_id uuid constraint fk_placements_corporation_id references organisations (id);

update proposals set
    provider_id = (select provider_id from clients where id = client_id),
    corporation_id = (select corporation_id from dwellings where id = dwelling_id);
update placements set
    provider_id = (select provider_id from clients where id = client_id),
    corporation_id = (select corporation_id from dwellings where id = dwelling_id);

alter table proposals alter provider_id set not null, alter corporation_id set not null;
alter table placements alter provider_id set not null, alter corporation_id set not null;

create function matching_whose() returns trigger language plpgsql security definer
set search_path from current as $$
begin
    select provider_id into new.provider_id from clients where id = new.client_id;
    select corporation_id into new.corporation_id from dwellings where id = new.dwelling_id;
    return new;
end $$;

create trigger whose before insert or update of client_id, dwelling_id, provider_id, corporation_id on proposals
for each row execute function matching_whose();
create trigger whose before insert or update of client_id, dwelling_id, provider_id, corporation_id on placements
for each row execute function matching_whose();

-- The placements whose landing the asker has a task in. Owned by the owner of the tables, so the wall does not
-- bind it: placements are seen through tasks, and tasks through placements.
create function matching_landings() returns setof uuid language sql stable security definer
set search_path from current as $$
    select placement_id from landing_tasks
    where owner_id = matching_organisation() and state in ('open', 'done')
$$;

-- What says nothing about a person, so that a whole region hears it; a test keeps it equal to
-- matching.queries.event_types.
create function matching_neutral(fact text) returns boolean language sql immutable parallel safe as $$
    select fact in (
        'areas.imported', 'covenant.changed', 'covenant.made', 'housing-form.changed', 'housing-form.made',
        'region.changed', 'region.made', 'rent-limits.set', 'run.finished'
    )
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- Every table

-- For a table that comes later too: `select matching_wall('studies')`, and then its own policies.
create function matching_wall(one text) returns void language plpgsql as $$
begin
    execute format('alter table %I enable row level security', one);
    -- Jobs, and what crosses the wall on purpose.
    execute format('create policy system on %I using ((select matching_role()) = ''system'')', one);
end $$;

select matching_wall(one) from unnest(array[
    'accesses', 'api_keys', 'areas', 'check_ins', 'clients', 'commitments', 'complex_caps', 'corrections',
    'covenant_parties', 'covenant_versions', 'covenants', 'deliveries', 'dwellings', 'empty_dwellings', 'events',
    'facilities', 'facility_places', 'housing_forms', 'housing_outcomes', 'journal', 'kept_answers',
    'landing_tasks', 'load_caps', 'matching_runs', 'memberships', 'organisations', 'origin_limits', 'overrides',
    'pair_directives',
    'placements', 'profile_versions', 'proposal_steps', 'proposals', 'region_municipalities', 'regions',
    'rent_limits', 'reserve_candidates', 'run_snapshots', 'seals', 'signals', 'spreading_quotas',
    'studies', 'support_coverages', 'unplaced_clients', 'unpublished', 'unsealed', 'webhook_endpoints'
]) as one;

-- ---------------------------------------------------------------------------------------------------------------
-- Open to whoever has a key: the map, names, and what regions agreed and published. No row tells of a person.

create policy open on areas for select using ((select matching_role()) is not null);
create policy operator on areas using ((select matching_role()) = 'operator');

create policy open on rent_limits for select using ((select matching_role()) is not null);
create policy operator on rent_limits using ((select matching_role()) = 'operator');

create policy open on region_municipalities for select using ((select matching_role()) is not null);
create policy operator on region_municipalities using ((select matching_role()) = 'operator');

create policy open on regions for select using ((select matching_role()) is not null);
create policy operator on regions using ((select matching_role()) = 'operator');
create policy locked on regions for update using (
    (select matching_role()) = 'coordinator' and id = any ((select matching_regions())::uuid[])
) with check (false);

create policy open on memberships for select using ((select matching_role()) is not null);
create policy operator on memberships using ((select matching_role()) = 'operator');
create policy coordinator on memberships using (
    (select matching_role()) = 'coordinator' and region_id = any ((select matching_regions())::uuid[])
);

create policy open on organisations for select using ((select matching_role()) is not null);
create policy operator on organisations using ((select matching_role()) = 'operator');
create policy registered on organisations for insert with check ((select matching_role()) = 'coordinator');
create policy coordinator on organisations for update using (
    (select matching_role()) = 'coordinator'
    and exists (
        select from memberships
        where organisation_id = organisations.id and region_id = any ((select matching_regions())::uuid[])
    )
);
create policy locked on organisations for update using (id = (select matching_organisation())) with check (false);

create policy open on covenants for select using ((select matching_role()) is not null);
create policy coordinator on covenants using (
    (select matching_role()) = 'coordinator' and region_id = any ((select matching_regions())::uuid[])
);

create policy open on covenant_versions for select using ((select matching_role()) is not null);
create policy coordinator on covenant_versions using (
    (select matching_role()) = 'coordinator'
    and exists (
        select from covenants
        where id = covenant_id and region_id = any ((select matching_regions())::uuid[])
    )
);

create policy open on housing_forms for select using ((select matching_role()) is not null);
create policy operator on housing_forms for insert with check ((select matching_role()) = 'operator');
create policy coordinator on housing_forms using (
    (select matching_role()) = 'coordinator' and region_id = any ((select matching_regions())::uuid[])
);

-- Positions and random names of events; what happened stands in the journal.
create policy open on events for select using ((select matching_role()) is not null);

-- ---------------------------------------------------------------------------------------------------------------
-- For those who work in the region: numbers that were agreed, facilities, support, runs

do $$
declare
    one text;
begin
    foreach one in array array[
        'covenant_parties', 'spreading_quotas', 'origin_limits', 'commitments', 'load_caps', 'complex_caps'
    ] loop
        execute format($policy$
            create policy region on %I for select using (
                (select matching_role()) = 'operator'
                or exists (
                    select from covenant_versions version join covenants on covenants.id = version.covenant_id
                    where version.id = version_id
                    and covenants.region_id = any ((select matching_regions())::uuid[])
                )
            )
        $policy$, one);
        execute format($policy$
            create policy coordinator on %I for insert with check (
                (select matching_role()) = 'coordinator'
                and exists (
                    select from covenant_versions version join covenants on covenants.id = version.covenant_id
                    where version.id = version_id
                    and covenants.region_id = any ((select matching_regions())::uuid[])
                )
            )
        $policy$, one);
    end loop;
end $$;

create policy region on facilities for select using (
    (select matching_role()) = 'operator' or region_id = any ((select matching_regions())::uuid[])
);
create policy owner on facilities using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'provider' then provider_id = (select matching_organisation())
        else false
    end
);
create policy region on facility_places for select using (
    exists (select from facilities where id = facility_id)
);
create policy owner on facility_places using (
    exists (
        select from facilities where id = facility_id and case (select matching_role())
            when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
            when 'provider' then provider_id = (select matching_organisation())
            else false
        end
    )
);
create policy owner on support_coverages using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'provider' then provider_id = (select matching_organisation())
        else false
    end
);

create policy region on matching_runs for select using (
    (select matching_role()) = 'operator' or region_id = any ((select matching_regions())::uuid[])
);
create policy coordinator on matching_runs using (
    (select matching_role()) = 'coordinator' and region_id = any ((select matching_regions())::uuid[])
);

-- ---------------------------------------------------------------------------------------------------------------
-- Dwellings and clients. The other side of a pair is seen from the release of its proposal on; who has a task in
-- a landing sees both. They may lock that row, so that things happen one after another, but never write it.

create policy owner on dwellings using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'corporation' then corporation_id = (select matching_organisation())
        else false
    end
);
create policy released on dwellings for select using (
    (select matching_role()) = 'provider' and exists (
        select from proposals
        where dwelling_id = dwellings.id and released_at is not null
        and proposals.provider_id = (select matching_organisation())
    )
    -- Where somebody lives in its town, or has a landing that the asker has a task in.
    or (select matching_role()) = 'municipality' and id in (select dwelling_id from placements)
    or id in (select dwelling_id from placements where id in (select matching_landings()))
);
create policy locked on dwellings for update using (
    (select matching_role()) = 'provider' and exists (
        select from proposals
        where dwelling_id = dwellings.id and released_at is not null
        and proposals.provider_id = (select matching_organisation())
    )
) with check (false);

create policy owner on clients using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'provider' then provider_id = (select matching_organisation())
        else false
    end
);
create policy released on clients for select using (
    (select matching_role()) = 'corporation' and exists (
        select from proposals
        where client_id = clients.id and released_at is not null
        and proposals.corporation_id = (select matching_organisation())
    )
    or id in (select client_id from placements where id in (select matching_landings()))
);
create policy locked on clients for update using (
    (select matching_role()) = 'corporation' and exists (
        select from proposals
        where client_id = clients.id and released_at is not null
        and proposals.corporation_id = (select matching_organisation())
    )
) with check (false);

create policy owner on profile_versions using (
    exists (
        select from clients where id = client_id and case (select matching_role())
            when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
            when 'provider' then provider_id = (select matching_organisation())
            else false
        end
    )
);

-- ---------------------------------------------------------------------------------------------------------------
-- Proposals, and what a run explains

create policy party on proposals using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'provider' then provider_id = (select matching_organisation()) and released_at is not null
        when 'corporation' then corporation_id = (select matching_organisation()) and released_at is not null
        else false
    end
);
-- What came before the release is the desk's.
create policy party on proposal_steps using (
    exists (select from proposals where id = proposal_id)
    and ((select matching_role()) = 'coordinator' or target <> 'proposed')
);
create policy desk on overrides using (
    (select matching_role()) = 'coordinator' and region_id = any ((select matching_regions())::uuid[])
);
create policy desk on pair_directives using (
    (select matching_role()) = 'coordinator' and region_id = any ((select matching_regions())::uuid[])
);
create policy owner on corrections using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'provider' then exists (
            select from clients where id = client_id and provider_id = (select matching_organisation())
        )
        when 'corporation' then exists (
            select from dwellings where id = dwelling_id and corporation_id = (select matching_organisation())
        )
        else false
    end
);

-- What was asked about a run; of the answers a municipality reads those that are about no client of anybody's.
create policy coordinator on studies using (
    (select matching_role()) = 'coordinator' and region_id = any ((select matching_regions())::uuid[])
);
create policy asker on studies using (
    (select matching_role()) = 'provider' and requested_by = (select matching_organisation())
    and region_id = any ((select matching_regions())::uuid[])
);
create policy municipality on studies for select using (
    (select matching_role()) = 'municipality' and kind <> 'placement-question'
    and region_id = any ((select matching_regions())::uuid[])
);

create policy desk on run_snapshots for select using (
    (select matching_role()) = 'coordinator' and exists (select from matching_runs where id = run_id)
);
create policy desk on reserve_candidates for select using (
    (select matching_role()) = 'coordinator' and exists (select from matching_runs where id = run_id)
);
create policy owner on unplaced_clients for select using (
    case (select matching_role())
        when 'coordinator' then exists (select from matching_runs where id = run_id)
        when 'provider' then exists (
            select from clients where id = client_id and provider_id = (select matching_organisation())
        )
        else false
    end
);
create policy owner on empty_dwellings for select using (
    case (select matching_role())
        when 'coordinator' then exists (select from matching_runs where id = run_id)
        when 'corporation' then exists (
            select from dwellings where id = dwelling_id and corporation_id = (select matching_organisation())
        )
        else false
    end
);

-- ---------------------------------------------------------------------------------------------------------------
-- Placements, and what comes after the key

create policy party on placements using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'provider' then provider_id = (select matching_organisation())
        when 'corporation' then corporation_id = (select matching_organisation())
        when 'municipality' then region_id = any ((select matching_regions())::uuid[]) and municipality_code = (
            select organisations.municipality_code from organisations where id = matching_organisation()
        )
        else false
    end
);
create policy task on placements using (
    (select matching_role()) in ('coordinator', 'provider', 'corporation', 'municipality')
    and id in (select matching_landings())
);
create policy party on landing_tasks using (
    owner_id = (select matching_organisation())
    or exists (
        select from placements where id = placement_id and case (select matching_role())
            when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
            when 'provider' then provider_id = (select matching_organisation())
            when 'corporation' then corporation_id = (select matching_organisation())
            else false
        end
    )
);
-- What care does is not the landlord's business, and not the town hall's.
create policy carer on check_ins using (
    exists (
        select from placements where id = placement_id and case (select matching_role())
            when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
            when 'provider' then provider_id = (select matching_organisation())
            else false
        end
    )
);
create policy carer on housing_outcomes using (
    exists (
        select from placements where id = placement_id and case (select matching_role())
            when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
            when 'provider' then provider_id = (select matching_organisation())
            else false
        end
    )
);
create policy hearer on signals using (
    case (select matching_role())
        when 'coordinator' then region_id = any ((select matching_regions())::uuid[])
        when 'corporation' then raised_by = (select matching_organisation())
        when 'provider' then exists (
            select from placements where id = placement_id and provider_id = (select matching_organisation())
        )
        when 'municipality' then exists (
            select from placements
            where id = placement_id and placements.region_id = any ((select matching_regions())::uuid[])
            and municipality_code = (
                select organisations.municipality_code from organisations where id = matching_organisation()
            )
        )
        else false
    end
);

-- ---------------------------------------------------------------------------------------------------------------
-- Who did what, who looked, and who hears of it

create policy hearer on journal for select using (
    organisation_id = (select matching_organisation())
    or parties @> array[(select matching_organisation())]
    or (select matching_role()) = 'coordinator' and region_id = any ((select matching_regions())::uuid[])
    or matching_neutral(fact) and (region_id is null or region_id = any ((select matching_regions())::uuid[]))
    or (select matching_role()) = 'operator' and (region_id is null or role = 'operator')
);
create policy writer on journal for insert with check (
    role = (select matching_role()) and organisation_id is not distinct from (select matching_organisation())
);
-- By the triggers on the journal and the looks.
create policy writer on unpublished for insert with check ((select matching_role()) is not null);
create policy writer on unsealed for insert with check ((select matching_role()) is not null);

create policy own on accesses for select using (
    organisation_id = (select matching_organisation()) or role = (select matching_role())
    and organisation_id is not distinct from (select matching_organisation())
    and key_id is not distinct from (select matching_key())
);
create policy writer on accesses for insert with check (
    role = (select matching_role()) and organisation_id is not distinct from (select matching_organisation())
);

create policy own on kept_answers using (
    owner_id = (select matching_owner())
);

create policy own on webhook_endpoints using (organisation_id = (select matching_organisation()));
create policy own on deliveries using (
    exists (
        select from webhook_endpoints
        where id = endpoint_id and organisation_id = (select matching_organisation())
    )
);

create policy operator on api_keys using ((select matching_role()) = 'operator');
create policy coordinator on api_keys using (
    (select matching_role()) = 'coordinator'
    and exists (
        select from memberships
        where memberships.organisation_id = api_keys.organisation_id
        and region_id = any ((select matching_regions())::uuid[])
    )
);
