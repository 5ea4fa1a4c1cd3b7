//! `NumericDate` (RFC 7519, 2): Unix seconds in any form of a JSON number, compared without rounding.

use std::cmp::Ordering;

/// Decimal digits of the largest `i64`.
const MAX_WHOLE_DIGITS: i64 = 19;
/// Most zeros that an exponent may add to a fraction.
const MAX_LEADING_ZEROS: i64 = 400;

/// Unix seconds, not negative, with the exact fraction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NumericDate {
    /// Whole seconds, without the fraction.
    pub(crate) seconds: i64,
    /// Digits of the fraction, without trailing zeros.
    fraction: String,
}

/// Reason why a number is not a time, as a noun phrase.
pub(crate) type NotATime = &'static str;

impl NumericDate {
    /// Parses a JSON number (RFC 8259, 6) whose syntax was checked.
    pub(crate) fn parse(json: &str) -> Result<Self, NotATime> {
        const OUT_OF_RANGE: NotATime = "a number out of range";
        if json.starts_with('-') {
            return Err("a negative number");
        }
        // Most times are whole and short.
        if let Ok(seconds) = json.parse() {
            return Ok(Self { seconds, fraction: String::new() });
        }
        let (mantissa, exponent) = match json.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| OUT_OF_RANGE)?),
            None => (json, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() {
            return Ok(Self { seconds: 0, fraction: String::new() });
        }
        let length = |text: &str| i64::try_from(text.len()).map_err(|_| OUT_OF_RANGE);
        // Digits before the decimal point, after applying the exponent.
        let point = (length(significant)? - length(fraction)?).saturating_add(exponent);
        if !(-MAX_LEADING_ZEROS..=MAX_WHOLE_DIGITS).contains(&point) {
            return Err(OUT_OF_RANGE);
        }
        let (whole, fraction) = match usize::try_from(point) {
            Ok(point) if point >= significant.len() => (format!("{significant:0<point$}"), String::new()),
            Ok(point) => {
                let (whole, fraction) = significant.split_at_checked(point).ok_or(OUT_OF_RANGE)?;
                (whole.to_owned(), fraction.to_owned())
            }
            Err(_) => {
                let zeros = usize::try_from(point.unsigned_abs()).map_err(|_| OUT_OF_RANGE)?;
                (String::new(), "0".repeat(zeros) + significant)
            }
        };
        let seconds = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| OUT_OF_RANGE)? };
        Ok(Self { seconds, fraction: fraction.trim_end_matches('0').to_owned() })
    }

    /// Returns true for a whole number of seconds.
    pub(crate) fn is_whole(&self) -> bool {
        self.fraction.is_empty()
    }

    /// Compares `self` − `earlier` with `seconds`, exactly.
    pub(crate) fn compare_difference(&self, earlier: &Self, seconds: i64) -> Ordering {
        let difference = i128::from(self.seconds) - i128::from(earlier.seconds);
        // Without trailing zeros, fractions sort like their digits.
        difference.cmp(&i128::from(seconds)).then_with(|| self.fraction.cmp(&earlier.fraction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<(i64, String), NotATime> {
        NumericDate::parse(json).map(|date| (date.seconds, date.fraction))
    }

    #[test]
    fn every_form_of_a_json_number_is_read_digit_by_digit() {
        for (json, seconds, fraction) in [
            ("0", 0, ""),
            ("1795907000", 1_795_907_000, ""),
            ("1795907000.0", 1_795_907_000, ""),
            ("1795907000.12", 1_795_907_000, "12"),
            ("1795907000.1234567890123456789", 1_795_907_000, "1234567890123456789"),
            ("1.795907e9", 1_795_907_000, ""),
            ("1.79590700012E9", 1_795_907_000, "12"),
            ("1795907000120e-3", 1_795_907_000, "12"),
            ("0.000001795907e+15", 1_795_907_000, ""),
            ("1795907e3", 1_795_907_000, ""),
            ("1795907000e0", 1_795_907_000, ""),
            ("17959070000000000000000000e-16", 1_795_907_000, ""),
            ("0e400", 0, ""),
            ("0.0e-400", 0, ""),
            ("5e-3", 0, "005"),
            ("0.5", 0, "5"),
            ("9223372036854775807", i64::MAX, ""),
            ("9223372036854775807.999", i64::MAX, "999"),
            // 2^53 + 1 does not fit a double.
            ("9007199254740993.0", 9_007_199_254_740_993, ""),
        ] {
            assert_eq!(parse(json), Ok((seconds, fraction.to_owned())), "{json}");
        }
        let forty = "1".repeat(40);
        for json in [
            "9223372036854775808", "9223372036854775808.0", "1e19", "1e400", "1e99999999999999999999",
            "1e-99999999999999999999", "1e-9223372036854775808", "1.5e9223372036854775807", &forty,
        ] {
            assert_eq!(parse(json), Err("a number out of range"), "{json}");
        }
        for json in ["-1", "-0", "-0.5", "-1e400", "-9223372036854775809"] {
            assert_eq!(parse(json), Err("a negative number"), "{json}");
        }
    }

    #[test]
    fn differences_are_compared_without_rounding() {
        use Ordering::{Equal, Greater, Less};
        for (later, earlier, order) in [
            ("60", "0", Equal),
            ("60.0", "0", Equal),
            ("60.1", "0.1", Equal),
            ("60.10", "0.1", Equal),
            ("60.1", "0.2", Less),
            ("60.00000000000000000000000000001", "0", Greater),
            ("1795907060.1", "1795907000.10000000000000000001", Less),
            ("1795907060.10000000000000000001", "1795907000.1", Greater),
            ("60.12", "0.3", Less),
            ("60.3", "0.12", Greater),
            ("9223372036854775807", "0", Greater),
            ("0", "9223372036854775807", Less),
        ] {
            let [later, earlier_date] = [later, earlier].map(|json| NumericDate::parse(json).unwrap());
            assert_eq!(later.compare_difference(&earlier_date, 60), order, "{later:?} - {earlier}");
        }
    }
}
