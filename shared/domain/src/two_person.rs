//! Two-person rule: the approver of a large payment does not process it.

use std::str::FromStr;

use contract::currency::CurrencyCode;
use contract::money::Amount;

/// Largest payments that one person may both approve and process, by currency.
///
/// Written as `USD=10000,USDC=10000`. In a currency without a limit, each payment needs two people.
#[derive(Clone, Debug, Default)]
pub struct OnePersonLimits(Vec<(CurrencyCode, Amount)>);

/// Invalid list of limits.
#[derive(Debug, thiserror::Error)]
#[error("must be a list such as USD=10000,USDC=10000, not {0:?}")]
pub struct InvalidLimits(String);

impl OnePersonLimits {
    /// Returns true if a payment of `amount` needs two people.
    pub fn need_two(&self, amount: Amount, currency: CurrencyCode) -> bool {
        let limit = self.0.iter().find(|(limited, _)| *limited == currency);
        limit.is_none_or(|(_, limit)| amount > *limit)
    }
}

impl FromStr for OnePersonLimits {
    type Err = InvalidLimits;
    fn from_str(text: &str) -> Result<Self, InvalidLimits> {
        let limit = |entry: &str| {
            let (currency, amount) = entry.trim().split_once('=')?;
            Some((currency.parse().ok()?, amount.parse().ok()?))
        };
        let entries = text.split(',').filter(|entry| !entry.trim().is_empty());
        let limits = entries.map(|entry| limit(entry).ok_or_else(|| InvalidLimits(entry.to_owned())));
        Ok(Self(limits.collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_without_a_limit_always_needs_two_people() {
        let limits: OnePersonLimits = "USD=10000, USDC=0.5".parse().unwrap();
        let need_two = |amount: &str, currency| limits.need_two(amount.parse().unwrap(), currency);
        assert!(!need_two("10000.00", CurrencyCode::Usd) && need_two("10000.01", CurrencyCode::Usd));
        assert!(!need_two("0.5", CurrencyCode::Usdc) && need_two("0.51", CurrencyCode::Usdc));
        assert!(need_two("0.01", CurrencyCode::Brl));
        assert!(OnePersonLimits::default().need_two("0.01".parse().unwrap(), CurrencyCode::Usd));
        for bad in ["USD", "USD=", "USD=x", "usd=1", "EUR=1", "USD=-1"] {
            assert!(bad.parse::<OnePersonLimits>().is_err(), "{bad}");
        }
    }
}
