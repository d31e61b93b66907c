# The same `make env` and `make assets` as on a developer's machine, then only what runs.
FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/coopplatform
COPY Makefile ./
COPY requirements requirements
RUN make env
COPY .npmrc package.json package-lock.json tsconfig.json ./
COPY static_src static_src
RUN make assets
COPY . .
RUN make texts
# Settings fail loudly without their variables; none of these leaves this layer's process.
RUN SECRET_KEY=for-collectstatic ALLOWED_HOSTS=localhost EMAIL_HOST=localhost DEFAULT_FROM_EMAIL=nobody@localhost \
    DATABASE_URL=postgresql:///none REDIS_URL=redis://none DJANGO_SETTINGS_MODULE=coopplatform.settings.production \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf node_modules

FROM python:3.11-slim-bookworm
# The payslips' PDFs are set in it.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-liberation && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home coop && install -d -o coop -g coop /data/towns
WORKDIR /srv/coopplatform
COPY --from=build /srv/coopplatform .
ENV PATH=/srv/coopplatform/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=coopplatform.settings.production
USER coop
EXPOSE 8000
CMD ["python", "-m", "coopplatform.embedded.webs", "0.0.0.0:8000", "2"]
