"""Reports 2021-06-30: asked for, made by the clock, and fetched by a link that expires.

A report takes 2 seconds (PUT /_control/reports) and shows the shop as it was when it was asked for; one of
more than 20,000 lines is written while it is fetched, and shows the shop of that moment. Drafts are left out
unless they have a title. Under a throttle Amazon's impatience holds: the same report asked for again within a
minute (FBA inventory: half an hour) ends CANCELLED; with --throttle 0 it does not. Schedules fire when
somebody looks at the reports.
"""

from sandbox.reports import controls, documents, operations, schedules
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
    Route("control reports", "GET", "/_control/reports", controls.show, "control"),
    Route("control reports", "PUT", "/_control/reports", controls.change, "control"),
    # Pictures are files behind a plain link, as documents are.
    *drawings.ROUTES,
)
