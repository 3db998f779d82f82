"""What reports about people stand on: profiles as they were on a day, who lived where, who waited."""

from collections.abc import Mapping

from matching.queries.reports.kept import filled
from matching.reporting.indicators import Dimension

_STATEMENT = """
with stays as not materialized (  -- placements made by then, and when they were over
    select placements.*, coalesce(proposals.ended_at, 'infinity') as over_at
    from placements join proposals on proposals.id = placements.proposal_id
    where placements.region_id = :region and placements.created_at < :end
    and (cast(:provider as uuid) is null or placements.provider_id = :provider) {and_placed}
), people as not materialized (
    select clients.id, clients.provider_id, clients.created_at, clients.withdrawn_at,
        told.on_list_since, told.origin, told.current_housing_form as rung, told.urgency, told.age_band,
        told.adults, cardinality(told.children_ages) > 0 as children, told.income_kind, told.bedrooms,
        told.accessibility, told.housing_forms[1] as form, told.persons_weight, told.ready_from,
        told.maximum_rent, told.consent_on as consent
    from clients
    left join lateral (  -- what the profile was, where it was changed since
        select client_id, profile from profile_versions
        where client_id = clients.id and replaced_at >= :end order by number limit 1
    ) before on true
    cross join lateral (
        select clients.on_list_since, clients.origin, clients.current_housing_form, clients.urgency,
            clients.age_band, clients.adults, clients.children_ages, clients.income_kind, clients.bedrooms,
            clients.accessibility, clients.housing_forms, clients.persons_weight, clients.ready_from,
            clients.maximum_rent, clients.consent_on
        where before.client_id is null
        union all
        select was.on_list_since, was.origin, was.current_housing_form, was.urgency, was.age_band, was.adults,
            was.children_ages, was.income_kind, was.bedrooms, was.accessibility, was.housing_forms,
            was.persons_weight, was.ready_from, was.maximum_rent, was.consent_on
        from jsonb_to_record(before.profile) as was (
            on_list_since date, origin varchar, current_housing_form varchar, urgency varchar, age_band varchar,
            adults int, children_ages smallint[], income_kind varchar, bedrooms int, accessibility varchar,
            housing_forms varchar[], persons_weight numeric, ready_from date, maximum_rent int, consent_on date
        )
        where before.client_id is not null
    ) told
    where clients.region_id = :region and clients.created_at < :end
    and (cast(:provider as uuid) is null or clients.provider_id = :provider) {and_id}
), waiting as (
    select people.* from people
    where (withdrawn_at is null or withdrawn_at >= :end)
    and not exists (select from stays where stays.client_id = people.id and stays.over_at >= :end)
)
"""

PEOPLE = filled(_STATEMENT, and_placed="", and_id="")
"""Begins a statement: `stays`, `people` and `waiting` at the end of the period."""

ONE_OF_THEM = filled(
    _STATEMENT,
    and_placed="and placements.client_id = :client",
    and_id="and clients.id = :client",
)
"""The same of one client. Not the same statement with a client or none: a plan made for either is slow for all."""

GROUP: Mapping[Dimension, str] = {
    Dimension.PROVIDER: "provider_id::text",
    Dimension.RUNG: "rung",
    Dimension.ORIGIN: "origin",
    Dimension.URGENCY: "urgency",
    Dimension.AGE: "age_band",
    Dimension.HOUSEHOLD: "case when children then 'children' when adults > 1 then 'couple' else 'alone' end",
    Dimension.INCOME: "income_kind",
    Dimension.BEDROOMS: "bedrooms::text",
    Dimension.ACCESSIBILITY: "accessibility",
}
"""How people are told apart, by a column of `people`."""


def grouped(statement: str, by: Dimension) -> str:
    """Return a statement that begins with `PEOPLE` and tells its people apart."""
    return PEOPLE + statement.replace("{group}", GROUP[by])
