"""Reports 2021-06-30: asked for, made by the clock, and fetched by a link that expires."""

from sandbox.reports import documents, operations, schedules
from sandbox.routing import Route
from sandbox.scenario import drawings

BASE = "/reports/2021-06-30"
ROUTES = (
    Route("createReport", "POST", f"{BASE}/reports", operations.create_report),
    Route("getReports", "GET", f"{BASE}/reports", operations.get_reports),
    Route("getReport", "GET", f"{BASE}/reports/{{reportId}}", operations.get_report),
    Route("cancelReport", "DELETE", f"{BASE}/reports/{{reportId}}", operations.cancel_report),
    Route("createReportSchedule", "POST", f"{BASE}/schedules", schedules.create_schedule),
    Route("getReportSchedules", "GET", f"{BASE}/schedules", schedules.get_schedules),
    Route("getReportSchedule", "GET", f"{BASE}/schedules/{{reportScheduleId}}", schedules.get_schedule),
    Route(
        "cancelReportSchedule", "DELETE", f"{BASE}/schedules/{{reportScheduleId}}", schedules.cancel_schedule
    ),
    Route(
        "getReportDocument", "GET", f"{BASE}/documents/{{reportDocumentId}}", documents.get_report_document
    ),
    Route("documentDownload", "GET", "/documents/{documentId}", documents.download, access="open"),
    # Pictures are files behind a plain link, as documents are.
    *drawings.ROUTES,
)
