"""Departments and people written from one table: everything, or nothing with all that is wrong."""
