"""事件推送: other programs are told of 送审, 退回, 审核通过 and 公开, signed, at least once.

A step writes what is to be told in its own transaction (`queue`); `delivering` sends it, again and again
until it is taken or given up. Sending twice is harmless: a telling keeps its number.
"""

from .queueing import EVENTS, queue

__all__ = ["EVENTS", "queue"]
