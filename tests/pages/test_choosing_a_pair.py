"""Who can be chosen for a proposal by hand: everybody who is free, nobody by accident, in the region that was shown."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from conftest import TODAY, Town
from matching.models import Client, Membership, Proposal, ProposalState
from matching.pages import by_hand
from matching.work import Workshop
from pages.conftest import Browser, Forms
from rows import a_dwelling_row, a_proposal_by_hand, a_waiting_client

PATH = "/desk/by-hand"


def offered(page: str, name: str) -> list[UUID]:
    """Return who a list has, in its order."""
    [listed] = re.findall(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    return [UUID(one) for one in re.findall(r'value="([0-9a-f-]{36})"', listed)]


def chosen(page: str) -> list[UUID]:
    """Return who is chosen already."""
    return [UUID(one) for one in re.findall(r'value="([0-9a-f-]{36})" selected', page)]


async def test_nobody_is_chosen_who_was_not_asked_for(at_the_desk: Browser, workshop: Workshop) -> None:
    async with workshop.open() as work:
        free = select(Client.id).where(Client.id.not_in(select(Proposal.client_id)))
        one = (await work.session.scalars(free)).all()[-1]

    unasked = (await at_the_desk.http.get(PATH)).text
    asked = (await at_the_desk.http.get(f"{PATH}?client={one}")).text

    assert chosen(unasked) == []
    assert unasked.count('required><option value="">Kies er een</option>') == 2
    assert chosen(asked) == [one]


async def test_who_was_asked_for_is_there_also_when_they_have_a_proposal(
    at_the_desk: Browser, workshop: Workshop
) -> None:
    """Otherwise a browser would choose the first in the list instead; why not is told once the pair is weighed."""
    async with workshop.open() as work:
        taken = (await work.session.scalars(select(Proposal))).first()
    assert taken is not None

    page = (await at_the_desk.http.get(f"{PATH}?client={taken.client_id}")).text
    home = (await at_the_desk.http.get(f"{PATH}?dwelling={taken.dwelling_id}")).text
    weighed = await at_the_desk.http.get(f"{PATH}?client={taken.client_id}&dwelling={taken.dwelling_id}")

    assert chosen(page) == [taken.client_id]
    assert chosen(home) == [taken.dwelling_id]
    assert taken.client_id not in offered((await at_the_desk.http.get(PATH)).text, "client")
    assert (weighed.status_code, "heeft al een voorstel" in weighed.text) == (409, True)


async def test_a_dwelling_is_there_while_one_of_its_places_is_free(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    async with workshop.open() as work:
        homes = [a_dwelling_row(work, town, capacity=2) for _ in range(2)]
        people = [a_waiting_client(work, town) for _ in range(3)]
        work.session.add_all([*homes, *people])
        await work.session.flush()
        for person, home, place in zip(people, (homes[0], homes[0], homes[1]), (1, 2, 1), strict=True):
            stands = {"place": place, "state": ProposalState.PROPOSED}
            work.session.add(a_proposal_by_hand(work, town, person, home, **stands))

    listed = offered((await at_the_desk.http.get(PATH)).text, "dwelling")

    assert homes[0].id not in listed
    assert homes[1].id in listed


async def test_who_is_parked_or_no_longer_on_offer_today_is_not_offered(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    """They would be refused once they are weighed."""
    days = [TODAY, TODAY + timedelta(days=1)]
    async with workshop.open() as work:
        people = [a_waiting_client(work, town, parked_until=day, parked_because="Even niet.") for day in days]
        parked = [a_dwelling_row(work, town, parked_until=day, parked_because="Lek.") for day in days]
        ending = [a_dwelling_row(work, town, available_from=days[0], available_until=day) for day in days]
        work.session.add_all([*people, *parked, *ending])

    page = (await at_the_desk.http.get(PATH)).text

    assert [one.id in offered(page, "client") for one in people] == [True, False]
    assert [one.id in offered(page, "dwelling") for one in parked] == [True, False]
    assert [one.id in offered(page, "dwelling") for one in ending] == [False, True]


async def test_to_narrow_one_list_keeps_what_was_chosen_in_the_other(
    at_the_desk: Browser, workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_hand, "MOST", 2)
    async with workshop.open() as work:
        people, home = (
            [a_waiting_client(work, town) for _ in range(3)],
            a_dwelling_row(work, town, reference="ZZ"),
        )
        work.session.add_all([*people, home])
    forms = Forms()
    forms.feed((await at_the_desk.http.get(PATH)).text)
    [fields] = [fields for action, fields in forms.found if action == PATH]
    pair = {"client": str(people[2].id), "dwelling": str(home.id)}

    half = await at_the_desk.http.get(
        PATH, params={**fields, "client": pair["client"], "dwellingReference": "z"}
    )
    whole = await at_the_desk.http.get(
        PATH, params={**fields, **pair, "clientReference": "c", "narrow": "yes"}
    )
    weighed = await at_the_desk.http.get(PATH, params={**fields, **pair})

    assert fields == {"clientReference": "", "dwellingReference": ""}
    assert (chosen(half.text), offered(half.text, "dwelling")) == ([people[2].id], [home.id])
    assert chosen(whole.text) == [people[2].id, home.id]
    assert "required" not in weighed.text


async def test_enter_in_a_field_narrows_before_anything_is_chosen(
    at_the_desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_hand, "MOST", 1)

    page = (await at_the_desk.http.get(PATH)).text

    [form] = re.findall(rf'<form method="get" action="{PATH}".*?</form>', page, re.DOTALL)
    assert [form.count(name) for name in ('name="clientReference"', '<select id="client"')] == [1, 1]
    shows, weighs = re.findall(r"<button[^>]*>", form)
    assert ("formnovalidate" in shows, "formnovalidate" in weighs) == (True, False)


async def test_a_list_that_is_cut_says_so_and_leads_to_the_others(
    at_the_desk: Browser, workshop: Workshop, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_hand, "MOST", 2)
    async with workshop.open() as work:
        last, home = a_waiting_client(work, town, reference="Z_9"), a_dwelling_row(work, town, reference="ZZ")
        work.session.add_all([last, home, a_waiting_client(work, town, reference="ZX9")])

    cut = (await at_the_desk.http.get(PATH)).text
    narrowed = (await at_the_desk.http.get(f"{PATH}?clientReference=z_9&dwellingReference=zz")).text
    asked = (await at_the_desk.http.get(f"{PATH}?client={last.id}")).text

    assert "Er zijn meer kandidaten dan de 2 die hier staan" in cut
    assert "Er zijn meer woningen" not in cut
    assert len(offered(cut, "client")) == 2
    assert last.id not in offered(cut, "client")
    assert offered(narrowed, "client") == [last.id]
    assert offered(narrowed, "dwelling") == [home.id]
    assert "Er zijn meer" not in narrowed
    assert chosen(asked) == [last.id]


async def test_what_is_no_text_is_refused(at_the_desk: Browser) -> None:
    assert (await at_the_desk.http.get(f"{PATH}?clientReference=%00")).status_code == 400


async def test_a_desk_of_two_regions_stays_in_the_region_of_the_client(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    """The first region by name is where a page without a region begins."""
    async with workshop.open() as work:
        work.session.add(Membership(organisation_id=town.coordinator.id, region_id=town.elsewhere.id))
        free = select(Client).where(Client.id.not_in(select(Proposal.client_id)))
        client = (await work.session.scalars(free)).first()
        home = a_dwelling_row(work, town)
        work.session.add(home)
    assert client is not None
    here = f"region={town.region.slug}"
    elsewhere = (await at_the_desk.http.get("/desk")).text
    assert f'value="{town.elsewhere.slug}" selected' in elsewhere, "so a page that forgets is in the other"

    file = (await at_the_desk.http.get(f"/desk/clients/{client.id}")).text
    [link] = re.findall(r'href="(/desk/by-hand[^"]*)"', file)
    pair = (await at_the_desk.http.get(link)).text
    bare = (await at_the_desk.http.get(f"{PATH}?client={client.id}")).text

    assert here in link
    for page in (pair, bare):
        assert f'<input type="hidden" name="region" value="{town.region.slug}">' in page
        assert client.id in offered(page, "client")
    weighed = (await at_the_desk.http.get(f"{PATH}?client={client.id}&dwelling={home.id}")).text
    assert f'href="/desk/by-hand?{here}"' in weighed
