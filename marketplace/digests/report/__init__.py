"""Reports to sponsors. Money is the ledger's, to the cent; results are those entered so far."""

from marketplace.digests.report.campaigns import CampaignFigures, collect_campaign
from marketplace.digests.report.figures import Figures, Reach
from marketplace.digests.report.monthly import Budgets, CampaignRow, MonthFigures, collect_months
from marketplace.digests.report.paper import campaign_pdf, month_pdf
from marketplace.digests.report.shown import ShownMonth
from marketplace.digests.report.spans import Span, month_before
from marketplace.digests.report.tables import campaign_rows, month_rows
from marketplace.digests.report.words import names_of
from marketplace.digests.report.work import AdRow

__all__ = [
    "AdRow",
    "Budgets",
    "CampaignFigures",
    "CampaignRow",
    "Figures",
    "MonthFigures",
    "Reach",
    "ShownMonth",
    "Span",
    "campaign_pdf",
    "campaign_rows",
    "collect_campaign",
    "collect_months",
    "month_before",
    "month_pdf",
    "month_rows",
    "names_of",
]
