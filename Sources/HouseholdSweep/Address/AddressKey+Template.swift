import DelimitedText

extension TemplateNumbers {
  /// The numbers of an address with this key; nil of one that is not numbers with single separators
  /// between them, the last of up to six digits: such are less than the largest part.
  init?(_ address: Field, _ key: AddressKey) {
    var isSeparated = true
    var lastDigits = 0
    for index in 0..<address.count {
      let byte = address[index]
      let isDigit = byte &- 48 < 10
      guard isDigit || !isSeparated && AddressKey.isMark(byte) else { return nil }
      lastDigits = isDigit ? lastDigits + 1 : 0
      isSeparated = !isDigit
    }
    guard key.isNumeric, (1...6).contains(lastDigits) else { return nil }
    let (_, second, third) = key.parts
    self.init(
      bits: key.bits, lastDigits: lastDigits, lastShift: third >= 0 ? 0 : second >= 0 ? 20 : 40,
      areAllPlain: AddressKey.plain(address, FieldWords(address)) == key)
  }
}
