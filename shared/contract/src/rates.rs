//! Rate tables, which quotes are priced from. An operator maintains them.

use num_rational::BigRational;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::crypto::Pair;
use crate::currency::{CurrencyCode, CurrencyKind};
use crate::id::RateTableId;
use crate::json::{FromJson, Json, Reader, object};
use crate::member::UserId;
use crate::money::{Amount, too_fine};
use crate::route::Output;
use crate::time::Timestamp;
use crate::value::List;

object! {
    /// Exchange rate and fee of a currency pair.
    pub struct Rate {
        /// Currency that the customer pays in.
        pub source_currency_code: CurrencyCode,
        /// Currency that the beneficiary receives.
        #[schemars(example = &"MXN")]
        pub target_currency_code: CurrencyCode,
        /// Units of the target currency per source unit, after the fee.
        #[schemars(example = &"18.45")]
        pub rate: Amount,
        /// Fixed part of the fee, in the source currency.
        #[schemars(example = &"2.00")]
        pub fee_fixed: Amount,
        /// Variable part of the fee: per cent of the payment, less than 100.
        #[schemars(example = &"0.5")]
        pub fee_percent: Amount,
    }
}

/// Rates, with each pair of currencies at most once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Rates(Vec<Rate>);

impl Rates {
    /// Returns the rate from one currency to another.
    pub fn find(&self, source: CurrencyCode, target: CurrencyCode) -> Option<&Rate> {
        self.0.iter().find(|rate| (rate.source_currency_code, rate.target_currency_code) == (source, target))
    }

    /// Returns the number of pairs.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are no pairs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the pairs with a crypto asset.
    pub fn crypto_pairs(&self) -> Vec<Pair> {
        let crypto = |code: CurrencyCode| code.kind() == CurrencyKind::Crypto;
        let mut pairs: Vec<Pair> = self
            .0
            .iter()
            .filter(|rate| crypto(rate.source_currency_code) || crypto(rate.target_currency_code))
            .map(|rate| Pair {
                id: format!("{}-{}", rate.source_currency_code, rate.target_currency_code),
                source_currency_code: rate.source_currency_code,
                target_currency_code: rate.target_currency_code,
            })
            .collect();
        pairs.sort_by(|a, b| a.id.cmp(&b.id));
        pairs
    }
}

impl FromJson for Rates {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        // Most pairs: all pairs of all currencies.
        let rates: List<Rate, 0, 441> = List::from_json(value, at)?;
        let mut rates = rates.as_slice().to_vec();
        for index in 0..rates.len() {
            let (earlier, rest) = rates.split_at_mut(index);
            let Some(rate) = rest.first_mut() else { break };
            let pair = |rate: &Rate| (rate.source_currency_code, rate.target_currency_code);
            if earlier.iter().any(|earlier| pair(earlier) == pair(rate)) {
                return at.refuse_member(
                    &index.to_string(),
                    "repeats the currencies of an earlier rate; send each pair once",
                );
            }
            if rate.rate.is_zero() {
                return at.refuse_inside([&index.to_string(), "rate"], "must be greater than 0");
            }
            if rate.fee_percent.rational() >= BigRational::from_integer(100.into()) {
                return at.refuse_inside([&index.to_string(), "feePercent"], "must be less than 100");
            }
            let source = rate.source_currency_code;
            let Some(fixed) = rate.fee_fixed.in_currency(source) else {
                let reason = too_fine(source);
                return at.refuse_inside([&index.to_string(), "feeFixed"], &reason);
            };
            rate.fee_fixed = fixed;
        }
        Some(Self(rates))
    }
}

object! {
    /// Request body that replaces the rate table.
    pub struct NewRates {
        /// Rates.
        pub rates: Rates,
    }
}

/// Rate table, valid from its creation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateTable {
    /// Rate table id.
    pub id: RateTableId,
    /// Rates.
    pub rates: Rates,
    /// Time of creation.
    pub created_at: Timestamp,
    /// User who created it.
    pub created_by: UserId,
}

impl Output for RateTable {}
