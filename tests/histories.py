"""Random histories of a town, lived through the operations themselves, for reports to count."""

import random
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from sqlalchemy import select

from conftest import NEIGHBOURHOODS, Caretaker, Clock, Town
from matching.models import (
    Client,
    Organisation,
    Override,
    Placement,
    PlacementState,
    Proposal,
    ProposalState,
    ProposalStep,
)
from matching.operations.clients import change_client, refer_clients, withdraw_client
from matching.operations.placements import end_placement, prepare_placement, report_failure
from matching.vocabulary import (
    Accessibility,
    AgeBand,
    EndReason,
    IncomeKind,
    ProposalOrigin,
    Tenancy,
    Urgency,
)
from matching.work import Workshop
from matching_town import a_covenant
from rows import a_dwelling_row
from tenancies import REASONS

RUNGS = ("crisis-shelter", "bw-group-large", "bw-own-studio", None)
HOMES = ("own-home", "own-home-ambulant", "beschermd-thuis")
ORIGINS = ("GM9001", "GM9002", "GM9003", None)
ENDS = (EndReason.CLIENT_LEFT, EndReason.RENT_ARREARS, EndReason.MOVED_ON, EndReason.MORE_CARE)

FAILURES = (EndReason.NOT_ARRIVED, EndReason.CLIENT_LEFT, EndReason.DECEASED)


@dataclass
class Life:
    """A history in the making.

    Attributes
    ----------
    waiting, housed
        Who waits, by client; who lives somewhere, as placement by client.
    """

    workshop: Workshop
    town: Town
    clock: Clock
    dice: random.Random
    waiting: dict[UUID, Organisation] = field(default_factory=dict)
    housed: dict[UUID, UUID] = field(default_factory=dict)
    referred: int = 0

    async def live(self, *, steps: int, days: float = 3.0) -> None:
        """Let so many things happen, some days apart."""
        for _ in range(steps):
            self.clock.tick(days=self.dice.random() * 2 * days)
            choices = [self._refer, self._refer]
            if self.waiting:
                choices += [self._change, self._leave, self._move_in, self._move_in, self._decline]
            if self.housed:
                choices += [self._fail_or_end]
            await self.dice.choice(choices)()

    async def lived(self, caretaker: Caretaker, *, steps: int) -> Self:
        """Make a covenant and let things happen: once for a database and these dice, and from then on put back."""
        name = steps, self.dice.getstate()
        if name in caretaker.kept:
            caretaker.empty()
        after = await caretaker.once(name, lambda: self._under_a_covenant(steps))
        self.clock.now = after["now"]
        self.dice.setstate(after["dice"])
        self.waiting, self.housed = dict(after["waiting"]), dict(after["housed"])
        self.referred = after["referred"]
        return self

    async def _under_a_covenant(self, steps: int) -> dict[str, Any]:
        await a_covenant(self.workshop, self.town)
        await self.live(steps=steps)
        return {
            "now": self.clock.now,
            "dice": self.dice.getstate(),
            "waiting": self.waiting,
            "housed": self.housed,
            "referred": self.referred,
        }

    async def _refer(self) -> None:
        provider = self.dice.choice([self.town.provider, self.town.other_provider])
        profiles = [self._profile() for _ in range(self.dice.choice([1, 1, 3]))]
        async with self.workshop.open(self.town.actor(provider)) as work:
            for outcome in await refer_clients(work, profiles=profiles):
                assert isinstance(outcome, UUID), outcome
                self.waiting[outcome] = provider

    def _profile(self) -> dict[str, Any]:
        self.referred += 1
        today = self.clock.now.date()
        urgency = self.dice.choice(list(Urgency))
        approved = {"urgency_reason": "Plek is eindig.", "urgency_approved_by": "toegangsteam"}
        return {
            "reference": f"H-{self.referred}",
            "origin": self.dice.choice(ORIGINS),
            "current_housing_form": self.dice.choice(RUNGS),
            "on_list_since": today - timedelta(days=self.dice.randrange(60)),
            "ready_from": self.dice.choice([today, today + timedelta(days=20), None]),
            "urgency": urgency,
            **({} if urgency is Urgency.REGULAR else approved),
            "persons_weight": self.dice.choice([Decimal(1), Decimal("1.5")]),
            "load": Decimal(1),
            "bedrooms": self.dice.choice([1, 2, None]),
            "consent_on": today,
            **self._in_turn(),
        }

    def _in_turn(self) -> dict[str, Any]:
        """Return what people are told apart by that nothing here asks, one after the other."""
        number = self.referred
        return {
            "housing_forms": (HOMES[number % 3],),
            "age_band": (*AgeBand, None)[number % 4],
            "income_kind": (IncomeKind.WORK, IncomeKind.BENEFIT, None)[number % 3],
            "accessibility": (Accessibility.NONE, None, Accessibility.WHEELCHAIR)[number % 3],
            "adults": 1 + number % 2,
            "children_ages": (4,) if number % 5 == 0 else (),
        }

    async def _change(self) -> None:
        client = self.dice.choice(list(self.waiting))
        what = self.dice.choice(["current_housing_form", "origin", "bedrooms"])
        value = {
            "current_housing_form": self.dice.choice(RUNGS),
            "origin": self.dice.choice(ORIGINS),
            "bedrooms": self.dice.choice([1, 2]),
        }[what]
        besides = {"income_kind": IncomeKind.STUDY} if what == "origin" else {}
        async with self.workshop.open(self.town.actor(self.waiting[client])) as work:
            await change_client(work, client_id=client, **{what: value}, **besides)

    async def _leave(self) -> None:
        client = self.dice.choice(list(self.waiting))
        async with self.workshop.open(self.town.actor(self.waiting.pop(client))) as work:
            await withdraw_client(work, client_id=client, reason="Heeft zelf iets gevonden.")

    async def _propose(self, client: UUID, *, state: ProposalState) -> UUID:
        """Store a proposal that people took some days to answer."""
        async with self.workshop.open() as work:
            home = a_dwelling_row(
                work,
                self.town,
                neighbourhood_code=self.dice.choice(NEIGHBOURHOODS[:4]),
                housing_form=self.dice.choice(HOMES),
                available_from=self.clock.now.date(),
                tenancy=Tenancy.OWN_NAME,
                bedrooms=(1, 2, None)[self.referred % 3],
                accessibility=(Accessibility.WHEELCHAIR, None)[self.referred % 2],
            )
            home.municipality_code = f"GM{home.neighbourhood_code[2:6]}"
            work.session.add(home)
            await work.session.flush()
            came = (await work.session.get_one(Client, client)).created_at
            proposal = Proposal(
                **work.stamp() | {"created_at": max(came, work.at - timedelta(days=20))},
                origin=ProposalOrigin.HAND,
                region_id=self.town.region.id,
                client_id=client,
                dwelling_id=home.id,
                place=1,
                state=state,
                municipality_code=home.municipality_code,
                neighbourhood_code=home.neighbourhood_code,
                load=Decimal(1),
                suitability=500,
                reasons=REASONS,
                released_at=work.at,
                ended_at=work.at if state is ProposalState.DECLINED else None,
            )
            work.session.add(proposal)
            await work.session.flush()
            moment = work.at - timedelta(days=20)
            walked = ["proposed", "released", "provider-agreed", "viewing", state.value]
            for number, target in enumerate(walked, start=1):
                work.session.add(
                    ProposalStep(
                        proposal_id=proposal.id,
                        number=number,
                        at=moment,
                        event=None,
                        source=ProposalState(walked[number - 2]) if number > 1 else None,
                        target=ProposalState(target),
                        role="coordinator",
                    )
                )
                moment += timedelta(days=self.dice.randrange(5))
            return proposal.id

    async def set_aside(self) -> dict[UUID, str]:
        """Set a rule aside for every proposal, as if when it was made; return which, by proposal."""
        rules = {}
        async with self.workshop.open() as work:
            for proposal in await work.session.scalars(select(Proposal).order_by(Proposal.id)):
                rules[proposal.id] = self.dice.choice(["rent", "accessibility"])
                work.session.add(
                    Override(
                        **work.stamp() | {"created_at": proposal.created_at},
                        region_id=self.town.region.id,
                        proposal_id=proposal.id,
                        rule=rules[proposal.id],
                        dutch="x",
                        english="x",
                        reason="x",
                        approved_by="x",
                    )
                )
        return rules

    async def _decline(self) -> None:
        await self._propose(self.dice.choice(list(self.waiting)), state=ProposalState.DECLINED)

    async def _move_in(self) -> None:
        client = self.dice.choice(list(self.waiting))
        proposal = await self._propose(client, state=ProposalState.ACCEPTED)
        async with self.workshop.open(self.town.actor(self.town.coordinator)) as work:
            self.housed[client] = await prepare_placement(
                work,
                proposal_id=proposal,
                tenancy=Tenancy.OWN_NAME,
                starts_on=self.clock.now.date() + timedelta(days=self.dice.randrange(10)),
                rent=60_000,
                flip_on=None,
            )
        self.waiting.pop(client)

    async def _fail_or_end(self) -> None:
        client = self.dice.choice(list(self.housed))
        placement = self.housed[client]
        async with self.workshop.open() as work:
            found = await work.session.get_one(Placement, placement)
            over = found.starts_on <= self.clock.now.date()
            if over:  # as if its landing was arranged
                found.state = PlacementState.CONFIRMED
            provider_id = found.provider_id
        provider = next(
            one for one in (self.town.provider, self.town.other_provider) if one.id == provider_id
        )
        returns = self.dice.random() < 0.6
        async with self.workshop.open(self.town.actor(self.town.coordinator)) as work:
            if over:
                await end_placement(
                    work,
                    placement_id=placement,
                    reason=self.dice.choice(ENDS),
                    ended_on=None,
                    client_returns=returns,
                    dwelling_available_from=None,
                )
            else:
                reason = self.dice.choice(FAILURES)
                returns = reason is not EndReason.DECEASED
                await report_failure(
                    work,
                    placement_id=placement,
                    reason=reason,
                    on=None,
                    dwelling_available_from=None,
                )
        self.housed.pop(client)
        if returns:
            self.waiting[client] = provider
