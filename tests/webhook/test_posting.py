"""One message to one address: signed, in time, and nowhere it should not go."""

import asyncio
import base64
import socket
import ssl
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from matching import webhook
from matching.webhook import Answer, Courier, IpAddress, Message, Trouble, address_faults, is_public
from receivers import OK, Reply, dawdle, endless, garbage, hang, receiving, slam, status, verifies

SECRET = bytes(range(32))
AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
INSIDE = Courier(private=True, patience=1)
"""May visit the receivers of these tests."""


def a_message(url: str, **facts: Any) -> Message:
    usual: dict[str, Any] = {"id": "e-1", "body": b'{"data":1}', "at": AT, "secrets": (SECRET,)}
    return Message(url=url, **usual | facts)


async def test_a_message_is_posted_as_the_standard_has_it() -> None:
    with receiving(OK) as receiver:
        answer = await INSIDE.post(a_message(receiver.url))

    [request] = receiver.received
    assert answer == Answer(204)
    assert answer.is_taken
    assert (request.path, request.body) == ("/in", b'{"data":1}')
    assert request.headers["content-type"] == "application/cloudevents+json"
    assert request.headers["webhook-id"] == "e-1"
    assert request.headers["webhook-timestamp"] == "1796115600"
    assert request.headers["host"] == f"127.0.0.1:{receiver.server_port}"
    assert verifies(request, webhook.shown(SECRET))
    assert not verifies(request, webhook.shown(bytes(32)))


async def test_two_secrets_give_two_signatures_in_one_header() -> None:
    with receiving(OK) as receiver:
        await INSIDE.post(a_message(receiver.url, secrets=(SECRET, bytes(32))))

    [request] = receiver.received
    assert len(request.headers["webhook-signature"].split(" ")) == 2
    assert verifies(request, webhook.shown(SECRET))
    assert verifies(request, webhook.shown(bytes(32)))


def test_the_signature_is_that_of_the_published_example() -> None:
    """Secret, message and signature are those of the documentation of Standard Webhooks' libraries."""
    message = Message(
        id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        url="https://example.org",
        body=b'{"test": 2432232314}',
        at=datetime.fromtimestamp(1_614_265_330, UTC),
        secrets=(base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),),
    )

    signature = webhook.headers(message)["webhook-signature"]

    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (status(200), Answer(200)),
        (status(299), Answer(299)),
        (status(302, location="/elsewhere"), Answer(302)),
        (status(410), Answer(410)),
        (status(500), Answer(500)),
        (endless, Answer(200)),
        (garbage, Answer(trouble=Trouble.BROKEN)),
        (slam, Answer(trouble=Trouble.BROKEN)),
        (hang, Answer(trouble=Trouble.TIMEOUT)),
        (dawdle, Answer(trouble=Trouble.TIMEOUT)),
    ],
)
async def test_whatever_a_receiver_does_there_is_an_answer_in_time(reply: Reply, expected: Answer) -> None:
    began = time.monotonic()
    with receiving(reply) as receiver:
        answer = await INSIDE.post(a_message(receiver.url))

    assert answer == expected
    assert time.monotonic() - began < 3
    assert len(receiver.received) == 1, "no redirect is followed, nothing is tried twice"
    assert answer.is_taken == (expected.status in (200, 299))
    assert answer.is_gone == (expected.status == 410)


async def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/in"

        answer = await INSIDE.post(a_message(url))

    assert answer == Answer(trouble=Trouble.UNREACHABLE)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 01 Dec 2026 09:05:00 GMT", timedelta(minutes=5)),
        ("Tue, 01 Dec 2026 08:00:00 GMT", timedelta(0)),
        ("9" * 40, webhook.LONGEST_PAUSE),
        ("Fri, 31 Dec 9999 23:59:59 GMT", webhook.LONGEST_PAUSE),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
async def test_a_receiver_may_ask_for_patience_within_reason(asked: str, expected: timedelta | None) -> None:
    with receiving(status(503, retry_after=asked)) as receiver:
        answer = await INSIDE.post(a_message(receiver.url))

    assert answer == Answer(503, retry_after=expected)


# Where it may go.


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("https://example.org", []),
        ("https://example.org:8443/in?token=x", []),
        ("https://bücher.example/in", []),
        ("https://8.8.8.8/", []),
        ("http://example.org", ["url-scheme"]),
        ("ftp://example.org", ["url-scheme"]),
        ("example.org", ["url-parsing", "url-scheme"]),
        ("https://", ["url-parsing"]),
        ("https://exa mple.org", ["url-parsing"]),
        ("https://example.org:0", ["url-parsing"]),
        ("https://example.org:99999", ["url-parsing"]),
        ("https://user:word@example.org", ["url-parts"]),
        ("https://example.org/#part", ["url-parts"]),
        ("https://localhost/", ["forbidden-address"]),
        ("https://127.0.0.1/", ["forbidden-address"]),
        ("https://[::1]/", ["forbidden-address"]),
        ("https://169.254.169.254/latest", ["forbidden-address"]),
        ("https://example.org\\@10.0.0.1/", ["url-parts", "forbidden-address"]),
        ("http://user@10.0.0.1/", ["url-scheme", "url-parts", "forbidden-address"]),
    ],
)
def test_an_address_is_judged_as_far_as_it_shows_and_all_faults_are_named(url: str, codes: list[str]) -> None:
    assert [fault.code for fault in address_faults(url, private=False)] == codes


@pytest.mark.parametrize("url", ["http://localhost:8000/", "http://10.0.0.1/", "https://[fd00::1]/"])
def test_within_a_network_of_ones_own_http_and_private_addresses_are_fine(url: str) -> None:
    assert address_faults(url, private=False) != []
    assert address_faults(url, private=True) == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("192.0.2.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff0e::1", False),
    ],
)
def test_only_one_machine_on_the_public_internet_is_public(address: str, expected: bool) -> None:
    assert is_public(ip_address(address)) is expected


def leading_to(*turns: list[str]) -> tuple[Courier, list[tuple[str, int]]]:
    """Return a courier whose names lead somewhere else at every turn, and what it asks for."""
    asked: list[tuple[str, int]] = []

    async def resolve(host: str, port: int) -> list[IpAddress]:
        asked.append((host, port))
        return [ip_address(address) for address in turns[min(len(asked), len(turns)) - 1]]

    return Courier(private=False, resolve=resolve, patience=1), asked


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::ffff:127.0.0.1"]])
async def test_a_name_that_leads_inside_is_not_visited(addresses: list[str]) -> None:
    with receiving(OK) as receiver:
        courier, _ = leading_to(addresses)

        answer = await courier.post(a_message(f"https://inside.example:{receiver.server_port}/in"))

    assert answer == Answer(trouble=Trouble.FORBIDDEN_ADDRESS)
    assert receiver.received == []


async def test_an_address_that_was_registered_under_looser_settings_is_not_visited() -> None:
    with receiving(OK) as receiver:
        answer = await Courier(private=False).post(a_message(receiver.url))

    assert answer == Answer(trouble=Trouble.FORBIDDEN_ADDRESS)
    assert receiver.received == []


async def test_a_name_that_leads_nowhere_is_said_to() -> None:
    answer = await Courier(private=False).post(a_message("https://nowhere.invalid/"))

    assert answer == Answer(trouble=Trouble.UNKNOWN_NAME)


async def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    """Rebinding: public when it is judged, inside a moment later. It is asked once, and that is where we go."""
    courier, asked = leading_to(["192.0.2.1"], ["127.0.0.1"])
    judged: list[IpAddress] = []

    async def resolve(host: str, port: int) -> list[IpAddress]:
        judged.extend(await courier.resolve(host, port))
        return judged

    with receiving(OK) as receiver:
        port = receiver.server_port
        answer = await Courier(private=True, resolve=resolve, patience=0.5).post(
            a_message(f"http://fickle.example:{port}/in")
        )

    assert asked == [("fickle.example", port)]
    assert judged == [ip_address("192.0.2.1")]
    assert answer.trouble in (Trouble.TIMEOUT, Trouble.UNREACHABLE)
    assert receiver.received == []


async def test_the_request_goes_to_the_judged_address_under_the_name_that_was_asked_for() -> None:
    async def resolve(host: str, port: int) -> list[IpAddress]:
        return [IPv4Address("127.0.0.2"), IPv4Address("127.0.0.1")]

    with receiving(OK) as receiver:
        answer = await Courier(private=True, resolve=resolve).post(
            a_message(f"http://receiver.example:{receiver.server_port}/in")
        )

    assert answer == Answer(204), "nobody is at the first address, so the second was tried"
    assert receiver.received[0].headers["host"] == f"receiver.example:{receiver.server_port}"


async def test_names_that_do_not_resolve_keep_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that resolves can't be stopped: those of runs and of other names must not be used up."""
    answering, really = threading.Event(), socket.getaddrinfo

    def getaddrinfo(host: str, *rest: Any, **more: Any) -> Any:
        if host == "hang.example":
            answering.wait(30)
        return really(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with receiving(OK) as receiver:
        stuck = [asyncio.create_task(INSIDE.post(a_message("https://hang.example"))) for _ in range(40)]
        await asyncio.sleep(0.1)
        async with asyncio.timeout(0.8):
            assert await asyncio.to_thread(str, 1) == "1"
            answer = await INSIDE.post(a_message(receiver.url))
        given_up = await asyncio.gather(*stuck)
        answering.set()

    assert answer == Answer(204)
    assert set(given_up) == {Answer(trouble=Trouble.TIMEOUT)}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate of `receiver.example`, signed by itself."""
    if which("openssl") is None:
        pytest.skip("there is no openssl here to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=x",
         "-addext", "subjectAltName=DNS:receiver.example", "-keyout", "key", "-out", "cert"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    both = folder / "both"
    both.write_text((folder / "key").read_text() + (folder / "cert").read_text())
    return both


@pytest.mark.parametrize(
    ("name", "trusted", "expected"),
    [
        ("receiver.example", True, Answer(204)),
        ("other.example", True, Answer(trouble=Trouble.UNREACHABLE)),
        ("receiver.example", False, Answer(trouble=Trouble.UNREACHABLE)),
    ],
)
async def test_a_server_proves_to_be_the_name_that_was_asked_for(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool, expected: Answer
) -> None:
    """We connect to an address, but its certificate has to be that of the name."""
    shown: list[str | None] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, asked, _context: shown.append(asked)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(webhook, "_trusted", webhook._trusted.__wrapped__)

    async def resolve(host: str, port: int) -> list[IpAddress]:
        return [IPv4Address("127.0.0.1")]

    with receiving(OK) as receiver:
        receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
        answer = await Courier(private=True, resolve=resolve).post(
            a_message(f"https://{name}:{receiver.server_port}/in")
        )

    assert answer == expected
    assert shown == [name]
