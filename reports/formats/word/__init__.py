"""The parts of a Word document: page, styles, tables."""
