"""Budget figures from the treasury: taken for all departments at once, merged with what was typed."""
