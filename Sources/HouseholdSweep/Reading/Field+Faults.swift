import DelimitedText

extension Field {
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
