"""The tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Go one step on."""
    op.execute("set local lock_timeout = '5s'")
    op.create_table(
        "accesses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "corporation",
                "provider",
                "coordinator",
                "municipality",
                "operator",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("client_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesses")),
    )
    op.create_table(
        "areas",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "municipality",
                "district",
                "neighbourhood",
                name="arealevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent_code", sa.String(length=10), nullable=True),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("inhabitants", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("outline", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["areas.code"], name=op.f("fk_areas_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
    )
    op.create_index(op.f("ix_areas_municipality_code"), "areas", ["municipality_code"], unique=False)
    op.create_index(op.f("ix_areas_parent_code"), "areas", ["parent_code"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fact", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "corporation",
                "provider",
                "coordinator",
                "municipality",
                "operator",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_region_id", "journal", ["region_id"], unique=False)
    op.create_index("ix_journal_subject_id", "journal", ["subject_id"], unique=False)
    op.create_table(
        "regions",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
        sa.UniqueConstraint("slug", name=op.f("uq_regions_slug")),
    )
    op.create_table(
        "rent_limits",
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("quality_discount_cap", sa.Integer(), nullable=False),
        sa.Column("low_cap", sa.Integer(), nullable=False),
        sa.Column("high_cap", sa.Integer(), nullable=False),
        sa.Column("social_cap", sa.Integer(), nullable=False),
        sa.Column("middle_cap", sa.Integer(), nullable=False),
        sa.Column("suitable_income_single", sa.Integer(), nullable=False),
        sa.Column("suitable_income_shared", sa.Integer(), nullable=False),
        sa.Column("suitable_income_single_senior", sa.Integer(), nullable=False),
        sa.Column("suitable_income_shared_senior", sa.Integer(), nullable=False),
        sa.Column("social_income_single", sa.Integer(), nullable=False),
        sa.Column("social_income_shared", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_rent_limits_period")),
        sa.PrimaryKeyConstraint("valid_from", name=op.f("pk_rent_limits")),
    )
    op.create_table(
        "covenants",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("term_from", sa.Date(), nullable=False),
        sa.Column("term_until", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("term_until > term_from", name=op.f("ck_covenants_term")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_covenants_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covenants")),
    )
    op.create_index(op.f("ix_covenants_region_id"), "covenants", ["region_id"], unique=False)
    op.create_table(
        "housing_forms",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_dutch", sa.String(length=120), nullable=False),
        sa.Column("name_english", sa.String(length=120), nullable=False),
        sa.Column("vera", sa.String(length=40), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column(
            "supervision",
            sa.Enum(
                "none",
                "ambulant",
                "on-call",
                "nearby-24h",
                name="support",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("self_contained", sa.Boolean(), nullable=False),
        sa.Column("in_group", sa.Boolean(), nullable=False),
        sa.Column("readiness_needed", sa.Boolean(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("children", sa.Boolean(), nullable=True),
        sa.Column(
            "support_at_least",
            sa.Enum(
                "none",
                "ambulant",
                "on-call",
                "nearby-24h",
                name="support",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("debts_under_control", sa.Boolean(), nullable=False),
        sa.Column("target_groups", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_housing_forms_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_housing_forms")),
        sa.UniqueConstraint("region_id", "code", name=op.f("uq_housing_forms_region_id_code")),
    )
    op.create_table(
        "organisations",
        sa.Column(
            "kind",
            sa.Enum(
                "corporation",
                "provider",
                "coordinator",
                "municipality",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'municipality') = (municipality_code is not null)",
            name=op.f("ck_organisations_municipality_has_code"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["areas.code"], name=op.f("fk_organisations_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
    )
    op.create_table(
        "region_municipalities",
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["areas.code"], name=op.f("fk_region_municipalities_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["regions.id"], name=op.f("fk_region_municipalities_region_id")
        ),
        sa.PrimaryKeyConstraint("municipality_code", name=op.f("pk_region_municipalities")),
    )
    op.create_index(
        op.f("ix_region_municipalities_region_id"), "region_municipalities", ["region_id"], unique=False
    )
    op.create_table(
        "api_keys",
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "corporation",
                "provider",
                "coordinator",
                "municipality",
                "operator",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role = 'operator') = (organisation_id is null)",
            name=op.f("ck_api_keys_operator_has_no_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_api_keys_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_keys_prefix")),
    )
    op.create_index(op.f("ix_api_keys_organisation_id"), "api_keys", ["organisation_id"], unique=False)
    op.create_table(
        "covenant_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("covenant_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("goals", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("policy", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["covenant_id"], ["covenants.id"], name=op.f("fk_covenant_versions_covenant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_covenant_versions")),
        sa.UniqueConstraint("covenant_id", "number", name=op.f("uq_covenant_versions_covenant_id_number")),
    )
    op.create_table(
        "dwellings",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("corporation_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("bag_id", sa.String(length=16), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "withdrawn",
                name="dwellingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("neighbourhood_code", sa.String(length=10), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("complex", sa.String(length=64), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "terraced",
                "end-terrace",
                "corner",
                "semi-detached",
                "detached",
                "ground-floor",
                "upper-floor",
                "porch-flat",
                "gallery-flat",
                "corridor-flat",
                "maisonette",
                "room",
                "tiny-house",
                "temporary-dwelling",
                name="dwellingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("housing_form", sa.String(length=40), nullable=False),
        sa.Column("floor_area", sa.Integer(), nullable=True),
        sa.Column("rooms", sa.Integer(), nullable=True),
        sa.Column("bedrooms", sa.Integer(), nullable=True),
        sa.Column("storey", sa.Integer(), nullable=True),
        sa.Column("construction_year", sa.Integer(), nullable=True),
        sa.Column("energy_label", sa.String(length=6), nullable=True),
        sa.Column("rent", sa.Integer(), nullable=True),
        sa.Column("service_costs", sa.Integer(), nullable=False),
        sa.Column(
            "accessibility",
            sa.Enum(
                "none",
                "single-floor",
                "zero-step",
                "walker-with-steps",
                "walker",
                "wheelchair",
                "large-wheelchair",
                name="accessibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("available_from", sa.Date(), nullable=False),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.Column(
            "tenancy",
            sa.Enum(
                "own-name",
                "three-party",
                "flip",
                "temporary",
                "youth",
                "stay",
                name="tenancy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        sa.Column("minimum_persons", sa.Integer(), nullable=True),
        sa.Column("maximum_persons", sa.Integer(), nullable=True),
        sa.Column("own_sanitary", sa.Boolean(), nullable=True),
        sa.Column("low_stimulus", sa.Boolean(), nullable=True),
        sa.Column("support_nearby", sa.Boolean(), nullable=True),
        sa.Column("reserved_for", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("reserved_provider_id", sa.Uuid(), nullable=True),
        sa.Column("excluded_origins", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("features", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_dwellings_capacity")),
        sa.CheckConstraint("rent >= 0 and service_costs >= 0", name=op.f("ck_dwellings_money")),
        sa.ForeignKeyConstraint(
            ["corporation_id"], ["organisations.id"], name=op.f("fk_dwellings_corporation_id")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_code"], ["areas.code"], name=op.f("fk_dwellings_neighbourhood_code")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_dwellings_region_id")),
        sa.ForeignKeyConstraint(
            ["reserved_provider_id"], ["organisations.id"], name=op.f("fk_dwellings_reserved_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dwellings")),
        sa.UniqueConstraint(
            "corporation_id", "reference", name=op.f("uq_dwellings_corporation_id_reference")
        ),
    )
    op.create_index(
        op.f("ix_dwellings_neighbourhood_code"), "dwellings", ["neighbourhood_code"], unique=False
    )
    op.create_index(
        "ix_dwellings_region_id_state_id", "dwellings", ["region_id", "state", "id"], unique=False
    )
    op.create_table(
        "facilities",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sheltered-living",
                "shelter",
                "crisis-shelter",
                "womens-shelter",
                "mother-and-child",
                "youth",
                "clinic",
                "day-centre",
                name="facilitykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("neighbourhood_code", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_code"], ["areas.code"], name=op.f("fk_facilities_neighbourhood_code")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisations.id"], name=op.f("fk_facilities_provider_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_facilities_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilities")),
        sa.UniqueConstraint("region_id", "reference", name=op.f("uq_facilities_region_id_reference")),
    )
    op.create_index(
        op.f("ix_facilities_neighbourhood_code"), "facilities", ["neighbourhood_code"], unique=False
    )
    op.create_index(op.f("ix_facilities_provider_id"), "facilities", ["provider_id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_memberships_organisation_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_memberships_region_id")),
        sa.PrimaryKeyConstraint("organisation_id", "region_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_region_id"), "memberships", ["region_id"], unique=False)
    op.create_table(
        "support_coverages",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "none",
                "ambulant",
                "on-call",
                "nearby-24h",
                name="support",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hours", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_support_coverages_hours")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["areas.code"], name=op.f("fk_support_coverages_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisations.id"], name=op.f("fk_support_coverages_provider_id")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_support_coverages_region_id")),
        sa.PrimaryKeyConstraint(
            "region_id", "provider_id", "municipality_code", name=op.f("pk_support_coverages")
        ),
    )
    op.create_table(
        "clients",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "withdrawn",
                name="clientstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.Column("profile_version", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=True),
        sa.Column("facility_id", sa.Uuid(), nullable=True),
        sa.Column("current_housing_form", sa.String(length=40), nullable=True),
        sa.Column("on_list_since", sa.Date(), nullable=False),
        sa.Column("ready_from", sa.Date(), nullable=True),
        sa.Column("ready_until", sa.Date(), nullable=True),
        sa.Column(
            "urgency",
            sa.Enum(
                "crisis",
                "urgent",
                "regular",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("urgency_reason", sa.Text(), nullable=True),
        sa.Column("urgency_approved_by", sa.Text(), nullable=True),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("children_ages", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("persons_weight", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column(
            "age_band",
            sa.Enum(
                "18-23", "24-54", "55+", name="ageband", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column(
            "income_kind",
            sa.Enum(
                "work",
                "benefit",
                "disability",
                "unemployment",
                "pension",
                "study",
                "none",
                name="incomekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "income_band",
            sa.Enum(
                "suitable",
                "social",
                "above",
                name="incomeband",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("debts_under_control", sa.Boolean(), nullable=True),
        sa.Column("load", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column(
            "support",
            sa.Enum(
                "none",
                "ambulant",
                "on-call",
                "nearby-24h",
                name="support",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("support_hours", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("support_provider_id", sa.Uuid(), nullable=True),
        sa.Column("housing_forms", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("bedrooms", sa.Integer(), nullable=True),
        sa.Column("maximum_rent", sa.Integer(), nullable=True),
        sa.Column(
            "accessibility",
            sa.Enum(
                "none",
                "single-floor",
                "zero-step",
                "walker-with-steps",
                "walker",
                "wheelchair",
                "large-wheelchair",
                name="accessibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "own_unit",
            sa.Enum(
                "no", "should", "must", name="need", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "not_in_group",
            sa.Enum(
                "no", "should", "must", name="need", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "low_stimulus",
            sa.Enum(
                "no", "should", "must", name="need", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("tenancies", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("preferred_areas", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("acceptable_areas", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("excluded_areas", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("keep_apart", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("target_groups", sa.ARRAY(sa.String(length=64)), nullable=True),
        sa.Column("wishes", sa.ARRAY(sa.String(length=64)), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("adults >= 1", name=op.f("ck_clients_adults")),
        sa.CheckConstraint("load between 0 and 10", name=op.f("ck_clients_load")),
        sa.ForeignKeyConstraint(["facility_id"], ["facilities.id"], name=op.f("fk_clients_facility_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["organisations.id"], name=op.f("fk_clients_provider_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_clients_region_id")),
        sa.ForeignKeyConstraint(
            ["support_provider_id"], ["organisations.id"], name=op.f("fk_clients_support_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("provider_id", "reference", name=op.f("uq_clients_provider_id_reference")),
    )
    op.create_index("ix_clients_region_id_state_id", "clients", ["region_id", "state", "id"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("dwellings", sa.Integer(), nullable=False),
        sa.Column("supplied_before", sa.Integer(), nullable=False),
        sa.Column("offers_more", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_commitments_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["covenant_versions.id"], name=op.f("fk_commitments_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "organisation_id", name=op.f("pk_commitments")),
    )
    op.create_table(
        "complex_caps",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("complex", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("carried_before", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_complex_caps_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["covenant_versions.id"], name=op.f("fk_complex_caps_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "organisation_id", "complex", name=op.f("pk_complex_caps")),
    )
    op.create_table(
        "covenant_parties",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_covenant_parties_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["covenant_versions.id"], name=op.f("fk_covenant_parties_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "organisation_id", name=op.f("pk_covenant_parties")),
    )
    op.create_table(
        "facility_places",
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column(
            "funding",
            sa.Enum(
                "wmo",
                "wlz",
                "forensic",
                name="fundingstream",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("occupancy", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("load_per_place", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.CheckConstraint(
            "capacity >= 0 and occupancy >= 0 and load_per_place >= 0",
            name=op.f("ck_facility_places_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facilities.id"], name=op.f("fk_facility_places_facility_id")
        ),
        sa.PrimaryKeyConstraint("facility_id", "funding", "valid_from", name=op.f("pk_facility_places")),
    )
    op.create_table(
        "load_caps",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("points", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("carried_before", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("points >= 0 and carried_before >= 0", name=op.f("ck_load_caps_not_negative")),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_load_caps_area_code")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["covenant_versions.id"], name=op.f("fk_load_caps_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "area_code", "valid_from", name=op.f("pk_load_caps")),
    )
    op.create_table(
        "matching_runs",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("covenant_version_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "running",
                "finished",
                "failed",
                "cancelled",
                name="runstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("time_limit", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summary", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state in ('requested', 'running')) = (finished_at is null)",
            name=op.f("ck_matching_runs_finished"),
        ),
        sa.ForeignKeyConstraint(
            ["covenant_version_id"],
            ["covenant_versions.id"],
            name=op.f("fk_matching_runs_covenant_version_id"),
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_matching_runs_region_id")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["organisations.id"], name=op.f("fk_matching_runs_requested_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matching_runs")),
    )
    op.create_index(op.f("ix_matching_runs_region_id"), "matching_runs", ["region_id"], unique=False)
    op.create_index(
        "uq_matching_runs_unfinished",
        "matching_runs",
        ["region_id"],
        unique=True,
        postgresql_where=sa.text("state in ('requested', 'running')"),
    )
    op.create_table(
        "spreading_quotas",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("target_share", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("imports_maximum", sa.Integer(), nullable=True),
        sa.Column("placed_before", sa.Integer(), nullable=False),
        sa.Column("imports_before", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "maximum >= 0 and minimum >= 0 and imports_maximum >= 0",
            name=op.f("ck_spreading_quotas_not_negative"),
        ),
        sa.CheckConstraint("minimum <= maximum", name=op.f("ck_spreading_quotas_minimum_below_maximum")),
        sa.CheckConstraint("target_share between 0 and 100", name=op.f("ck_spreading_quotas_share")),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["areas.code"], name=op.f("fk_spreading_quotas_municipality_code")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["covenant_versions.id"], name=op.f("fk_spreading_quotas_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "municipality_code", name=op.f("pk_spreading_quotas")),
    )
    op.create_table(
        "empty_dwellings",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("dwelling_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("explanation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["dwelling_id"], ["dwellings.id"], name=op.f("fk_empty_dwellings_dwelling_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["matching_runs.id"], name=op.f("fk_empty_dwellings_run_id")),
        sa.PrimaryKeyConstraint("run_id", "dwelling_id", name=op.f("pk_empty_dwellings")),
    )
    op.create_index(op.f("ix_empty_dwellings_dwelling_id"), "empty_dwellings", ["dwelling_id"], unique=False)
    op.create_table(
        "profile_versions",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("profile", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_profile_versions_client_id")),
        sa.PrimaryKeyConstraint("client_id", "number", name=op.f("pk_profile_versions")),
    )
    op.create_table(
        "proposals",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("dwelling_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "superseded",
                "withdrawn",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("municipality_code", sa.String(length=10), nullable=False),
        sa.Column("neighbourhood_code", sa.String(length=10), nullable=False),
        sa.Column("load", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("suitability", sa.Integer(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_proposals_client_id")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwellings.id"], name=op.f("fk_proposals_dwelling_id")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_proposals_region_id")),
        sa.ForeignKeyConstraint(["run_id"], ["matching_runs.id"], name=op.f("fk_proposals_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("run_id", "client_id", name=op.f("uq_proposals_run_id_client_id")),
    )
    op.create_index(op.f("ix_proposals_client_id"), "proposals", ["client_id"], unique=False)
    op.create_index(op.f("ix_proposals_dwelling_id"), "proposals", ["dwelling_id"], unique=False)
    op.create_index(
        "ix_proposals_region_id_state_id", "proposals", ["region_id", "state", "id"], unique=False
    )
    op.create_index(
        "uq_proposals_live_client",
        "proposals",
        ["client_id"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(
        "uq_proposals_live_dwelling",
        "proposals",
        ["dwelling_id", "place"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "run_snapshots",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("instance", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("problem", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("solution", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("usage", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["matching_runs.id"], name=op.f("fk_run_snapshots_run_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_run_snapshots")),
    )
    op.create_table(
        "unplaced_clients",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("explanation", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_unplaced_clients_client_id")),
        sa.ForeignKeyConstraint(["run_id"], ["matching_runs.id"], name=op.f("fk_unplaced_clients_run_id")),
        sa.PrimaryKeyConstraint("run_id", "client_id", name=op.f("pk_unplaced_clients")),
    )
    op.create_index(op.f("ix_unplaced_clients_client_id"), "unplaced_clients", ["client_id"], unique=False)


def downgrade() -> None:
    """Go one step back."""
    op.drop_index(op.f("ix_unplaced_clients_client_id"), table_name="unplaced_clients")
    op.drop_table("unplaced_clients")
    op.drop_table("run_snapshots")
    op.drop_index(
        "uq_proposals_live_dwelling", table_name="proposals", postgresql_where=sa.text("state = 'proposed'")
    )
    op.drop_index(
        "uq_proposals_live_client", table_name="proposals", postgresql_where=sa.text("state = 'proposed'")
    )
    op.drop_index("ix_proposals_region_id_state_id", table_name="proposals")
    op.drop_index(op.f("ix_proposals_dwelling_id"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_client_id"), table_name="proposals")
    op.drop_table("proposals")
    op.drop_table("profile_versions")
    op.drop_index(op.f("ix_empty_dwellings_dwelling_id"), table_name="empty_dwellings")
    op.drop_table("empty_dwellings")
    op.drop_table("spreading_quotas")
    op.drop_index(
        "uq_matching_runs_unfinished",
        table_name="matching_runs",
        postgresql_where=sa.text("state in ('requested', 'running')"),
    )
    op.drop_index(op.f("ix_matching_runs_region_id"), table_name="matching_runs")
    op.drop_table("matching_runs")
    op.drop_table("load_caps")
    op.drop_table("facility_places")
    op.drop_table("covenant_parties")
    op.drop_table("complex_caps")
    op.drop_table("commitments")
    op.drop_index("ix_clients_region_id_state_id", table_name="clients")
    op.drop_table("clients")
    op.drop_table("support_coverages")
    op.drop_index(op.f("ix_memberships_region_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_index(op.f("ix_facilities_provider_id"), table_name="facilities")
    op.drop_index(op.f("ix_facilities_neighbourhood_code"), table_name="facilities")
    op.drop_table("facilities")
    op.drop_index("ix_dwellings_region_id_state_id", table_name="dwellings")
    op.drop_index(op.f("ix_dwellings_neighbourhood_code"), table_name="dwellings")
    op.drop_table("dwellings")
    op.drop_table("covenant_versions")
    op.drop_index(op.f("ix_api_keys_organisation_id"), table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_index(op.f("ix_region_municipalities_region_id"), table_name="region_municipalities")
    op.drop_table("region_municipalities")
    op.drop_table("organisations")
    op.drop_table("housing_forms")
    op.drop_index(op.f("ix_covenants_region_id"), table_name="covenants")
    op.drop_table("covenants")
    op.drop_table("rent_limits")
    op.drop_table("regions")
    op.drop_index("ix_journal_subject_id", table_name="journal")
    op.drop_index("ix_journal_region_id", table_name="journal")
    op.drop_table("journal")
    op.drop_index(op.f("ix_areas_parent_code"), table_name="areas")
    op.drop_index(op.f("ix_areas_municipality_code"), table_name="areas")
    op.drop_table("areas")
    op.drop_table("accesses")
