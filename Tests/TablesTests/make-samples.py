# Makes the spreadsheets of Samples/sheets-*: python3 make-samples.py (needs openpyxl).
import datetime, json, os
import openpyxl

here = os.path.dirname(os.path.abspath(__file__)) + "/Samples/"
units = "compound,unit\n" + "".join(
    f"T,3-{e}-{f}0{r}\n" for e in (1, 2) for f in (1, 2) for r in (1, 2))


def folder(name, expected, files):
    os.makedirs(here + name, exist_ok=True)
    files = {
        "sweep.json": json.dumps({"name": name, "first_day": "2020-02-17", "model": "fixed"}),
        "units.csv": units,
        "expected.json": json.dumps(expected, ensure_ascii=False, indent=1),
        **files,
    }
    for path, text in files.items():
        with open(here + name + "/" + path, "w") as file:
            file.write(text)


# A household over several rows: its count is merged with it, and counts once; a hidden sheet; a sheet of
# meters; a sheet that is nothing; a hidden row.
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "名单"
sheet.append(["桃源社区名单"])
sheet.append(["小区", "楼栋", "单元", "房号", "姓名", "现住人数", "外出人数"])
sheet.append(["T", 3, 1, 101, "甲", 2, 1])
sheet.append([None, None, None, None, "乙", None, None])
sheet.append(["T", 3, 1, 102, "丙", 1, 0])
for column in "ABCDFG":
    sheet.merge_cells(f"{column}3:{column}4")
sheet.row_dimensions[5].hidden = True
old = book.create_sheet("旧名单")
old.append(["小区", "房号", "现住人数"])
old.append(["T", "3-2-201", 9])
old.sheet_state = "hidden"
meters = book.create_sheet("电表")
meters.append(["小区", "房号", "电表号"])
meters.append(["T", "3-1-101", "M1"])
notes = book.create_sheet("说明")
notes.append(["填写说明", "请按户填写"])
notes.append(["一", "二"])
folder(
    "sheets-household",
    {
        "units": {
            "T|3-1-101": {"listed": "2", "away": "1"},
            "T|3-1-102": {"listed": "1"},
            "T|3-2-201": {"listed": "0"},
        },
        # The rows of the sheet of meters, and those of the sheet that is nothing, below its first.
        "rejected": 2,
    },
    {},
)
book.save(here + "sheets-household/residents.xlsx")

# Sheets by date: the latest counts. Addresses that became dates; times of their own cells.
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "2月16日"
sheet.append(["小区", "房号", "现住人数"])
sheet.append(["T", "3-1-101", 1])
sheet = book.create_sheet("2月17日")
sheet.append(["小区", "房号", "现住人数"])
sheet.append(["T", "3-1-101", 2])
sheet.append(["T", "3-1-102", 1])
folder(
    "sheets-dates",
    {
        "units": {
            "T|3-1-101": {"listed": "2", "answered": "1"},
            "T|3-1-102": {"listed": "1", "no_answer": "1"},
            "V|3-2": {"answered": "1"},
        },
        "rejected": 1,
        "no_units": ["V|9-9", "V|9月9日"],
    },
    {"units.csv": units + "V,3-2\nV,5-7\n"},
)
book.save(here + "sheets-dates/residents.xlsx")
book = openpyxl.Workbook()
sheet = book.active
sheet.append(["小区", "门牌号", "日期", "时间", "结果"])
day = datetime.date(2020, 2, 18)
sheet.append(["T", "3-1-101", day, datetime.time(20, 30), "在家"])
sheet.append(["T", "3-1-102", day, datetime.time(9, 5), "没人"])
sheet.append(["V", datetime.date(2020, 3, 2), day, datetime.time(9, 5), "在家"])
sheet["B4"].number_format = 'm"月"d"日"'
sheet.append(["V", datetime.date(2020, 9, 9), day, datetime.time(9, 5), "在家"])
book.save(here + "sheets-dates/knocks.xlsx")
