//! Price of a payment: exact rational arithmetic, rounded only where stated here.
//!
//! Let *r* be the rate, *f* the fixed fee and *p* the fee in per cent of the currency pair. Each number below is a
//! whole number of minor units ([`CurrencyCode::minor_units`]) of the currency beside it. *Up* and *down* mean to the
//! next whole minor unit above or below, unless the number is already whole.
//!
//! With a payment given (`SOURCE`):
//!
//! 1. fee (source) = *payment · p / 100 + f*, rounded **up**
//! 2. payout (source) = *payment − fee*, exact
//! 3. target (target) = *payout · r*, rounded **down**
//!
//! With a target given (`TARGET`):
//!
//! 1. payout (source) = *target / r*, rounded **up**
//! 2. payment (source) = *(payout + f) / (1 − p / 100)*, rounded **up**
//! 3. fee (source) = *payment − payout*, exact
//!
//! So in both directions *payment = payout + fee*, the fee is never less than *payment · p / 100 + f*, and the target
//! is never more than *payout · r*. Each step is one fraction of the numbers above it, rounded once; no intermediate
//! result is rounded or truncated. Amounts, rates and fees have at most 9 digits before the decimal point and
//! 18 decimal places ([`Amount`]). A price with more than 18 digits before the decimal point on either side is refused.

use num_bigint::BigInt;
use num_rational::BigRational;

use contract::currency::CurrencyCode;
use contract::money::{Amount, too_fine};
use contract::quote::{PriceBreakdown, QuoteSide};
use contract::rates::Rate;

/// Both sides of a payment, and the breakdown.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// Amount that the customer pays, including the fee.
    pub payment: Amount,
    /// Amount that the beneficiary receives.
    pub target: Amount,
    /// Payout, fee and rate.
    pub breakdown: PriceBreakdown,
}

/// Reason for an amount without a price.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoPrice {
    /// Zero.
    #[error("must be greater than 0")]
    Zero,
    /// Finer than the currency's minor unit.
    #[error("{}", too_fine(*.0))]
    TooFine(CurrencyCode),
    /// The fee is at least the payment.
    #[error("must be greater than the fee, which would be {0} {1}")]
    FeeTakesAll(Amount, CurrencyCode),
    /// The converted payout is below one minor unit.
    #[error("is too small: the beneficiary would receive less than the smallest amount of {0}")]
    NothingArrives(CurrencyCode),
    /// A side exceeds [`contract::money::MAX_WHOLE`] digits.
    #[error("is too large: an amount in the price would have more than 18 digits before the decimal point")]
    TooLarge,
    /// The rate is zero or the fee 100 per cent. No valid table has one.
    #[error("cannot be converted: the current rate is not usable; contact Nuvera's support")]
    UnusableRate,
}

/// Prices a payment by `rate`. `amount` is on the `side` given.
///
/// # Errors
/// [`NoPrice`], for the first reason that applies.
pub fn price(amount: Amount, side: QuoteSide, rate: &Rate) -> Result<Price, NoPrice> {
    let currency = match side {
        QuoteSide::Source => rate.source_currency_code,
        QuoteSide::Target => rate.target_currency_code,
    };
    let percent = rate.fee_percent.rational() / integer(100);
    if rate.rate.is_zero() || percent >= integer(1) {
        return Err(NoPrice::UnusableRate);
    }
    if amount.is_zero() {
        return Err(NoPrice::Zero);
    }
    let amount = amount.in_currency(currency).ok_or(NoPrice::TooFine(currency))?;
    match side {
        QuoteSide::Source => from_source(amount, rate, &percent),
        QuoteSide::Target => from_target(amount, rate, &percent),
    }
}

fn from_source(payment: Amount, rate: &Rate, percent: &BigRational) -> Result<Price, NoPrice> {
    let (source, target) = (rate.source_currency_code, rate.target_currency_code);
    let fee = rounded_up(&(payment.rational() * percent + rate.fee_fixed.rational()), source)?;
    if fee >= payment {
        return Err(NoPrice::FeeTakesAll(fee, source));
    }
    let payout = rounded_down(&(payment.rational() - fee.rational()), source)?;
    let arrives = rounded_down(&(payout.rational() * rate.rate.rational()), target)?;
    if arrives.is_zero() {
        return Err(NoPrice::NothingArrives(target));
    }
    let breakdown = PriceBreakdown { payout, fee, rate: rate.rate };
    Ok(Price { payment, target: arrives, breakdown })
}

fn from_target(target: Amount, rate: &Rate, percent: &BigRational) -> Result<Price, NoPrice> {
    let source = rate.source_currency_code;
    let payout = rounded_up(&(target.rational() / rate.rate.rational()), source)?;
    let payment = (payout.rational() + rate.fee_fixed.rational()) / (integer(1) - percent);
    let payment = rounded_up(&payment, source)?;
    let fee = rounded_up(&(payment.rational() - payout.rational()), source)?;
    Ok(Price { payment, target, breakdown: PriceBreakdown { payout, fee, rate: rate.rate } })
}

fn integer(number: u32) -> BigRational {
    BigRational::from_integer(number.into())
}

/// Rounds `number` up to a whole minor unit of `currency`.
fn rounded_up(number: &BigRational, currency: CurrencyCode) -> Result<Amount, NoPrice> {
    let count = in_minor_units(number, currency).ceil().to_integer();
    Amount::from_minor_units(&count, currency).ok_or(NoPrice::TooLarge)
}

/// Rounds `number` down to a whole minor unit of `currency`.
fn rounded_down(number: &BigRational, currency: CurrencyCode) -> Result<Amount, NoPrice> {
    let count = in_minor_units(number, currency).floor().to_integer();
    Amount::from_minor_units(&count, currency).ok_or(NoPrice::TooLarge)
}

fn in_minor_units(number: &BigRational, currency: CurrencyCode) -> BigRational {
    number * BigRational::from_integer(BigInt::from(10).pow(currency.minor_units()))
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
    fn the_fee_is_deducted_from_a_payment_and_the_rest_converted() {
        let to_francs = rate(CurrencyCode::Usd, CurrencyCode::Xof, "601.5", "1.00", "0.5");
        assert_eq!(shown("100", QuoteSide::Source, &to_francs), ["100.00", "1.50", "98.50", "59247"]);
        let to_bitcoin = rate(CurrencyCode::Usd, CurrencyCode::Btc, "0.00001", "0", "0");
        assert_eq!(shown("0.01", QuoteSide::Source, &to_bitcoin), ["0.01", "0.00", "0.01", "0.00000010"]);
    }

    #[test]
    fn a_given_target_is_paid_exactly() {
        let to_francs = rate(CurrencyCode::Usd, CurrencyCode::Xof, "601.5", "1.00", "0.5");
        assert_eq!(shown("59247", QuoteSide::Target, &to_francs), ["100.00", "1.50", "98.50", "59247"]);
        let to_dai = rate(CurrencyCode::Usd, CurrencyCode::Dai, "0.999", "0", "0");
        assert_eq!(
            shown("1.000000000000000001", QuoteSide::Target, &to_dai),
            ["1.01", "0.00", "1.01", "1.000000000000000001"]
        );
    }

    /// Regression: with the 28 digits of `rust_decimal`, the payout ended in `…564`, and the target exceeded payout ×
    /// rate.
    #[test]
    fn the_last_of_29_digits_is_exact() {
        let to_pesos = rate(CurrencyCode::Dai, CurrencyCode::Mxn, "0.00001234", "6.7198877334551", "0.5");
        let [_, _, payout, target] = shown("383579", QuoteSide::Target, &to_pesos);
        assert_eq!((payout.as_str(), target.as_str()), ("31084197730.956239870340356565", "383579.00"));
    }

    #[test]
    fn extreme_rates_and_amounts_have_a_price_or_a_reason() {
        let most = "999999999.999999999999999999";
        let of_dai = |value: &str| rate(CurrencyCode::Dai, CurrencyCode::Dai, value, "0", "0");
        assert_eq!(
            shown(most, QuoteSide::Source, &of_dai(most))[3],
            "999999999999999999.999999998000000000",
            "(10⁹ − 10⁻¹⁸)² = 10¹⁸ − 2·10⁻⁹ + 10⁻³⁶"
        );
        let least = of_dai("0.000000000000000001");
        assert_eq!(shown("1", QuoteSide::Source, &least)[3], "0.000000000000000001");
        let why = |amount: &str, side, rate: &Rate| price(amount.parse().unwrap(), side, rate).unwrap_err();
        assert_eq!(why("1", QuoteSide::Target, &least), NoPrice::TooLarge);
        assert_eq!(why("0.5", QuoteSide::Source, &least), NoPrice::NothingArrives(CurrencyCode::Dai));
        let dear = rate(CurrencyCode::Usd, CurrencyCode::Usd, "1", "0", "99.999999999999");
        assert_eq!(why("999999999.99", QuoteSide::Target, &dear), NoPrice::TooLarge);
        assert_eq!(shown("0.01", QuoteSide::Target, &dear)[0], "1000000000000.00");
    }

    #[test]
    fn an_amount_without_a_price_has_a_reason() {
        let francs = rate(CurrencyCode::Usd, CurrencyCode::Xof, "601.5", "1.00", "0.5");
        let why = |amount: &str, side| price(amount.parse().unwrap(), side, &francs).unwrap_err().to_string();
        assert_eq!(why("0", QuoteSide::Source), "must be greater than 0");
        assert_eq!(why("0.001", QuoteSide::Source), "must have at most 2 decimal places, as many as USD has");
        assert_eq!(why("1.5", QuoteSide::Target), "must have at most 0 decimal places, as many as XOF has");
        for (small, fee) in [("0.01", "1.01"), ("1.00", "1.01"), ("1.01", "1.01")] {
            let reason = format!("must be greater than the fee, which would be {fee} USD");
            assert_eq!(why(small, QuoteSide::Source), reason, "{small}");
        }
        for (value, percent) in [("0", "0"), ("1", "100"), ("1", "250")] {
            let unusable = rate(CurrencyCode::Usd, CurrencyCode::Usd, value, "0", percent);
            for side in [QuoteSide::Source, QuoteSide::Target] {
                assert_eq!(price("1".parse().unwrap(), side, &unusable).unwrap_err(), NoPrice::UnusableRate);
            }
        }
    }
}
