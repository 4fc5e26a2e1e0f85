#!/usr/bin/env python3
"""Makes the files in Files/, with the programs that offices and their systems use.

Not part of a test run: the files are kept. To make them again (they then differ in dates):

    python3 -m venv /tmp/v && /tmp/v/bin/pip install openpyxl xlsxwriter msoffcrypto-tool
    apt-get install --no-install-recommends libreoffice-calc
    /tmp/v/bin/python Tests/SpreadsheetTests/make-spreadsheets.py

What each test expects is what is put in here. All names and numbers are invented.
"""

import datetime
import pathlib
import shutil
import subprocess
import tempfile

import msoffcrypto.format.ooxml
import openpyxl
import openpyxl.cell.rich_text
import xlsxwriter

FILES = pathlib.Path(__file__).parent / "Files"
EVENING = datetime.datetime(2020, 2, 17, 20, 30)


def with_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    sheet["A1"] = "桃源小区住户名单"
    sheet.merge_cells("A1:F1")
    for column, name in enumerate(["楼栋", "房号", "姓名", "编号", "登记时间", "在家"], 1):
        sheet.cell(2, column, name)
    rows = [
        (3, 101, "甲", "420100198001011234", EVENING, True),
        (None, None, "乙\n(访客)", 420100198001011, datetime.date(2020, 2, 18), False),
        (None, 102, "_x000D_", "007", datetime.time(20, 30), None),
    ]
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)
    sheet.merge_cells("A3:A5")
    sheet.merge_cells("B3:B4")
    sheet["E3"].number_format = 'm"月"d"日" h:mm'
    sheet.row_dimensions[4].hidden = True
    sheet["A7"] = "=SUM(A3:A6)"
    sheet["B7"] = "#N/A"
    sheet["C7"] = openpyxl.cell.rich_text.CellRichText(
        "富", openpyxl.cell.rich_text.TextBlock(openpyxl.cell.text.InlineFont(b=True), "文本"))
    sheet["H9"] = 0.5
    hidden = book.create_sheet("旧名单")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "旧"
    deep = book.create_sheet("深藏")
    deep.sheet_state = "veryHidden"
    chart = book.create_chartsheet("图")
    chart.sheet_state = "visible"
    empty = book.create_sheet("空")
    del empty
    book.save(path)


def with_xlsxwriter(path, options):
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet("敲门")
    formats = {
        name: book.add_format({"num_format": name})
        for name in ["yyyy-mm-dd hh:mm:ss", "[$-804]m\"月\"d\"日\";@", "d-mmm", "mmm-yy",
                     "[h]:mm", "0.00\" d\"", "h:mm AM/PM", "上午/下午h\"时\"mm\"分\""]
    }
    # Row by row: with constant_memory no row is gone back to.
    sheet.write_row(0, 0, ["小区", "房号", "时间", "结果"])
    sheet.write_string(1, 0, "桃源")
    sheet.write_string(1, 1, "3-2")
    sheet.write_datetime(1, 2, EVENING, formats["yyyy-mm-dd hh:mm:ss"])
    sheet.write_formula(1, 3, '=IF(1,"在家","")', None, "在家")
    days = [(EVENING.date(), name) for name in formats]
    for column, (day, name) in enumerate(days):
        sheet.write_datetime(2, column, datetime.datetime.combine(day, datetime.time(9, 5)), formats[name])
    sheet.write_boolean(3, 0, True)
    sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(3, 2, "=2>3", None, False)
    sheet.write_formula(3, 3, "=21*2", None, 42)
    sheet.write_number(3, 4, 1e-7)
    sheet.write_number(3, 5, 420100198001011234)
    sheet.write_rich_string(4, 0, "三栋", book.add_format({"bold": True}), " 101 ", "室")
    sheet.write_string(4, 16383, "最后一列")
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.write_string(1048575, 0, "最后一行")
    book.close()


def encrypted(source, path):
    with open(source, "rb") as plain, open(path, "wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", target)


def with_libreoffice(source, path, kind):
    """LibreOffice's own writing of another file."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", kind, "--outdir", folder, source],
            check=True, capture_output=True)
        [made] = [p for p in pathlib.Path(folder).iterdir() if p.is_file()]
        shutil.copy(made, path)


FILES.mkdir(exist_ok=True)
with_openpyxl(FILES / "openpyxl.xlsx")
with_xlsxwriter(FILES / "xlsxwriter.xlsx", {})
with_xlsxwriter(FILES / "xlsxwriter-inline.xlsx", {"constant_memory": True, "use_zip64": True})
with_xlsxwriter(FILES / "xlsxwriter-1904.xlsx", {"date_1904": True})
encrypted(FILES / "openpyxl.xlsx", FILES / "encrypted.xlsx")
with_libreoffice(FILES / "openpyxl.xlsx", FILES / "libreoffice.xlsx", "xlsx")
with_libreoffice(FILES / "openpyxl.xlsx", FILES / "libreoffice.xlsm", "xlsm:Calc MS Excel 2007 VBA XML")
with_libreoffice(FILES / "openpyxl.xlsx", FILES / "libreoffice.ods", "ods")
with_libreoffice(FILES / "openpyxl.xlsx", FILES / "libreoffice.xls", "xls")
