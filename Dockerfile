# One image for every process: web, worker, beat, migrate and the sandbox differ in their command only.
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/installer.lock requirements/base.lock /requirements/
RUN python -m venv /installer \
    && /installer/bin/pip install --require-hashes -r /requirements/installer.lock \
    && python -m venv --without-pip /opt/venv \
    && UV_PYTHON_DOWNLOADS=never UV_NO_CACHE=1 UV_LINK_MODE=copy /installer/bin/uv pip install \
        --python /opt/venv/bin/python --compile-bytecode --require-hashes -r /requirements/base.lock


FROM python:3.11-slim-bookworm

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=amazon_channel.settings \
    REPORT_DIR=/data/reports \
    IMPORT_DIR=/data/imports \
    STATIC_ROOT=/app/var/static

# The number is fixed so that a cluster can require a non-root user by number.
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin channel \
    && install -d -o channel -g channel /data /data/reports /data/imports /data/sandbox

COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY . .

# Collecting files needs settings that are complete, not true: none of these values is kept in the image.
RUN DEBUG=false SECRET_KEY=collectstatic FIELD_KEYS=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= \
    BASE_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/build REDIS_URL=redis://build.invalid \
    python manage.py collectstatic --no-input

USER channel
EXPOSE 8000
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--workers=1", "--threads=8", "--worker-tmp-dir=/dev/shm", \
     "--no-control-socket", "--logger-class=amazon_channel.web_log.WebLog", "amazon_channel.wsgi:application"]
