"""The table of departments and people as Excel: the template, what was filled in, the first passwords."""
