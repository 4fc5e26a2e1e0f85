import DelimitedText

extension Field {
  /// Whether a full-width comma stands in the field: who types Chinese easily writes one where a comma
  /// should end the field.
  var holdsWideComma: Bool {
    guard count >= 3 else { return false }
    return (0...count - 3).contains {
      self[$0] == 0xEF && self[$0 + 1] == 0xBC && self[$0 + 2] == 0x8C
    }
  }

  /// Why the field is no whole number, or nil if it is one.
  var numberFault: RejectReason? {
    do throws(NumberFault) {
      _ = try wholeNumber()
      return nil
    } catch {
      return error == .negative ? .negativeNumber : .badNumber
    }
  }

  /// Why the field is no decimal, or nil if it is one.
  var decimalFault: RejectReason? {
    do throws(NumberFault) {
      _ = try thousandths()
      return nil
    } catch {
      return error == .negative ? .negativeNumber : .badNumber
    }
  }
}
