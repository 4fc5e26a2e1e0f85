/// Invented names in pinyin; none is taken from a list of real places.
enum PlaceNames {
  private static let first = [
    "Jin", "Hong", "Bai", "Qing", "Long", "Feng", "Yue", "Ming", "Dong", "Xi", "Nan", "Bei",
    "Cui", "Lan", "Mei", "Song", "Zhu", "Lian", "Gui", "He", "Yun", "Xing", "Chun", "Qiu", "Tian",
    "Xin", "Fu", "Jia", "Yu", "Hua", "Sha", "Shi",
  ]
  private static let second = [
    "xiu", "shan", "he", "hu", "quan", "lin", "yuan", "an", "ting", "yang", "men", "qiao", "po",
    "wan", "tai", "ling", "ning", "zhou", "tang", "gang", "du", "xi", "ye", "ping", "cheng", "tun",
    "lou", "jing", "shui", "guang", "feng", "ze",
  ]
  private static let estates = [
    "Garden", "Court", "Terrace", "New Village", "Mansion", "Residence", "Park", "Lane",
  ]
  private static let districts = [
    "Jiangdong", "Jiangnan", "Hubin", "Shankou", "Qiaobei", "Donghe", "Xihe", "Nanping", "Beishan",
    "Gaoxin", "Linjiang", "Caidian Lake", "Huangshui",
  ]

  /// Two syllables for a number, spread so that neighbours do not sound alike.
  private static func stem(_ number: Int) -> String {
    let pairs = first.count * second.count
    let spread = number &* 389 % pairs
    let stem = first[spread % first.count] + second[spread / first.count]
    let round = number / pairs
    return round == 0 ? stem : "\(stem) \(round + 1)"
  }

  static func compound(_ number: Int, isVillage: Bool) -> String {
    if isVillage { return stem(number) + " Village" }
    let round = number / (first.count * second.count)
    let estate = estates[(number &* 5 + round) % estates.count]
    return "\(stem(number)) \(estate)"
  }

  static func community(_ number: Int) -> String { stem(number + 101) + " Community" }
  static func subdistrict(_ number: Int) -> String { stem(number + 577) + " Subdistrict" }
  static func district(_ number: Int) -> String { districts[number] + " District" }
  static var districtCount: Int { districts.count }
}
