import Foundation
import HouseholdSweep

/// What is said of input files: rejected rows, findings.
extension Wording {
  /// What is wrong with rejected rows of a reason.
  package func reason(_ name: String) -> String {
    switch RejectReason(rawValue: name) {
    case .missingColumnValue: say("a value that must be there is missing", "缺少必填的值")
    case .badTime: say("the time cannot be read", "时间无法识别")
    case .badNumber: say("this is no number", "不是数字")
    case .negativeNumber: say("the number is below zero", "数字小于零")
    case .unknownOutcome: say("no such outcome of a knock", "敲门结果无法识别")
    case .unknownMeter: say("no unit has this meter", "没有住户使用此电表号")
    case .ambiguousMeter: say("several meters could be meant", "可能指多块电表")
    case .badLit:
      say(
        "no count of lights that goes with the place", "亮灯数与地点不符（单户只能是0或1，多户要写数字）")
    case .tooManyFields: say("more fields than the header has", "字段多于表头")
    case .tooFewFields: say("fewer fields than the header has", "字段少于表头")
    case .badEncoding: say("bytes that are no text", "编码错误，无法读成文字")
    case .unterminatedQuote: say("a quotation mark that is never closed", "引号没有闭合")
    case .conflictingReading:
      say("two readings of one meter at one minute", "同一电表同一分钟有两个读数")
    case .ambiguousDate: say("day and month can be read either way", "日和月的顺序无法判断")
    case .ambiguousAddress: say("the address can be read in several ways", "地址有多种读法")
    case .spreadsheetDate: say("a spreadsheet has made a date of the address", "地址被表格软件改成了日期")
    case .spreadsheetNumber:
      say("a spreadsheet has destroyed the number", "号码被表格软件改成了科学计数法")
    case .notAUnit: say("this is a building or an entrance, not a dwelling", "这是楼栋或单元，不是一户")
    case .noAddress: say("there is no number in the address", "地址中没有号码")
    case .unknownCompound: say("no such compound", "没有这个小区")
    case .looksPersonal: say("this looks like a number of a person", "看起来像个人的号码")
    case .noHeader: say("no header was found for these rows", "找不到这些行的表头")
    case nil: Visible.text(name)
    }
  }

  /// What to do about it.
  package func advice(_ name: String) -> String {
    switch RejectReason(rawValue: name) {
    case .missingColumnValue:
      say(
        "Fill in the address or value in that line of the file, or take the row out.",
        "在文件的该行补上地址或数值，或删去该行。")
    case .badTime:
      say(
        "Write date and time as 2020-02-17 20:30. The hour must be there: for “evening” write when it was, such as 20:00.",
        "时间请写成 2020-02-17 20:30，几点不能省：只写“晚”“上午”“昨晚”的，请补上当时的钟点，如 20:00。")
    case .badNumber:
      say(
        "Only digits and one point, no words; counts of persons and lights are whole numbers (2, not 2.5 or “about 3”). 1.2E+3 has lost its last digits: format the column as a number with decimals, and export again.",
        "只写数字和一个小数点，不要文字；人数和亮灯数要写整数（写2，不写2.5或“约3”）。写成1.2E+3的已丢了后几位：请把该列设为带小数的数字，重新导出。")
    case .negativeNumber:
      say(
        "Neither persons nor lights nor a meter's reading are ever below zero: compare the row with its source.",
        "人数、亮灯数、电表读数都不会小于零，请与原始记录核对。")
    case .unknownOutcome:
      say(
        "Use answered, refused, no_answer or vacant (or 有人, 拒访, 无人应答, 空置).",
        "请用：有人、拒访、无人应答、空置。")
    case .unknownMeter:
      say(
        "Compare the number with the register of units; long numbers are safe only in text columns.",
        "与房屋底册核对电表号；长号码要放在文本列中。")
    case .ambiguousMeter:
      say("Add the compound or the unit to the row.", "在该行补上小区或房号。")
    case .badLit:
      say(
        "For a single unit write 0 or 1; for a building or entrance, how many of its dwellings were lit, in digits.",
        "单户只写0或1；楼栋或单元写亮着几户，用数字，不写“全亮”“一半”。")
    case .tooManyFields:
      say(
        "A comma inside a value: put the value in double quotes, or save the file anew as CSV.",
        "值中含有逗号：用双引号括起来，或重新另存为 CSV。")
    case .tooFewFields:
      say(
        "The row was cut short: compare it with its source. Where '，' is shown, a full-width comma stands in it, which parts no fields: write a plain comma.",
        "该行不完整，请与原始记录核对。显示“，”的行用了全角逗号，不能分列，请改成半角逗号（,）。")
    case .badEncoding:
      say("Save the file anew as CSV UTF-8.", "请另存为 CSV UTF-8。")
    case .unterminatedQuote:
      say(
        "Close the quotation mark in that line; everything after it was swallowed.",
        "在该行补上缺少的引号；其后的内容都被吞掉了。")
    case .conflictingReading:
      say("Find out which reading is right and delete the other.", "查明哪个读数正确，删去另一个。")
    case .ambiguousDate:
      say(
        "Say in sweep.json which comes first: \"dates\": \"day-first\" or \"month-first\".",
        "在 sweep.json 中写明顺序：\"dates\": \"day-first\"（日在前）或 \"month-first\"（月在前）。")
    case .ambiguousAddress:
      say(
        "Write the whole address in one cell, as in 3-2-501: none or several of its readings are registered.",
        "请在一格中写全地址，如 3-2-501：各种读法在底册中没有或不止一户。")
    case .spreadsheetDate:
      say(
        "Format the column as text, write the address again (3-2), and export anew.",
        "先把该列设为文本，重新填写地址（如 3-2），再导出。")
    case .spreadsheetNumber:
      say(
        "The number cannot be got back from 4.2E+17: format the column as text, write it again, and export anew.",
        "4.2E+17 已找不回原来的号码：先把该列设为文本，重新填写，再导出。")
    case .notAUnit:
      say(
        "Add the room: only light counts may be of a building or an entrance.",
        "请补上房号：只有亮灯数可以按楼栋或单元填写。")
    case .noAddress: say("Write the number of the dwelling.", "请填写房号或门牌号。")
    case .unknownCompound:
      say(
        "Use an id or name of compounds.csv, or add the compound there.",
        "请用 compounds.csv 中的编号或名称，或在其中添加该小区。")
    case .looksPersonal:
      say(
        "A phone or identity number stands where an address should: look whether the columns have shifted.",
        "地址处是电话或身份证号码：请检查列是否错位。")
    case .noHeader:
      say(
        "In tables of sweep.json, name the header's line or the source, or skip the table.",
        "在 sweep.json 的 tables 中写明表头行号或类型，或跳过该表。")
    case nil:
      say("See rejects.csv for file, line and value.", "文件、行号和值见 rejects.csv。")
    }
  }

  /// What to do about something that was found; nil for a name that is not known.
  package func findingAdvice(_ name: String) -> String? {
    switch name {
    case "no_list":
      say("Get the list: without it nobody is missing from it.", "请催收名单：没有名单就无从比对。")
    case "unregistered_place":
      say(
        "Compare the place with the register; a count of no registered unit is no evidence.",
        "请与房屋底册核对地点；底册中没有的地点，数灯结果不作证据。")
    case "count_exceeds_units":
      say(
        "Left out. Look whether the register lacks units, or the count covers more than this place.",
        "不作证据。请查底册是否缺户，或数灯范围是否超出此处。")
    case "count_below_known":
      say("Left out. Look whether part of the place was not counted.", "不作证据。请查是否有漏数的部分。")
    case "meter_resets":
      say(
        "The pair is left out. A new meter is in order; if there is none, read it again.",
        "该段不作证据。换了新表属正常；没有换表的，请重新抄表。")
    case "shared_meter":
      say(
        "It tells of its units only when it stands still. Look whether the numbers in the register are right.",
        "只有不走时才能说明各户情况。请核对底册中的电表号。")
    case "ambiguous_meter":
      say(
        "Name the compound in every row of this meter.", "请在该电表的每一行写明小区。")
    case "implausible_reading":
      say(
        "A slip of the pen, left out: its neighbours tell the usage. Compare it with the note or the photograph.",
        "像是笔误，不作证据，用电按前后读数计算。请与原始记录或照片核对。")
    case "impossible_rise":
      say(
        "Left out. Look for a digit too many, or for two meters under one number.",
        "不作证据。请查是否多写一位，或两块电表用了同一号码。")
    case "dark_walk":
      say(
        "Left out. Ask whether the power was out; if it was not, count again.",
        "不作证据。请问是否停电；没有停电的，请重新数灯。")
    case "doubtful_worker":
      say(
        "Their “vacant” and “no answer” there are left out. Ask who told them, and knock at some of the doors again.",
        "其在该处的“空置”和“无人应答”不作证据。请问明是谁说的，并再敲其中几户。")
    case "hurried_worker":
      say(
        "Still evidence. Ask whether the times were filled in afterwards.",
        "仍作证据。请问时间是否事后补填。")
    case "repeated_table":
      say(
        "Counted once. Delete the copy, or ask the office whether it meant to send another list.",
        "只计一次。请删去重复的文件，或问报送单位是否发错了表。")
    case "overlapping_lists":
      say(
        "Both count, and add up. A list whose units all stand in the other may be skipped in tables of sweep.json. If each has units that the other lacks, make one list of both: who stands only in a skipped list is lost.",
        "目前两份都算，人数相加。一份的住户另一份里全有的，可在 sweep.json 的 tables 中写明跳过；两份各有对方没有的住户时，请合成一份：只在被跳过名单里的住户会漏掉。")
    case "compound_zeros":
      say(
        "Read as the id in compounds.csv. Format the column as text, and export again.",
        "已按 compounds.csv 中的编号读取。请把该列设为文本后重新导出。")
    default: nil
    }
  }

  /// What the engine noted about a file, in the language; nil where it has no words for it.
  package func note(_ text: String) -> String? {
    Note.text(text, in: language)
  }

  /// How a file was read.
  package func encoding(_ name: String) -> String {
    say(
      name,
      name == "spreadsheet"
        ? "电子表格"
        : name.replacing(" (faulty)", with: "，有坏字节").replacing(" (marked)", with: "，有标记"))
  }

  /// The findings of which every place is a sentence of its own.
  package static let told: Set = [
    "dark_walk", "doubtful_worker", "hurried_worker", "implausible_reading", "impossible_rise",
  ]

  /// Where something was found. `C0007 9: 4 lit` tells a count, too, and a meter its readings.
  package func place(_ finding: String, _ place: String) -> String {
    guard language == .zh, let colon = place.range(of: ": ", options: .backwards) else {
      return place
    }
    let (name, told) = (place[..<colon.lowerBound], String(place[colon.upperBound...]))
    switch finding {
    case "overlapping_lists":
      guard let words = place.wholeMatch(of: #/(.+) and (.+): (\d+) units in both/#) else {
        return place
      }
      return "\(words.1) 和 \(words.2)：有\(words.3)户相同"
    case "compound_zeros" where told.hasPrefix("written "):
      return "\(name)：写作 \(told.dropFirst(8))"
    case "unregistered_place" where told.hasSuffix(" lit"):
      return "\(name)：亮灯\(told.dropLast(4))"
    case "implausible_reading":
      guard let words = told.wholeMatch(of: #/([\d.]+) between ([\d.]+) and ([\d.]+)/#) else {
        return place
      }
      return "\(name)：\(words.1)，前后为\(words.2)和\(words.3)"
    case "impossible_rise":
      guard let words = told.wholeMatch(of: #/(\d+) kWh a day, from ([\d.]+) to ([\d.]+)/#) else {
        return place
      }
      return "\(name)：每天\(words.1)度，从\(words.2)到\(words.3)"
    default: return place
    }
  }

  /// What was found, and how often.
  package func finding(_ name: String, _ count: Int) -> String {
    func found(_ one: String, _ many: String, _ chinese: String) -> String {
      say(self.count(count, one, many), number(count) + chinese)
    }
    switch name {
    case "no_list":
      return found("compound has sent no list", "compounds have sent no list", "个小区没有交名单")
    case "unregistered_place":
      return found(
        "counted place is not in the register", "counted places are not in the register",
        "个数灯地点不在底册中")
    case "count_exceeds_units":
      return found(
        "count has more lights than dwellings", "counts have more lights than dwellings",
        "次数灯的亮灯数多于户数")
    case "count_below_known":
      return found(
        "count has fewer lights than were seen one by one",
        "counts have fewer lights than were seen one by one", "次数灯的亮灯数少于逐户所见")
    case "meter_resets":
      return found("meter reading falls", "meter readings fall", "次电表读数下降")
    case "shared_meter":
      return found(
        "meter is shared by several units", "meters are shared by several units", "块电表由多户共用")
    case "ambiguous_meter":
      return found(
        "meter number occurs in several compounds", "meter numbers occur in several compounds",
        "个电表号在多个小区重复")
    case "implausible_reading":
      return found(
        "meter reading lies outside its neighbours", "meter readings lie outside their neighbours",
        "个电表读数超出前后读数")
    case "impossible_rise":
      return found(
        "meter rises faster than a dwelling can draw",
        "meters rise faster than a dwelling can draw", "块电表的走数快于一户可能的用电")
    case "dark_walk":
      return found(
        "walk was written down with hardly a light", "walks were written down with hardly a light",
        "次数灯几乎没有亮灯")
    case "doubtful_worker":
      return found(
        "worker reported too many doors vacant", "workers reported too many doors vacant",
        "人所报空置过多")
    case "hurried_worker":
      return found(
        "round of doors was faster than feet", "rounds of doors were faster than feet",
        "次敲门快得走不过来")
    case "repeated_table":
      return found(
        "table has the rows of another", "tables have the rows of others", "个表与另一个表内容相同")
    case "overlapping_lists":
      return found(
        "pair of lists shares most of its units", "pairs of lists share most of their units",
        "对名单大部分住户相同")
    case "compound_zeros":
      return found(
        "compound is written with other zeros in front",
        "compounds are written with other zeros in front", "个小区编号前面的零多了或少了")
    default: return "\(number(count)) \(name)"
    }
  }
}
