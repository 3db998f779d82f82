# One image, three jobs: serve, work, migrate. It needs a PostgreSQL by MATCHING_DATABASE_URL.
#
#     docker build -t matchingspunt:0.1.0 .
#     docker run --rm --env-file .env matchingspunt:0.1.0 migrate
#     docker run --rm --env-file .env -p 8000:8000 matchingspunt:0.1.0

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements/runtime.txt requirements/
RUN .venv/bin/pip install --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY requirements/runtime.in requirements/
COPY migrations migrations
COPY src src
# Editable, so that the migrations are found beside the sources.
RUN .venv/bin/pip install --no-deps --editable . && python -m compileall -q src

FROM python:3.13-slim
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MATCHING_HOST=0.0.0.0
# A named user: the bundled PostgreSQL, which `demo` uses, wants one too.
RUN useradd --uid 10001 --create-home --home-dir /data matchingspunt
COPY --from=build /app /app
WORKDIR /data
USER matchingspunt
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/v1/health/ready', timeout=4)"]
ENTRYPOINT ["matchingspunt"]
CMD ["serve"]
