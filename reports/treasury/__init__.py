"""The treasury's table of budgets: read, its columns known by their headings, checked row by row."""
