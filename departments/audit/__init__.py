"""The audit record 审计记录: written in the transaction of its change, chained, signed, append-only."""

from .canonical import canonical_json, canonical_sha256
from .chain import digest
from .recording import Change, change, record, seal

__all__ = ["Change", "canonical_json", "canonical_sha256", "change", "digest", "record", "seal"]
