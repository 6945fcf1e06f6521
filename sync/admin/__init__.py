"""The sync's pages: runs, submissions, reports, findings, quarantine, call errors; accounts and stores."""

from sync.admin.records import CallErrorAdmin, FindingAdmin, QuarantinedAdmin
from sync.admin.reports import ReportRequestAdmin
from sync.admin.runs import SyncRunAdmin
from sync.admin.submissions import SubmissionAdmin
from sync.connect.admin_accounts import AccountAdmin
from sync.connect.admin_stores import StoreAdmin

__all__ = [
    "AccountAdmin",
    "CallErrorAdmin",
    "FindingAdmin",
    "QuarantinedAdmin",
    "ReportRequestAdmin",
    "StoreAdmin",
    "SubmissionAdmin",
    "SyncRunAdmin",
]
