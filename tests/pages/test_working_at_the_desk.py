"""What a coordinator does at the desk: look, release, withdraw, propose by hand, ask why not and what if."""

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from conftest import NEIGHBOURHOODS, UNKNOWN_ID, Doors, Town
from matching.models import (
    Access,
    Area,
    Client,
    Dwelling,
    DwellingState,
    HousingForm,
    LandingTask,
    MatchingRun,
    Proposal,
    ProposalState,
    Study,
    TaskState,
    Unplaced,
)
from matching.operations.clients import change_client
from matching.operations.runs import carry_out_run
from matching.operations.studies import carry_out_study
from matching.operations.studies.request import MOST_QUESTIONS
from matching.queries.reports import SOURCES
from matching.vocabulary import LandingDomain, Purpose, StudyKind
from matching.work import Workshop
from matching_town import a_covenant, people_and_homes
from pages.conftest import Browser, a_key
from rows import a_dwelling_row, a_placement, a_waiting_client

AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


async def first_proposal(workshop: Workshop) -> Proposal:
    async with workshop.open() as work:
        return (await work.session.scalars(select(Proposal).order_by(Proposal.id))).first() or Proposal()


async def state_of(workshop: Workshop, proposal_id: UUID) -> ProposalState:
    async with workshop.open() as work:
        return (await work.session.get_one(Proposal, proposal_id)).state


async def test_the_board_counts_what_waits(at_the_desk: Browser) -> None:
    page = (await at_the_desk.http.get("/desk")).text

    assert re.search(r"<strong>4</strong>\s*voorgesteld", page)
    assert re.search(r"<strong>0</strong>\s*vrijgegeven", page)
    assert "klaar, 4 voorstellen" in page
    assert page.count("voorstel vrijgeven") == 4


async def test_a_run_is_asked_once_and_shows_its_goals(at_the_desk: Browser) -> None:
    asked = await at_the_desk.send("/desk", "/desk/runs")
    again = await at_the_desk.http.get("/desk")
    second = await at_the_desk.send("/desk", "/desk/runs")

    assert "wacht op een rekenaar" in asked.text
    assert "data-follow" in asked.text
    assert "<button disabled>" in again.text
    assert second.status_code == 409
    assert "loopt al een matchronde" in second.text


async def test_a_proposal_is_released_by_a_named_person_and_the_look_is_written_down(
    at_the_desk: Browser, workshop: Workshop
) -> None:
    proposal = await first_proposal(workshop)
    path = f"/desk/proposals/{proposal.id}"

    after = await at_the_desk.send(path, f"{path}/release")
    again = await at_the_desk.http.post(
        f"{path}/release", data={"proof": re.findall(r'name="proof" value="(\w+)"', after.text)[0]}
    )

    told = re.findall(r"</time>: ([\w ]+)", after.text)
    assert told == ["voorgesteld", "vrijgegeven"], "the states that were reached"
    assert "A. Jansen, coördinator" in after.text
    assert f'action="{path}/release"' not in after.text
    assert again.status_code == 409
    assert await state_of(workshop, proposal.id) is ProposalState.RELEASED
    async with workshop.open() as work:
        looks = await work.session.scalars(select(Access).where(Access.purpose == "read-proposal"))
        assert {tuple(look.client_ids) for look in looks} == {(proposal.client_id,)}


async def test_a_withdrawal_needs_a_reason_without_personal_data(
    at_the_desk: Browser, workshop: Workshop
) -> None:
    proposal = await first_proposal(workshop)
    path = f"/desk/proposals/{proposal.id}"

    short = await at_the_desk.send(path, f"{path}/withdrawal", reason="nu")
    personal = await at_the_desk.send(path, f"{path}/withdrawal", reason="mail naar jan@example.org")
    assert (short.status_code, personal.status_code) == (400, 400)
    assert await state_of(workshop, proposal.id) is ProposalState.PROPOSED

    await at_the_desk.send(path, f"{path}/withdrawal", reason="De situatie is veranderd.")
    assert await state_of(workshop, proposal.id) is ProposalState.WITHDRAWN


async def test_a_pair_by_hand_with_its_rule_set_aside(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    async with workshop.open() as work:
        waiting = select(Client).where(Client.id.not_in(select(Proposal.client_id)))
        client = (await work.session.scalars(waiting)).first()
        proposal = (await work.session.scalars(select(Proposal))).first()
        assert client is not None
        assert proposal is not None
        client.maximum_rent = 10_000
        dwelling_id = proposal.dwelling_id
    path = f"/desk/proposals/{proposal.id}"
    await at_the_desk.send(path, f"{path}/withdrawal", reason="Ruimte maken.")
    pair = f"/desk/by-hand?client={client.id}&dwelling={dwelling_id}"

    chosen = await at_the_desk.http.get(f"/desk/by-hand?client={client.id}")
    assert f'value="{client.id}" selected' in chosen.text
    shown = await at_the_desk.http.get(pair)
    assert 'name="reason-rent"' in shown.text
    assert re.search(r" · \w+, Buurt BU", shown.text)
    refused = await at_the_desk.send(pair, "/desk/by-hand", **{"reason-rent": "kort", "approved-rent": "X"})
    assert refused.status_code == 400
    assert refused.text.count("(reason-rent)") == refused.text.count("(approved-rent)") == 1
    private = {"reason-rent": "De gemeente betaalt het verschil.", "approved-rent": "tafel@example.org"}
    assert (await at_the_desk.send(pair, "/desk/by-hand", **private)).status_code == 400
    made = await at_the_desk.send(
        pair,
        "/desk/by-hand",
        **{"reason-rent": "De gemeente betaalt het verschil.", "approved-rent": "Doorbraaktafel"},
    )

    assert made.url.path.startswith("/desk/proposals/")
    assert "Doorbraaktafel" in made.text
    taken = await at_the_desk.http.get("/desk/by-hand")
    assert f'value="{client.id}"' not in taken.text


async def test_why_not_and_what_would_help(at_the_desk: Browser, workshop: Workshop) -> None:
    async with workshop.open() as work:
        waiting = select(Client).where(Client.id.not_in(select(Proposal.client_id)))
        client = (await work.session.scalars(waiting)).first()
        proposal = (await work.session.scalars(select(Proposal))).first()
    assert client is not None
    assert proposal is not None
    path = f"/desk/clients/{client.id}"

    assert client.reference in (await at_the_desk.http.get("/desk/clients")).text
    asked = [
        await at_the_desk.send(path, f"{path}/questions", dwelling=str(proposal.dwelling_id)),
        await at_the_desk.send(path, f"{path}/questions"),
    ]
    answers = []
    for one in asked:
        assert "data-follow" in one.text
        study_id = UUID(one.url.path.rpartition("/")[2])
        await carry_out_study(workshop, study_id=study_id, threads=1)
        answers.append((await at_the_desk.http.get(one.url.path)).text)

    assert all("data-follow" not in answer and answer.count("<li>") > 5 for answer in answers)
    assert "Waarom deze woning niet?" in answers[0]
    assert "Wat zou deze kandidaat een woning geven?" in answers[1]


async def test_a_slider_moved_is_a_scenario_and_one_left_alone_is_none(
    at_the_desk: Browser, workshop: Workshop
) -> None:
    asked = await at_the_desk.send(
        "/desk/scenarios", "/desk/scenarios", **{"quota:GM9001": "0", f"cap:{NEIGHBOURHOODS[0]}": "1250"}
    )
    await carry_out_study(workshop, study_id=UUID(asked.url.path.rpartition("/")[2]), threads=1)
    shown = (await at_the_desk.http.get(asked.url.path)).text

    assert "De gemeente Fictiedam: hoogste aantal plaatsingen 0 (was 10)." in shown
    assert "12,5 (was 100)" in shown
    assert shown.count("(was ") == 2
    assert re.search(
        r"Fictiedam</th><td class=\"n\">2</td><td class=\"n\">0</td><td class=\"n\">-2</td>", shown
    )

    on = (await at_the_desk.http.get(f"/desk/scenarios?tried={asked.url.path.rpartition('/')[2]}")).text
    assert re.search(r'name="quota:GM9001"[^>]* value="0"', on)
    assert re.search(rf'name="cap:{NEIGHBOURHOODS[0]}"[^>]* value="1250"', on)
    assert 'value="1250"' not in (await at_the_desk.http.get("/desk/scenarios")).text
    assert re.search(rf'<a href="{asked.url.path}">De gemeente Fictiedam: hoogste aantal plaatsingen 0', on)

    beyond = await at_the_desk.send(
        "/desk/scenarios", "/desk/scenarios", **{"quota:GM9001": "21", f"cap:{NEIGHBOURHOODS[0]}": "20001"}
    )
    assert beyond.status_code == 400
    assert "Fictiedam: ten hoogste 20." in beyond.text
    assert "ten hoogste 20000." in beyond.text

    untouched = await at_the_desk.send("/desk/scenarios", "/desk/scenarios")
    await carry_out_study(workshop, study_id=UUID(untouched.url.path.rpartition("/")[2]), threads=1)
    assert "Er is niets verschoven." in (await at_the_desk.http.get(untouched.url.path)).text


@pytest.mark.parametrize("stands", ["17.25", "17.5", "0.05"])
async def test_a_cap_that_nobody_touched_stays_as_it_was_agreed(
    browser: Browser, workshop: Workshop, town: Town, stands: str
) -> None:
    await a_covenant(workshop, town, points=Decimal(stands))
    await people_and_homes(workshop, town, clients=2, dwellings=2)
    await browser.sign_in((await a_key(workshop, town.coordinator))[1])
    asked = await browser.send("/desk", "/desk/runs")
    await carry_out_run(workshop, run_id=UUID(asked.url.path.rpartition("/")[2]), threads=1)

    await browser.send("/desk/scenarios", "/desk/scenarios", **{"quota:GM9001": "3"})

    async with workshop.open() as work:
        [study] = await work.session.scalars(select(Study).where(Study.kind == StudyKind.SCENARIO))
    assert study.asked == {"quotas": [{"municipality": "GM9001", "maximum": 3}], "loadCaps": []}
    tried = (await browser.http.get(f"/desk/scenarios?tried={study.id}")).text
    assert f'name="cap:{NEIGHBOURHOODS[0]}"' in tried


async def test_one_scenario_too_many_is_refused_in_words(at_the_desk: Browser) -> None:
    for _ in range(MOST_QUESTIONS):
        asked = await at_the_desk.send("/desk/scenarios", "/desk/scenarios")
        assert asked.status_code == 200

    refused = await at_the_desk.send("/desk/scenarios", "/desk/scenarios")

    assert refused.status_code == 409
    assert "Het zijn er 10; vraag opnieuw zodra er een beantwoord is." in refused.text


async def test_what_is_of_another_region_is_not_there(
    at_the_desk: Browser, browser: Browser, workshop: Workshop, town: Town
) -> None:
    proposal = await first_proposal(workshop)
    await browser.sign_in((await a_key(workshop, town.stranger))[1])

    for path in (
        f"/desk/proposals/{proposal.id}",
        f"/desk/clients/{proposal.client_id}",
        f"/desk/runs/{proposal.run_id}",
        f"/desk/by-hand?client={proposal.client_id}&dwelling={proposal.dwelling_id}",
        f"/desk/scenarios/{UNKNOWN_ID}",
        f"/desk/questions/{UNKNOWN_ID}",
    ):
        foreign, missing = (
            await browser.http.get(path),
            await browser.http.get(AN_ID.sub(str(UNKNOWN_ID), path)),
        )
        assert foreign.status_code == missing.status_code == 404, path
        assert AN_ID.sub("", foreign.text) == AN_ID.sub("", missing.text)
    nowhere = await browser.http.get("/desk/proposals/nothing")
    assert (nowhere.status_code, "Deze bladzijde is er niet." in nowhere.text) == (404, True)
    async with workshop.open() as work:
        attempts = select(Access.client_ids).where(Access.purpose == Purpose.ATTEMPT)
        assert [proposal.client_id] in list(await work.session.scalars(attempts))
    assert "Er zijn er geen." in (await browser.http.get("/desk/proposals")).text


async def test_english_by_choice_stays_and_dutch_is_for_who_says_nothing(at_the_desk: Browser) -> None:
    at_the_desk.http.headers.pop("Accept-Language")
    dutch = await at_the_desk.http.get("/desk")
    english = await at_the_desk.http.get("/desk", params={"lang": "en"})
    still = await at_the_desk.http.get("/desk/proposals?state=proposed")

    assert '<html lang="nl">' in dutch.text
    assert "Deze week" in dutch.text
    assert "This week" in english.text
    assert "Suitability" in still.text
    assert '<a href="?state=proposed&amp;lang=nl"' in still.text


async def test_the_board_pack_of_a_quarter_is_found_at_the_desk(at_the_desk: Browser) -> None:
    listed = (await at_the_desk.http.get("/desk/reports")).text
    quarters = re.findall(r'<option value="(\d{4}-Q[1-4])"', listed)

    pack = await at_the_desk.http.get(f"/desk/reports/board-pack?quarter={quarters[1]}")

    assert len(quarters) == 5
    assert sorted(quarters, reverse=True) == quarters
    assert f'<option value="{quarters[1]}" selected>' in listed, "the last one that is over"
    assert pack.status_code == 200
    assert pack.text.count("<section") == len(SOURCES)
    assert "style-src 'sha256-" in pack.headers["Content-Security-Policy"]
    assert pack.headers["Cache-Control"] == "no-store"
    unsaid = await at_the_desk.http.get("/desk/reports/board-pack")
    assert unsaid.text.count(quarters[1][:4]) == pack.text.count(quarters[1][:4]), "the last one that is over"
    for wrong in ("", "2027-Q5", "nothing"):
        assert (await at_the_desk.http.get(f"/desk/reports/board-pack?quarter={wrong}")).status_code == 404


async def test_what_is_asked_of_the_corporations_is_a_list_to_hand_out(
    at_the_desk: Browser, doors: Doors, town: Town, workshop: Workshop
) -> None:
    listed = (await at_the_desk.http.get("/desk/reports")).text
    before = (await at_the_desk.http.get("/desk/wanted")).text
    coordinator = await doors.as_organisation(town.coordinator)
    meant = {"dwellings": 1, "forCorporations": True}
    asked = (await coordinator.post("/procurement-plans", json=meant)).json()
    await carry_out_study(workshop, study_id=UUID(asked["id"]), threads=1)

    after = (await at_the_desk.http.get("/desk/wanted")).text

    assert 'href="/desk/wanted"' in listed
    assert "nog geen opdracht uitgerekend" in before
    assert "Wij vragen de corporaties om 1 woning extra" in after
    [line] = re.findall(r"<main.*<li>(.*)</li>", after, re.DOTALL)
    assert line.startswith("1 woning ")


async def test_every_report_has_a_page_and_a_sheet(at_the_desk: Browser) -> None:
    listed = (await at_the_desk.http.get("/desk/reports")).text
    slugs = re.findall(r'href="/desk/reports/([a-z-]+)"', listed)

    assert len(slugs) == len(SOURCES)
    for slug in slugs:
        page = await at_the_desk.http.get(f"/desk/reports/{slug}?exact=yes")
        assert "Met kleine aantallen: niet verspreiden." in page.text
        sheet = await at_the_desk.http.get(f"/desk/reports/{slug}.csv")
        assert (page.status_code, sheet.status_code) == (200, 200), slug
        assert "<svg" in page.text
        assert " style=" not in page.text
        assert "<dt>Definitie</dt>" in page.text
        assert "<dt>Bron</dt>" in page.text
        assert not re.search(r"`|/v1/|\bGM\d{4}", page.text), "nothing that is for machines"
        assert sheet.headers["Content-Type"] == "text/csv; charset=utf-8"
    origins = (await at_the_desk.http.get("/desk/reports/origin-placement")).text
    assert '<th scope="col">gemeente van plaatsing</th><th scope="col" class="n">personen</th>' in origins
    assert (await at_the_desk.http.get("/desk/reports/nothing")).status_code == 404
    assert (
        await at_the_desk.http.get("/desk/reports/flows?since=2031-01-01&on=2031-02-01")
    ).status_code == 400


async def test_what_is_due_on_a_day_is_told_as_its_last_day_and_a_term_as_a_moment(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    proposal = await first_proposal(workshop)
    assert proposal.respond_by is not None
    async with workshop.open() as work:
        placement = await a_placement(work, town)
        work.session.add(
            LandingTask(
                **work.stamp(),
                placement_id=placement.id,
                domain=LandingDomain.CARE,
                mandatory=True,
                due_on=date(2026, 12, 4),
                state=TaskState.OPEN,
            )
        )

    page = (await at_the_desk.http.get("/desk")).text
    [landing] = re.findall(r"taak van de warme landing</td>.*?</tr>", page, re.DOTALL)
    [release, *_] = re.findall(r"voorstel vrijgeven</a></td>.*?</tr>", page, re.DOTALL)

    assert ">vr 4 dec 2026</td>" in landing, "due within the day, so not before midnight in UTC"
    assert re.search(r">\w\w \d+ dec 2026, 10:00</td>", release)


async def test_a_client_page_knows_what_the_last_run_made_of_them(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    proposal = await first_proposal(workshop)
    async with workshop.open() as work:
        waiting = select(Client.id).where(Client.id.not_in(select(Proposal.client_id)))
        without = (await work.session.scalars(waiting)).first()
        late = a_waiting_client(work, town)
        work.session.add(late)
        placement = await a_placement(work, town)

    async def page(client_id: UUID | None) -> tuple[str, bool, bool]:
        text = (await at_the_desk.http.get(f"/desk/clients/{client_id}")).text
        return text, "/questions" in text, "Waarom geen woning" in text

    text, *asks = await page(proposal.client_id)
    assert asks == [True, False]
    told = f'stelde een woning voor: <a href="/desk/proposals/{proposal.id}">'
    assert told in text
    text, *asks = await page(without)
    assert asks == [True, True]
    text, *asks = await page(late.id)
    assert asks == [False, False]
    assert "De laatste ronde keek niet naar deze kandidaat" in text
    text, *asks = await page(placement.client_id)
    assert asks == [False, False]
    assert "Deze kandidaat heeft een woning" in text
    assert "/desk/by-hand?client=" not in text


async def test_a_question_about_who_came_later_is_refused_without_an_identity(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    proposal = await first_proposal(workshop)
    async with workshop.open() as work:
        late, home = a_waiting_client(work, town), a_dwelling_row(work, town)
        work.session.add_all([late, home])
    form = f"/desk/clients/{proposal.client_id}"
    page = (await at_the_desk.http.get(form)).text
    proof = re.findall(r'name="proof" value="(\w+)"', page)[0]

    refused = await at_the_desk.http.post(
        f"/desk/clients/{late.id}/questions", data={"proof": proof, "dwelling": str(home.id)}
    )

    assert refused.status_code == 400
    assert "De matchronde kende deze kandidaat niet." in refused.text
    assert "De matchronde kende deze woning niet." in refused.text
    assert str(late.id) not in refused.text.replace(f"/clients/{late.id}", "")


async def test_it_can_be_asked_why_not_of_every_dwelling_of_the_last_run_and_of_no_other(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    """A region that lets homes for years has hundreds of older ones."""
    proposal = await first_proposal(workshop)
    async with workshop.open() as work:
        looked_at = set(await work.session.scalars(select(Dwelling.id)))
        olden = [a_dwelling_row(work, town, state=DwellingState.LET) for _ in range(510)]
        for number, one in enumerate(olden, 1):
            one.id = UUID(int=number)
        work.session.add_all([*olden, a_dwelling_row(work, town)])

    page = (await at_the_desk.http.get(f"/desk/clients/{proposal.client_id}")).text

    assert {UUID(one) for one in re.findall(r'<option value="([0-9a-f-]{36})"', page)} == looked_at


async def test_of_a_run_without_dwellings_it_is_not_asked_why_not_this_one(
    browser: Browser, workshop: Workshop, town: Town
) -> None:
    """Sent without a dwelling, that form would ask the other question."""
    await a_covenant(workshop, town)
    [client], _ = await people_and_homes(workshop, town, clients=1, dwellings=0)
    await browser.sign_in((await a_key(workshop, town.coordinator))[1])
    ran = await browser.send("/desk", "/desk/runs")
    await carry_out_run(workshop, run_id=UUID(ran.url.path.rpartition("/")[2]), threads=1)

    page = (await browser.http.get(f"/desk/clients/{client}")).text

    assert "Wat zou deze kandidaat een woning geven?" in page
    assert "Waarom deze woning niet?" not in page
    assert page.count("/questions") == 1


async def test_taking_consent_away_is_told_on_the_timeline_for_what_it_is(
    at_the_desk: Browser, workshop: Workshop, town: Town
) -> None:
    proposal = await first_proposal(workshop)
    async with workshop.open(town.actor(town.provider)) as work:
        await change_client(work, client_id=proposal.client_id, consent_on=None)

    pages = [
        (await at_the_desk.http.get(f"/desk/proposals/{proposal.id}?lang={language}")).text
        for language in ("nl", "en")
    ]

    assert "ingetrokken (kandidaat of woning doet niet meer mee)" in pages[0]
    assert "withdrawn (client or dwelling takes no part any more)" in pages[1]


async def test_a_dwelling_is_told_with_its_place_rent_and_size(
    at_the_desk: Browser, workshop: Workshop
) -> None:
    proposal = await first_proposal(workshop)
    async with workshop.open() as work:
        home = await work.session.get_one(Dwelling, proposal.dwelling_id)
        home.rent, home.bedrooms = 61_250, 1
        town = (await work.session.get_one(Area, home.municipality_code)).name
        place = (await work.session.get_one(Area, home.neighbourhood_code)).name
        forms = select(HousingForm.name_dutch).where(HousingForm.code == home.housing_form)
        form = (await work.session.scalars(forms)).first()

    page = (await at_the_desk.http.get(f"/desk/proposals/{proposal.id}")).text
    client = (await at_the_desk.http.get(f"/desk/clients/{proposal.client_id}")).text

    assert f"<dd>{town}, {place}</dd>" in page
    assert f"<dt>Woonvorm</dt><dd>{form}</dd>" in page
    told = f"{home.reference} · {town}, {place} · €\N{NO-BREAK SPACE}612,50 · 1 slaapkamer"
    assert f'<option value="{home.id}">{told}</option>' in client


async def test_a_run_says_why_people_are_without_a_proposal_and_which_agreements_are_fullest(
    at_the_desk: Browser, workshop: Workshop
) -> None:
    proposal = await first_proposal(workshop)
    async with workshop.open() as work:
        causes = list(await work.session.scalars(select(Unplaced.cause)))
        run = await work.session.get_one(MatchingRun, proposal.run_id)

    page = (await at_the_desk.http.get(f"/desk/runs/{run.id}")).text

    told = dict(re.findall(r"<li>([a-z ]+): (\d+)</li>", page))
    assert sum(map(int, told.values())) == len(causes) == 2
    assert '<a href="/desk/clients">2</a>' in page
    rows = re.findall(r'<th scope="row">([\w ]+): .*?</th>((?:<td class="n">[\d.,]+</td>){3})', page)
    numbers = [[float(one.replace(",", ".")) for one in re.findall(r"[\d,]+", row)] for _, row in rows]
    assert "spreidingsquotum van de gemeente" in {kind for kind, _ in rows}
    full = [(before + now) / most for before, now, most in numbers]
    assert full == sorted(full, reverse=True)


async def test_an_address_of_nothing_is_told_with_a_page(at_the_desk: Browser) -> None:
    for path in ("/desk/nope", "/desk/clients/a/b", "/desk/scenarios/"):
        nowhere = await at_the_desk.http.get(path)
        assert nowhere.status_code == 404, path
        assert nowhere.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Deze bladzijde is er niet." in nowhere.text


async def test_a_refusal_says_a_thing_once_and_leads_back(at_the_desk: Browser) -> None:
    refused = await at_the_desk.http.get("/desk/reports/flows?since=2031-01-01&on=2026-11-30")

    assert refused.status_code == 400
    assert refused.text.count("Dit is na 2026-11-30.") == 1
    assert '<a href="/desk/reports/flows">' in refused.text
