"""What is to be forgotten, what postpones it, and the counts that stay; history goes with whom it was about."""

import re
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PURPOSES = ("dossier", "erase")
HISTORY = ("proposal_steps", "overrides")
GROUNDS = ("no-longer-needed", "consent-withdrawn", "objection", "unlawful", "term-over")
STATES = ("asked", "confirmed", "refused", "erased")


def upgrade() -> None:
    """Make the tables, and let history be deleted for whoever is to be erased, and for nobody else."""
    op.execute("set local lock_timeout = '5s'")
    _make_erasures()
    _make_counts()
    op.add_column("run_snapshots", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("run_snapshots", "instance", nullable=True)
    words = _purposes()
    _let_purposes_be([*words, *(word for word in PURPOSES if word not in words)])
    _raise_walls()
    _guard()


def downgrade() -> None:
    """Go one step back; refused by the database where a run was forgotten, or a dossier was read."""
    op.execute("set local lock_timeout = '5s'")
    for table in HISTORY:
        op.execute(f"drop trigger {table}_append_only on {table}")
        op.execute(f"drop trigger {table}_only_forgotten on {table}")
        op.execute(
            f"create trigger {table}_append_only before update or delete on {table} "
            "for each statement execute function matching_append_only()"
        )
    op.execute("drop function matching_only_forgotten()")
    for table in ("past_stays", "past_outcomes", "past_placements", "holds", "erasures"):
        op.drop_table(table)
    op.execute("drop function matching_erasure_stands()")
    op.alter_column("run_snapshots", "instance", nullable=False)
    op.drop_column("run_snapshots", "forgotten_at")
    _let_purposes_be([word for word in _purposes() if word not in PURPOSES])


def _words(name: str, words: Iterable[str]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _identified() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
    )


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _make_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("ground", _words("ground", GROUNDS), nullable=False),
        sa.Column("state", _words("state", STATES), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        *_identified(),
        sa.CheckConstraint("(state = 'erased') = (erased_at is not null)", name=op.f("ck_erasures_erased")),
        _to("erasures", "region_id", "regions"),
        _to("erasures", "provider_id", "organisations"),
        _to("erasures", "asked_by", "organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    under_way = sa.text("state in ('asked', 'confirmed')")
    op.create_index(
        "uq_erasures_client_id", "erasures", ["client_id"], unique=True, postgresql_where=under_way
    )
    op.create_index("ix_erasures_region_id_state_id", "erasures", ["region_id", "state", "id"])
    op.create_table(
        "holds",
        sa.Column("region_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        *_identified(),
        _to("holds", "region_id", "regions"),
        _to("holds", "client_id", "clients"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    standing = sa.text("lifted_at is null")
    op.create_index("uq_holds_client_id", "holds", ["client_id"], unique=True, postgresql_where=standing)
    op.create_index("ix_holds_region_id", "holds", ["region_id"])


def _make_counts() -> None:
    code, number = sa.String(length=10), sa.Integer()
    _make_count(
        "past_placements",
        ["corporation_id"],
        municipality_code=code,
        origin=code,
        imported=sa.Boolean(),
        counts_from=sa.Date(),
    )
    _make_count(
        "past_outcomes", [], municipality_code=code, year=number, months=number, still_housed=sa.Boolean()
    )
    _make_count(
        "past_stays",
        [],
        origin=code,
        urgency=_words("urgency", ("crisis", "urgent", "regular")),
        departed_as=_words("departed_as", ("housed", "withdrawn")),
        year=number,
        weeks=number,
        check="number >= 1 and weeks >= 0",
    )


def _make_count(table: str, parties: list[str], *, check: str = "number >= 1", **columns: object) -> None:
    """Make a table of numbers, one row for everybody of whom the rest is the same."""
    keys = ["region_id", "provider_id", *parties, *columns]
    op.create_table(
        table,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ["region_id", "provider_id", *parties]),
        *(
            sa.Column(name, kind, nullable=False, autoincrement=False)  # type: ignore[arg-type]
            for name, kind in columns.items()
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint(check, name=op.f(f"ck_{table}_number")),
        _to(table, "region_id", "regions"),
        *(_to(table, name, "organisations") for name in ["provider_id", *parties]),
        sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
    )


def _purposes() -> list[str]:
    """Return the purposes that the database knows now."""
    told = op.get_bind().scalar(
        sa.text("select pg_get_constraintdef(oid) from pg_constraint where conname = 'ck_accesses_purpose'")
    )
    return re.findall(r"'([^']+)'", told or "")


def _let_purposes_be(words: list[str]) -> None:
    op.drop_constraint("ck_accesses_purpose", "accesses")
    op.create_check_constraint(
        op.f("ck_accesses_purpose"), "accesses", sa.column("purpose", sa.String()).in_(words)
    )


def _raise_walls() -> None:
    for table in ("erasures", "holds", "past_placements", "past_outcomes", "past_stays"):
        op.execute(f"select matching_wall('{table}')")
    region = "region_id = any ((select matching_regions())::uuid[])"
    desk = f"(select matching_role()) = 'coordinator' and {region}"
    for table in ("erasures", "holds"):
        op.execute(f"create policy desk on {table} using ({desk})")
    for table in ("past_placements", "past_outcomes", "past_stays"):
        op.execute(f"create policy desk on {table} for select using ({desk})")
    own = "(select matching_role()) = 'provider' and provider_id = (select matching_organisation())"
    op.execute(f"create policy owner on erasures for select using ({own})")
    of_own = f"exists (select from clients where id = client_id and {own})"
    op.execute(f"create policy owner on holds for select using ({of_own})")
    op.execute(
        f"create policy asker on erasures for insert with check ({own} and state = 'asked' "
        "and asked_by = (select matching_organisation()))"
    )


def _guard() -> None:
    """An erasure that was done stays on record; history is deleted only under one that is confirmed."""
    op.execute("""
        create function matching_erasure_stands() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' or old.state = 'erased' then
                raise exception 'an erasure stays on record' using errcode = 'insufficient_privilege';
            end if;
            return new;
        end $$
    """)
    op.execute("""
        create trigger erasures_stand before update or delete on erasures
        for each row execute function matching_erasure_stands()
    """)
    op.execute("""
        create trigger erasures_not_emptied before truncate on erasures
        for each statement execute function matching_append_only()
    """)
    op.execute("select set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)")
    op.execute("""
        create function matching_only_forgotten() returns trigger language plpgsql security definer
        set search_path from current as $$
        begin
            if not exists (
                select from proposals join erasures on erasures.client_id = proposals.client_id
                where proposals.id = old.proposal_id and erasures.state = 'confirmed'
            ) then
                raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
            end if;
            return old;
        end $$
    """)
    for table in HISTORY:
        op.execute(f"drop trigger {table}_append_only on {table}")
        op.execute(
            f"create trigger {table}_append_only before update on {table} "
            "for each statement execute function matching_append_only()"
        )
        op.execute(
            f"create trigger {table}_only_forgotten before delete on {table} "
            "for each row execute function matching_only_forgotten()"
        )
