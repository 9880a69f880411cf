"""Contracts on paper."""

from ads.paper.contract import (
    Acceptance,
    Amendment,
    ChangedRow,
    ContractPaper,
    Party,
    contract_pdf,
)

__all__ = [
    "Acceptance",
    "Amendment",
    "ChangedRow",
    "ContractPaper",
    "Party",
    "contract_pdf",
]
