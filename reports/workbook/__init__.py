"""The officer's workbook: written with the data of one self-assessment, read back, compared, imported."""
