"""Whom somebody named at the desk and was refused is in the log of looks too."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from conftest import UNKNOWN_ID, Town
from matching.models import Access, Client
from matching.vocabulary import Purpose
from matching.work import Workshop
from pages.conftest import Browser, Forms, a_key

BY_HAND = "/desk/by-hand"


async def written(workshop: Workshop) -> list[list[UUID]]:
    """Return whom every attempt was at."""
    async with workshop.open() as work:
        query = select(Access.client_ids).where(Access.purpose == Purpose.ATTEMPT).order_by(Access.id)
        return list(await work.session.scalars(query))


@pytest.fixture
async def client_id(at_the_desk: Browser, workshop: Workshop) -> UUID:
    """Return a client of the region, after a run."""
    async with workshop.open() as work:
        return (await work.session.scalars(select(Client.id).limit(1))).one()


async def its_proof(browser: Browser) -> str:
    """Return what the forms of a browser's session send along."""
    forms = Forms()
    forms.feed((await browser.http.get("/desk")).text)
    return next(fields["proof"] for _, fields in forms.found if "proof" in fields)


async def test_who_is_named_in_an_address_or_a_form_in_vain_is_written_down(
    client_id: UUID, browser: Browser, workshop: Workshop, town: Town
) -> None:
    await browser.sign_in((await a_key(workshop, town.stranger))[1])
    form = {"proof": await its_proof(browser), "dwelling": str(uuid4())}
    asked = {"client": str(client_id)}

    answers = [
        await browser.http.get(BY_HAND, params=asked),
        await browser.http.get(BY_HAND, params=asked | {"dwelling": str(uuid4())}),
        await browser.http.get("/desk/clients", params=asked),
        await browser.http.post(BY_HAND, data=form | asked),
        await browser.http.post(f"/desk/clients/{client_id}/questions", data=form),
    ]

    assert [one.status_code for one in answers] == [404, 404, 200, 404, 404]
    assert await written(workshop) == [[client_id]] * 5


async def test_who_is_of_the_region_was_not_refused(
    client_id: UUID, at_the_desk: Browser, workshop: Workshop
) -> None:
    form = {"proof": await its_proof(at_the_desk)}
    asked = {"client": str(client_id)}

    answers = [
        await at_the_desk.http.get(BY_HAND, params=asked | {"clientReference": str(UNKNOWN_ID)}),
        await at_the_desk.http.get(BY_HAND, params=asked | {"dwelling": str(UNKNOWN_ID)}),
        await at_the_desk.http.post(BY_HAND, data=form | asked | {"dwelling": str(UNKNOWN_ID)}),
    ]

    assert [one.status_code for one in answers] == [200, 404, 404]
    assert await written(workshop) == []


async def test_a_form_of_another_site_names_nobody(
    client_id: UUID, at_the_desk: Browser, workshop: Workshop
) -> None:
    """Whoever sits at the desk did not fill it in."""
    forged = {"proof": "of-somebody-else", "client": str(UNKNOWN_ID), "dwelling": str(UNKNOWN_ID)}

    assert (await at_the_desk.http.post(BY_HAND, data=forged)).status_code == 403
    assert await written(workshop) == []


async def test_who_is_not_signed_in_names_nobody(browser: Browser, workshop: Workshop) -> None:
    answers = [
        await browser.http.get(BY_HAND, params={"client": str(UNKNOWN_ID)}),
        await browser.http.get(f"/desk/clients/{UNKNOWN_ID}"),
    ]

    assert [one.url.path for one in answers] == ["/desk/sign-in", "/desk/sign-in"]
    assert await written(workshop) == []
