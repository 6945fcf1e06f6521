"""Health, readiness and metrics, for whoever keeps the processes running."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from redis import Redis, RedisError

COLLECTORS = ("sync.metrics.SyncCollector",)  # by name: this layer imports none above it


def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 if PostgreSQL and Redis answer; else 503 and which of them does not."""
    failing = [name for name, answers in (("postgresql", _postgresql), ("redis", _redis)) if not answers()]
    return JsonResponse(
        {"status": "not ready" if failing else "ok", "failing": failing}, status=503 if failing else 200
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text: this process and what the apps tell. 403 without METRICS_TOKEN, if one is set."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and not constant_time_compare(given, token):
        return HttpResponse("Send METRICS_TOKEN as a bearer token.\n", status=403, content_type="text/plain")
    ours = CollectorRegistry(auto_describe=False)
    for path in COLLECTORS:
        ours.register(import_string(path)())
    return HttpResponse(generate_latest() + generate_latest(ours), content_type=CONTENT_TYPE_LATEST)


def _postgresql() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    try:
        return bool(Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping())
    except RedisError:
        return False
