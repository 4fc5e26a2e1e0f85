/// The words and symbols that addresses are written with.
///
/// To teach the parser a new spelling, add a line here; `docs/addresses.md` says what each table
/// does. Nothing else in the package knows a Chinese or English address word.
enum AddressVocabulary {
  /// What a designator says about the part it stands with.
  enum Part: UInt8 {
    /// 号, # or No: a number of whatever kind.
    case number
    /// 弄: like a building, but 楼 behind it is still a building.
    case lane
    case building
    /// 排: a row of houses.
    case row
    /// 楼: a building, or a floor behind one: `3号楼5楼501`.
    case storey
    case entrance
    /// 组: mostly a group of villagers, sometimes an entrance.
    case group
    /// Not part of the key where the room tells it: `5层501`, but not `5层东户`.
    case floor
    /// A floor below the ground.
    case basement
    case room

    /// How far inside an address it stands; nil of a number.
    var depth: Int? {
      switch self {
      case .number: nil
      case .lane, .building, .row, .storey: 0
      case .entrance, .group: 1
      case .floor, .basement: 2
      case .room: 3
      }
    }

    /// The word for it in a text. It is read as what it stands for.
    var word: String {
      switch self {
      case .number: "号"
      case .lane: "弄"
      case .building, .storey: "栋"
      case .row: "排"
      case .entrance: "单元"
      case .group: "组"
      case .floor, .basement: "层"
      case .room: "室"
      }
    }
  }

  struct Designator {
    var word: String
    var part: Part
    /// Whether the word is common in names, so that it counts only behind a number, a Latin letter
    /// or a marker: 门 is an entrance in `2门` and `北门`, but not in `龙门村`.
    var isGuarded = false

    init(_ word: String, _ part: Part, guarded: Bool = false) {
      self.word = word
      self.part = part
      isGuarded = guarded
    }
  }

  /// Words that follow their part. The longest that fits counts.
  static let designators: [Designator] = [
    Designator("栋", .building), Designator("棟", .building),
    Designator("幢", .building),
    Designator("撞", .building, guarded: true),  // a slip for 幢
    Designator("座", .building),
    Designator("号楼", .building), Designator("號樓", .building),
    Designator("号栋", .building), Designator("號棟", .building),
    Designator("号幢", .building), Designator("號幢", .building),
    Designator("号座", .building), Designator("號座", .building),
    Designator("栋楼", .building), Designator("幢楼", .building), Designator("座楼", .building),
    Designator("楼栋", .building), Designator("楼幢", .building), Designator("楼座", .building),
    Designator("楼", .storey, guarded: true), Designator("樓", .storey, guarded: true),
    Designator("楼房", .building, guarded: true),
    Designator("住宅楼", .building, guarded: true), Designator("号住宅楼", .building),
    Designator("居民楼", .building, guarded: true), Designator("号居民楼", .building),
    Designator("#", .number),  // mostly a building, but also `501#`
    Designator("#楼", .building), Designator("#樓", .building),
    Designator("#栋", .building), Designator("#幢", .building), Designator("#座", .building),
    Designator("排", .row, guarded: true), Designator("号排", .row),
    Designator("弄", .lane, guarded: true), Designator("号弄", .lane),
    Designator("巷", .lane, guarded: true), Designator("号巷", .lane),

    Designator("单元", .entrance), Designator("單元", .entrance),
    Designator("号单元", .entrance), Designator("號單元", .entrance),
    Designator("#单元", .entrance), Designator("单元门", .entrance),
    Designator("单元号", .entrance), Designator("单无", .entrance),  // a slip for 单元
    Designator("门", .entrance, guarded: true), Designator("門", .entrance, guarded: true),
    Designator("号门", .entrance), Designator("號門", .entrance),
    Designator("门洞", .entrance, guarded: true), Designator("楼门", .entrance, guarded: true),
    Designator("梯", .entrance, guarded: true), Designator("号梯", .entrance),
    Designator("楼梯", .entrance, guarded: true),
    Designator("组", .group, guarded: true), Designator("組", .group, guarded: true),
    Designator("号组", .group), Designator("村民组", .group, guarded: true),
    Designator("队", .group, guarded: true), Designator("小队", .group, guarded: true),

    Designator("层", .floor, guarded: true), Designator("層", .floor, guarded: true),
    Designator("楼层", .floor, guarded: true), Designator("樓層", .floor, guarded: true),

    Designator("室", .room), Designator("房", .room, guarded: true),
    Designator("户", .room), Designator("戶", .room),
    Designator("号室", .room), Designator("号房", .room), Designator("号户", .room),
    Designator("號室", .room), Designator("號房", .room), Designator("號戶", .room),
    Designator("房间", .room), Designator("号房间", .room), Designator("房号", .room),
    Designator("室号", .room), Designator("户号", .room), Designator("#室", .room),

    Designator("号", .number), Designator("號", .number),
  ]

  /// English words; before their part (`Room 501`) or, if the first one is, behind it.
  static let englishWords: [(word: String, part: Part)] = [
    ("BUILDING", .building), ("BLDG", .building), ("BLD", .building), ("BLOCK", .building),
    ("BLK", .building), ("TOWER", .building),
    ("ENTRANCE", .entrance), ("ENT", .entrance), ("UNIT", .entrance), ("STAIR", .entrance),
    ("STAIRCASE", .entrance), ("DOOR", .entrance), ("GATE", .entrance),
    ("FLOOR", .floor), ("FLR", .floor), ("FL", .floor), ("LEVEL", .floor),
    ("ROOM", .room), ("RM", .room), ("APARTMENT", .room), ("APT", .room), ("FLAT", .room),
    ("SUITE", .room), ("STE", .room),
    ("NO", .number), ("NR", .number), ("NUMBER", .number), ("HOUSE", .number),
    ("ADDRESS", .number), ("ADDR", .number),
  ]

  /// Pieces of a compound. They belong to the building's name: `2期3栋501` is `2期3-501`, and so is
  /// `2期-3-501`.
  static let areas = [
    "期", "区", "區", "院", "号院", "號院", "大院", "号大院", "组团", "号组团", "地块", "号地块", "街坊", "大队",
  ]

  /// Go from the front of a piece: `2号院` is `2院`.
  static let houseNumbers: [UInt32] = [0x53F7, 0x865F]

  /// Words about an address, not of it, that go from its end: `3-2-501（出租）`. Only such as say
  /// nothing of where it is: 东 or 后门 must stay.
  static let notes = [
    "出租", "出租房", "出租屋", "租", "租户", "租房", "租客", "租住", "已租", "已出租", "待租", "招租", "合租", "群租",
    "整租", "转租", "公租房", "廉租房", "空置", "空置房", "空房", "空户", "空关", "空关户", "空挂", "空挂户", "空", "闲置",
    "自住", "自用", "业主", "户主", "房主", "房东", "有人", "无人", "没人", "无人居住", "无人住", "无人应答", "拒访", "在家",
    "不在家", "不在", "外出", "外地", "老家", "返乡", "已返", "未返", "装修", "装修中", "装修房", "未入住", "未装修", "未住",
    "毛坯", "毛坯房", "搬离", "搬走", "已搬离", "已搬走", "已搬", "已售", "未售", "待售", "出售", "常住", "在住", "独居",
    "独居老人", "隔离", "居家隔离", "居家观察", "集中隔离", "已核实", "未核实", "待核实", "已登记", "未登记", "已查", "未查",
    "已访", "未访", "人户分离", "备注", "注",
  ]

  /// The same in English: `3-2-501 (rented)`.
  static let englishNotes = [
    "RENTED", "RENTAL", "RENT", "LET", "TENANT", "TENANTS", "OWNER", "VACANT", "EMPTY", "OCCUPIED",
    "UNOCCUPIED", "UNSOLD", "SOLD", "NOTE",
  ]

  /// Labels in front of a whole address: `房号：3-2-501`.
  static let labels = ["地址", "住址", "门牌", "门牌号", "门牌号码", "房号", "户号", "房屋地址", "详细地址", "坐落"]

  /// End a part wherever they stand. Some are look-alikes that input methods offer for a dash.
  static let separators =
    "-‐‑‒–—―⸺⸻−﹣－﹘⁃˗ーｰ─━╴╶ㄧ\u{AD}" + "~～〜∼˜⁓" + "/／⁄∕\\＼﹨" + "_＿" + ".．。｡﹒"
    + "·・･•‧∙⋅" + ",，、﹑､﹐" + ";；﹔:：﹕" + "|｜︱丨→"

  /// End a part too, but a designator may still follow: `3 栋`, `(3)栋`. Spaces and brackets.
  static let gaps =
    " \t\n\r\u{0B}\u{0C}\u{85}\u{A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}"
    + "\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}"
    + "()[]{}<>（）［］｛｝＜＞【】〔〕〖〗〘〙《》〈〉「」『』“”‘’„«»﹙﹚"

  /// Go where they stand at the edge of a part, and are text inside one: `'3-2-501`, `="3-2-501"`.
  static let strays = "'\"`*=+@!?^＇＂｀＊＝＋＠！？＾"

  /// Never seen by the reader: zero width, direction marks, variation selectors.
  static let invisible: [ClosedRange<UInt32>] = [
    0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFE00...0xFE0F,
    0xFEFF...0xFEFF,
  ]

  /// Letters that count like numbers: a designator may follow, and a numeral may stand before.
  static let markers = "东西南北中前后左右上下東後甲乙丙丁戊己庚辛壬癸年月日"

  /// In front of a number it goes.
  static let ordinal = "第"

  /// The digits from zero to nine, in every way they are written out.
  static let digits = [
    "〇零○◯", "一壹弌", "二贰貳两兩弍", "三叁參叄弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖",
  ]
  static let tens = "十拾"
  static let hundreds = "百佰"
  static let thousands = "千仟"
  static let twenties = "廿卄"
  static let thirties = "卅"

  /// Between two Latin letters or digits this numeral is a dash: `9一9一2192`.
  static let dashNumeral: UInt32 = 0x4E00

  /// Months as spreadsheets print them.
  static let months = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
  ]
}
