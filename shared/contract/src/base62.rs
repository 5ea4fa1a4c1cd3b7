//! Base62 of fixed width.
//!
//! The digits are in ASCII order, so encoded numbers sort like the numbers.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Returns true if `text` has only base62 digits.
pub fn is_base62(text: &str) -> bool {
    // Without an early exit, the compiler vectorizes the loop.
    text.bytes().fold(true, |base62, byte| base62 & byte.is_ascii_alphanumeric())
}

/// Encodes `number` in exactly `width` digits, most significant first. Drops higher digits that do not fit.
pub fn encode(mut number: u128, width: usize) -> String {
    let mut digits = vec![b'0'; width];
    for digit in digits.iter_mut().rev() {
        // A remainder modulo 62 is below the table's length.
        *digit = DIGITS.get((number % 62) as usize).copied().unwrap_or(b'0');
        number /= 62;
    }
    // The digits are ASCII.
    String::from_utf8(digits).unwrap_or_default()
}

/// Decodes a number; `None` for a character that is not a digit, and for a number over 128 bits.
pub fn decode(text: &str) -> Option<u128> {
    text.bytes().try_fold(0_u128, |number, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            b'a'..=b'z' => byte - b'a' + 36,
            _ => return None,
        };
        number.checked_mul(62)?.checked_add(u128::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip_and_keep_their_order() {
        let numbers = [0, 1, 61, 62, 3843, u128::from(u64::MAX), u128::MAX];
        let texts: Vec<String> = numbers.iter().map(|n| encode(*n, 22)).collect();
        assert!(texts.windows(2).all(|pair| pair[0] < pair[1]));
        for (number, text) in numbers.iter().zip(&texts) {
            assert_eq!(decode(text), Some(*number));
            assert_eq!(text.len(), 22);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!(decode("a-b"), None);
        assert_eq!(decode("zzzzzzzzzzzzzzzzzzzzzz"), None, "exceeds 128 bits");
    }
}
