"""Who waits, and of one client why they have no home yet and what would give them one."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from matching.models import ClientState, StudyState
from matching.operations.studies import PlacementQuestion, request_study
from matching.pages.desk import Desk, Page, an_identity
from matching.queries import clients, dwellings, naming, proposals, runs, studies
from matching.vocabulary import Purpose, StudyKind
from matching.work import Work

A_PAGE = 50


async def show_all(desk: Desk) -> Response:
    """Show a page of who waits."""
    found = await clients.visible_clients(
        desk.work,
        purpose=Purpose.LIST,
        region_id=desk.region.id,
        state=ClientState.WAITING,
        after=an_identity(desk.request.query_params.get("after", "")),
        limit=A_PAGE + 1,
    )
    last = found[A_PAGE - 1]["id"] if len(found) > A_PAGE else None
    return desk.draw("clients.html", found=found[:A_PAGE], last=last)


async def show(desk: Desk) -> Response:
    """Show what the last run made of a client, and the ways to ask further."""
    client_id, work = desk.identity("client_id"), desk.work
    client = await clients.client(work, client_id=client_id, purpose=Purpose.FILE)
    run = await runs.last_finished(work, region_id=client["region_id"])
    had = await proposals.visible_proposals(work, client_id=client_id, limit=A_PAGE)
    return desk.within(client["region_id"]).draw(
        "client.html",
        client=client,
        housed=client["state"] == ClientState.PLACED,
        run=run,
        why=None if run is None else await _why_none(work, run.id, client_id),
        proposed=None if run is None else next((one for one in had if one.proposal.run_id == run.id), None),
        proposals=had,
        dwellings=[] if run is None else await dwellings.dwellings_of_run(work, run_id=run.id),
        names=(await naming.names_of(work, region_id=client["region_id"])).places,
    )


async def _why_none(work: Work, run_id: UUID, client_id: UUID) -> dict[str, Any] | None:
    unplaced = await runs.unplaced_client(work, run_id=run_id, client_id=client_id)
    return None if unplaced is None else dict(unplaced.explanation)


async def ask(desk: Desk) -> Response:
    """Ask why not this dwelling or, of none, what would give the client a home."""
    client_id, work = desk.identity("client_id"), desk.work
    client = await clients.client(work, client_id=client_id, purpose=Purpose.ASK_WHY_NOT)
    run = await runs.run_to_ask_about(work, region_id=client["region_id"], run_id=None)
    dwelling = desk.form.identity("dwelling")
    named = {"client": str(client_id)} | ({} if dwelling is None else {"dwelling": str(dwelling)})
    question = PlacementQuestion(str(client_id), None if dwelling is None else str(dwelling))
    made = await request_study(work, kind=StudyKind.PLACEMENT_QUESTION, run=run, asked=named, meant=question)
    return desk.go(f"/desk/questions/{made.id}")


async def show_answer(desk: Desk) -> Response:
    """Show the answer, or that it is being worked out."""
    study = await studies.placement_question(desk.work, study_id=desk.identity("study_id"))
    answer = study.answer or {"placing": None, "openings": None}
    return desk.within(study.region_id).draw(
        "question.html",
        study=study,
        client_id=study.meant["client"],
        busy=study.state in (StudyState.REQUESTED, StudyState.RUNNING),
        **answer,
    )


PAGES = (
    Page("/desk/clients", show_all),
    Page("/desk/clients/{client_id}", show),
    Page("/desk/clients/{client_id}/questions", ask, "POST"),
    Page("/desk/questions/{study_id}", show_answer),
)
