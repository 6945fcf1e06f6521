"""Sales v1: how much a seller sold per hour, day, week, month or year, and the control that sets a day."""

from sandbox.routing import Route
from sandbox.sales import controls, metrics

ROUTES = (
    Route("getOrderMetrics", "GET", "/sales/v1/orderMetrics", metrics.get_order_metrics),
    Route("control sales", "PUT", "/_control/sales", controls.set_day, "control"),
)
