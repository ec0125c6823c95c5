"""The set-up pages of the 财政管理员, one file per noun."""

from . import catalogue, department, firm, fiscal_year, user

__all__ = ["catalogue", "department", "firm", "fiscal_year", "user"]
