"""备份与恢复: one archive of all tables and files, the same whichever database it comes from or goes to.

A table is a file of JSON lines in the order of its key; its SHA-256 is the table's logical digest, equal on
SQLite and PostgreSQL when the rows are equal.
"""
