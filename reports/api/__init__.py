"""The read-only interface for other programs: /api/, described by /api/openapi.json (docs/api.md)."""
