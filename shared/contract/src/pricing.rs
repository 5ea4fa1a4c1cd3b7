//! What a payment costs: pure arithmetic on decimals, rounded to minor units and never to the partner's disadvantage by
//! more than one of them.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::currency::CurrencyCode;
use crate::money::Amount;
use crate::quote::{PriceBreakdown, QuoteSide};
use crate::rates::Rate;

/// Both sides of a payment, and how they come about.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// What the customer pays, fee included.
    pub payment: Amount,
    /// What arrives.
    pub target: Amount,
    /// How.
    pub breakdown: PriceBreakdown,
}

/// Why there is no price.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoPrice {
    /// The amount is zero.
    #[error("must be greater than 0")]
    Nothing,
    /// The amount is no number of whole minor units.
    #[error("has more digits behind the point than its currency")]
    Fraction,
    /// Nothing would be left to convert, or nothing would arrive.
    #[error("is too small: the fee would leave nothing to arrive")]
    TooSmall,
    /// The numbers become too large.
    #[error("is too large")]
    TooLarge,
}

/// The price of a payment by `rate`, of which `amount` is the side that `side` says.
///
/// # Errors
/// Why there is none.
pub fn price(amount: Amount, side: QuoteSide, rate: &Rate) -> Result<Price, NoPrice> {
    let (source, target) = (rate.source_currency_code, rate.target_currency_code);
    let of = match side {
        QuoteSide::Source => source,
        QuoteSide::Target => target,
    };
    if amount.is_zero() {
        return Err(NoPrice::Nothing);
    }
    if !amount.fits(of) {
        return Err(NoPrice::Fraction);
    }
    match side {
        QuoteSide::Source => from_source(amount, rate, source, target),
        QuoteSide::Target => from_target(amount, rate, source, target),
    }
}

const UP: RoundingStrategy = RoundingStrategy::AwayFromZero;
const DOWN: RoundingStrategy = RoundingStrategy::ToZero;

fn from_source(payment: Amount, rate: &Rate, source: CurrencyCode, target: CurrencyCode) -> Result<Price, NoPrice> {
    let share = rate.fee_percent.decimal().checked_div(Decimal::ONE_HUNDRED).ok_or(NoPrice::TooLarge)?;
    let variable = payment.decimal().checked_mul(share).ok_or(NoPrice::TooLarge)?;
    let fee = variable.checked_add(rate.fee_fixed.decimal()).ok_or(NoPrice::TooLarge)?;
    let fee = Amount::rounded(fee, source, UP).ok_or(NoPrice::TooLarge)?;
    let payout = Amount::rounded(payment.decimal() - fee.decimal(), source, DOWN).ok_or(NoPrice::TooSmall)?;
    let arrives = payout.decimal().checked_mul(rate.rate.decimal()).ok_or(NoPrice::TooLarge)?;
    let arrives = Amount::rounded(arrives, target, DOWN).ok_or(NoPrice::TooLarge)?;
    let payment = Amount::rounded(payment.decimal(), source, DOWN).ok_or(NoPrice::TooLarge)?;
    finished(payment, arrives, payout, fee, rate)
}

fn from_target(arrives: Amount, rate: &Rate, source: CurrencyCode, target: CurrencyCode) -> Result<Price, NoPrice> {
    let payout = arrives.decimal().checked_div(rate.rate.decimal()).ok_or(NoPrice::TooLarge)?;
    let payout = Amount::rounded(payout, source, UP).ok_or(NoPrice::TooLarge)?;
    let share = rate.fee_percent.decimal().checked_div(Decimal::ONE_HUNDRED).ok_or(NoPrice::TooLarge)?;
    let before = payout.decimal().checked_add(rate.fee_fixed.decimal()).ok_or(NoPrice::TooLarge)?;
    let payment = before.checked_div(Decimal::ONE - share).ok_or(NoPrice::TooLarge)?;
    let payment = Amount::rounded(payment, source, UP).ok_or(NoPrice::TooLarge)?;
    let fee = Amount::rounded(payment.decimal() - payout.decimal(), source, UP).ok_or(NoPrice::TooLarge)?;
    let arrives = Amount::rounded(arrives.decimal(), target, DOWN).ok_or(NoPrice::TooLarge)?;
    finished(payment, arrives, payout, fee, rate)
}

fn finished(payment: Amount, target: Amount, payout: Amount, fee: Amount, rate: &Rate) -> Result<Price, NoPrice> {
    if payout.is_zero() || target.is_zero() {
        return Err(NoPrice::TooSmall);
    }
    Ok(Price { payment, target, breakdown: PriceBreakdown { payout, fee, rate: rate.rate } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(source: CurrencyCode, target: CurrencyCode, rate: &str, fixed: &str, percent: &str) -> Rate {
        Rate {
            source_currency_code: source,
            target_currency_code: target,
            rate: rate.parse().unwrap(),
            fee_fixed: fixed.parse().unwrap(),
            fee_percent: percent.parse().unwrap(),
        }
    }

    fn shown(amount: &str, side: QuoteSide, rate: &Rate) -> [String; 4] {
        let price = price(amount.parse().unwrap(), side, rate).unwrap();
        [price.payment, price.breakdown.fee, price.breakdown.payout, price.target].map(|amount| amount.to_string())
    }

    #[test]
    fn of_what_is_paid_the_fee_is_taken_and_the_rest_converted() {
        let to_francs = rate(CurrencyCode::Usd, CurrencyCode::Xof, "601.5", "1.00", "0.5");
        assert_eq!(shown("100", QuoteSide::Source, &to_francs), ["100.00", "1.50", "98.50", "59247"]);
        let to_bitcoin = rate(CurrencyCode::Usd, CurrencyCode::Btc, "0.00001", "0", "0");
        assert_eq!(shown("0.01", QuoteSide::Source, &to_bitcoin), ["0.01", "0.00", "0.01", "0.00000010"]);
    }

    #[test]
    fn what_is_to_arrive_arrives() {
        let to_francs = rate(CurrencyCode::Usd, CurrencyCode::Xof, "601.5", "1.00", "0.5");
        assert_eq!(shown("59247", QuoteSide::Target, &to_francs), ["100.00", "1.50", "98.50", "59247"]);
        let to_dai = rate(CurrencyCode::Usd, CurrencyCode::Dai, "0.999", "0", "0");
        assert_eq!(
            shown("1.000000000000000001", QuoteSide::Target, &to_dai),
            ["1.01", "0.00", "1.01", "1.000000000000000001"]
        );
    }

    #[test]
    fn nothing_is_lost_or_made_in_a_thousand_prices() {
        let codes = [CurrencyCode::Usd, CurrencyCode::Xof, CurrencyCode::Btc, CurrencyCode::Usdt];
        for (number, (source, target)) in
            codes.into_iter().flat_map(|source| codes.map(|target| (source, target))).cycle().take(1_000).enumerate()
        {
            let rate = rate(source, target, &format!("{}.{}", number % 700, number + 1), "1", &format!("0.{number}"));
            let amount = format!("{}", number * 37 + 5_000);
            for side in [QuoteSide::Source, QuoteSide::Target] {
                let Ok(price) = price(amount.parse().unwrap(), side, &rate) else { continue };
                let (fee, payout) = (price.breakdown.fee.decimal(), price.breakdown.payout.decimal());
                assert_eq!(price.payment.decimal(), fee + payout, "{side:?} {amount} {rate:?}");
                let least = price.payment.decimal() * rate.fee_percent.decimal() / Decimal::ONE_HUNDRED + Decimal::ONE;
                assert!(fee >= least.round_dp_with_strategy(source.minor_units(), DOWN), "{side:?} {amount} {rate:?}");
                assert!(price.target.decimal() <= payout * rate.rate.decimal(), "{side:?} {amount} {rate:?}");
                assert!(price.payment.fits(source) && price.target.fits(target));
            }
        }
    }

    #[test]
    fn what_has_no_price_says_why() {
        let rate = rate(CurrencyCode::Usd, CurrencyCode::Xof, "601.5", "1.00", "0.5");
        let why = |amount: &str, side| price(amount.parse().unwrap(), side, &rate).unwrap_err();
        assert_eq!(why("0", QuoteSide::Source), NoPrice::Nothing);
        assert_eq!(why("0.001", QuoteSide::Source), NoPrice::Fraction);
        assert_eq!(why("1.5", QuoteSide::Target), NoPrice::Fraction);
        for small in ["0.01", "1.00", "1.01"] {
            assert_eq!(why(small, QuoteSide::Source), NoPrice::TooSmall, "{small}");
        }
    }
}
