"""Every knob, in one frozen object, read once at the top of the house.

Environment variables carry the prefix `MATCHING_`: `MATCHING_DATABASE_URL`, `MATCHING_PORT`.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

SAFE_ISSUER = r"^(https://[!-~]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?(/[!-~]*)?)?$"
"""Keys that come over plain HTTP could be anybody's, but from this machine."""


class Settings(BaseSettings):
    """Every knob of the service.

    Attributes
    ----------
    database_url
        Any PostgreSQL 15 or newer, as `postgresql://user:password@host/name`; empty: the embedded one.
    data
        Where the embedded PostgreSQL keeps its data.
    host, port
        Where HTTP listens.
    api_processes
        Processes that `serve` answers HTTP with, on one port; Linux shares the connections out over them.
    workers
        Worker processes that `serve` starts beside the API; 0: none (run `matchingspunt work` elsewhere).
    pool_size
        Connections each process may hold. [connection]
    pool_wait
        How long a request waits for one of them to come free. [second]
    statement_limit, lock_limit
        How long one statement of a request may take, and how long it may wait for what somebody else holds. [second]
    at_once
        Requests each API process takes in hand at once, and streams beside them.
    body_limit
        The largest request body that is read. [byte]
    body_patience
        How long the head of a request may take to come in, and then its body; a long one longer, at 50 kB/s. [second]
    requests_per_minute, stranger_requests_per_minute
        How often one key or person may ask, and one address without either, of each API process; 0: no limit.
    free_failures
        How many attempts with a wrong key or token from an address cost nothing; after that they cost ever more
        time. 0: they never do.
    trusted_proxies
        The addresses of proxies, with commas between, whose `X-Forwarded-For` tells from where a request comes.
    solve_limit
        How long one matching run may think before it answers with the best so far. [second]
    solve_threads
        Searches the solver may run side by side on a large matching; it changes time, not the answer.
    smallest_count
        The smallest count of people that is told to whom they are strangers. [person]
    heartbeat, stalled_after
        How often a worker shows that it lives, and when a silent one's jobs are taken over. [second]
    graceful
        How long a stopping worker may finish its job before it hands it back, and a stopping API process the
        requests it has in hand. [second]
    drain
        How long a stopping API process says that it is not ready, and still answers, before it stops. [second]
    persist_key
        Let Swagger UI remember the key after its tab is closed too: for demos only.
    oidc_issuer
        Who signs people in with OpenID Connect, as it names itself in tokens; empty: keys only.
    oidc_audience
        For whom its tokens have to be made.
    oidc_organisation_claim, oidc_roles_claim
        Where a token says the identity of the organisation, and its roles; a dot goes a level deeper.
    oidc_scope_claim
        Where a token says its scopes; one that names scopes of ours is limited to those.
    oidc_client_id, oidc_scopes
        What the issuer calls Swagger UI and the coordinator's pages, a public client with code and PKCE, and what they
        ask for; without a name they take keys and tokens that are pasted.
    oidc_leeway
        How far the issuer's clock may be from ours. [second]
    event_source
        Who tells events, a URN with the organisation and its system (NL GOV profile for CloudEvents). The default
        holds an identification number (OIN) that nobody has.
    webhook_private
        Let webhooks go to addresses that are not public, and over http: within a network of one's own.
    log_format
        How what happens is logged: `text` for people, or `json`, an object a line, for machines.
    log_level
        From which weight on it is logged.
    otlp_endpoint
        Where traces are sent, with OTLP over HTTP; empty: nowhere.
    metrics_port, metrics_host
        Where a process shows its metrics to Prometheus, and to nobody else: never the port of the API; 0: nowhere.
        `serve` gives each worker the next port.
    """

    model_config = SettingsConfigDict(env_prefix="MATCHING_", frozen=True, extra="forbid")

    database_url: str = ""
    data: Path = Path(".matchingspunt/postgres")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    api_processes: Annotated[int, Field(ge=1, le=32)] = 1
    workers: Annotated[int, Field(ge=0, le=32)] = 1
    pool_size: Annotated[int, Field(ge=2, le=200)] = 10
    pool_wait: Annotated[float, Field(gt=0, le=60)] = 2
    statement_limit: Annotated[float, Field(gt=0, le=600)] = 30
    lock_limit: Annotated[float, Field(gt=0, le=600)] = 5
    at_once: Annotated[int, Field(ge=1, le=10_000)] = 100
    body_limit: Annotated[int, Field(ge=1_024)] = 5_000_000
    body_patience: Annotated[float, Field(gt=0, le=3_600)] = 30
    requests_per_minute: Annotated[int, Field(ge=0, le=10_000_000)] = 1_200
    stranger_requests_per_minute: Annotated[int, Field(ge=0, le=10_000_000)] = 600
    free_failures: Annotated[int, Field(ge=0, le=1_000_000)] = 10
    trusted_proxies: str = ""
    solve_limit: Annotated[int, Field(ge=1, le=86_400)] = 600
    solve_threads: Annotated[int, Field(ge=1, le=64)] = 2
    smallest_count: Annotated[int, Field(ge=3, le=100)] = 5
    heartbeat: Annotated[float, Field(gt=0)] = 2
    stalled_after: Annotated[float, Field(gt=0)] = 6
    graceful: Annotated[float, Field(ge=0)] = 5
    drain: Annotated[float, Field(ge=0, le=60)] = 0
    persist_key: bool = False
    oidc_issuer: Annotated[str, Field(pattern=SAFE_ISSUER)] = ""
    oidc_audience: Annotated[str, Field(min_length=1)] = "matchingspunt"
    oidc_organisation_claim: Annotated[str, Field(min_length=1)] = "organisation"
    oidc_roles_claim: Annotated[str, Field(min_length=1)] = "roles"
    oidc_scope_claim: Annotated[str, Field(min_length=1)] = "scope"
    oidc_client_id: str = ""
    oidc_scopes: str = "openid"
    oidc_leeway: Annotated[float, Field(ge=0, le=300)] = 30
    event_source: Annotated[str, Field(pattern=r"^urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:[!-~]+$")] = (
        "urn:nld:oin:00000000000000000000:systeem:matchingspunt"
    )
    webhook_private: bool = False
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: Annotated[str, Field(pattern=r"^(https?://[!-~]+)?$")] = ""
    metrics_port: Annotated[int, Field(ge=0, le=65_535)] = 0
    metrics_host: str = "127.0.0.1"
