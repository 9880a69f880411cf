"""Contracts on paper."""

from ads.paper.contract import (
    Acceptance,
    Amendment,
    ChangedRow,
    ContractPaper,
    Party,
    contract_pdf,
    moment,
)

__all__ = [
    "Acceptance",
    "Amendment",
    "ChangedRow",
    "ContractPaper",
    "Party",
    "contract_pdf",
    "moment",
]
