"""部门和用户导入: a table of departments and people too large for one request."""

from django.db import models

from .table_upload import TableUpload


class EnrolmentImport(TableUpload):
    """`content`: its rows. `passwords`: of the new accounts, sealed, until they are taken out, once."""

    passwords = models.TextField("初始密码（加密）", blank=True)

    class Meta(TableUpload.Meta):
        verbose_name = verbose_name_plural = "部门和用户导入"
