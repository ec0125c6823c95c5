"""说明: the first sheet, how to fill the workbook."""

from django.utils import timezone
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from departments.models import Assessment

from ..formats.workbook import SafeWorkbook, on_paper
from .columns import TEMPLATE

TITLE_SIZE, SIZE = 14, 10.5
STEPS = (
    ("怎么填", ""),
    ("1", "各表第一行是表头，请勿修改；鼠标停在表头上可看到填写说明。带下拉箭头的格从列表中选择。"),
    ("2", "新增一行：在最后一行下面接着写，或插入一行。复制已有的行来新增也可以。"),
    ("3", "删除一行：在最后一列“删除”中选“删除”。只是把行从表中去掉，系统中的内容不会变。"),
    ("4", "只有改过的格会导入。打乱行的顺序、空行、另加的列都没有关系。"),
    ("5", "金额以元为单位，可写1,234.56。空白、0和“不适用”是三回事：空白表示还没填。"),
    ("6", "金额和数字请填数值，不要留公式（复制后“选择性粘贴—数值”）。"),
    ("7", "新的项目先写在“项目”表，再在“预算明细”里选它；新的目标先写在“目标”表，再在“绩效指标”里选它。"),
    ("填好以后", ""),
    (
        "8",
        "在自评首页点“上传工作簿”。系统先列出新增、修改、删除、冲突和全部问题，点“确认导入”后才生效，可以撤销。",
    ),
    ("9", "下载之后如果有人在网上改了同一格，系统会把两个值并排列出，由您选择。"),
)


def write(book: SafeWorkbook, sheet: Worksheet, assessment: Assessment) -> None:
    """Whose workbook it is, and the steps."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 10, 108
    for row, (mark, text) in enumerate((*_front(assessment), *STEPS), 1):
        book.put(sheet, row, 1, mark or text)
        if mark and text:
            book.put(sheet, row, 2, text)
        size = TITLE_SIZE if row == 1 else SIZE
        for column in (1, 2):
            cell = sheet.cell(row, column)
            cell.font = Font(name="微软雅黑", size=size, bold=row == 1 or bool(mark and not text))
            cell.alignment = Alignment(vertical="center", wrap_text=column == 2)
        sheet.row_dimensions[row].height = size * 2
    on_paper(sheet)
    sheet.protection.enable()
    sheet.sheet_view.showGridLines = False


def _front(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    title = f"{assessment.fiscal_year.year}年度 {assessment.department_name} 部门整体绩效自评工作簿"
    written = f"下载时间 {timezone.localtime():%Y-%m-%d %H:%M}"
    return ("", title), ("", f"{written}　数据版本 {assessment.version}　模板第{TEMPLATE}版"), ("", "")
