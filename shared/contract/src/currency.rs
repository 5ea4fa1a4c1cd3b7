//! Currencies that the platform pays in.

use schemars::JsonSchema;
use serde::Serialize;

use crate::json::names;

/// Declares the currencies: code, name, decimal places, kind.
macro_rules! currencies {
    ($($variant:ident = $code:literal, $name:literal, $minor_units:literal, $kind:ident;)+) => {
        names! {
            /// Currency that the platform pays in.
            pub enum CurrencyCode { $($variant = $code,)+ }
        }

        impl CurrencyCode {
            /// Returns the English name.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Returns the decimal places: of ISO 4217, or of the smallest unit on the chain.
            pub const fn minor_units(self) -> u32 {
                match self { $(Self::$variant => $minor_units,)+ }
            }

            /// Returns the kind: issued by a state, or on a chain.
            pub const fn kind(self) -> CurrencyKind {
                match self { $(Self::$variant => CurrencyKind::$kind,)+ }
            }
        }
    };
}

names! {
    /// Kind of a currency.
    pub enum CurrencyKind {
        Fiat = "FIAT",
        Crypto = "CRYPTO",
    }
}

currencies! {
    Usd = "USD", "US dollar", 2, Fiat;
    Brl = "BRL", "Brazilian real", 2, Fiat;
    Mxn = "MXN", "Mexican peso", 2, Fiat;
    Cop = "COP", "Colombian peso", 2, Fiat;
    Hkd = "HKD", "Hong Kong dollar", 2, Fiat;
    Cny = "CNY", "Chinese yuan", 2, Fiat;
    Ngn = "NGN", "Nigerian naira", 2, Fiat;
    Kes = "KES", "Kenyan shilling", 2, Fiat;
    Mwk = "MWK", "Malawian kwacha", 2, Fiat;
    Zar = "ZAR", "South African rand", 2, Fiat;
    Xof = "XOF", "West African CFA franc", 0, Fiat;
    Xaf = "XAF", "Central African CFA franc", 0, Fiat;
    Ugx = "UGX", "Ugandan shilling", 0, Fiat;
    Tzs = "TZS", "Tanzanian shilling", 2, Fiat;
    Zmw = "ZMW", "Zambian kwacha", 2, Fiat;
    Bwp = "BWP", "Botswana pula", 2, Fiat;
    Sgd = "SGD", "Singapore dollar", 2, Fiat;
    Usdt = "USDT", "Tether USD", 6, Crypto;
    Usdc = "USDC", "USD Coin", 6, Crypto;
    Dai = "DAI", "Dai", 18, Crypto;
    Btc = "BTC", "Bitcoin", 8, Crypto;
}

/// Currency as the API lists it.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Currency {
    /// Currency code, used in other fields: ISO 4217, or the symbol of a crypto asset.
    pub id: CurrencyCode,
    /// English name.
    #[schemars(example = &"US dollar")]
    pub name: &'static str,
    /// Decimal places of its amounts.
    #[schemars(example = 2)]
    pub minor_units: u32,
    /// Kind of the currency.
    pub kind: CurrencyKind,
}

/// Returns all currencies, by code.
pub fn currencies() -> Vec<Currency> {
    let mut all: Vec<_> = CurrencyCode::ALL
        .iter()
        .map(|&id| Currency { id, name: id.title(), minor_units: id.minor_units(), kind: id.kind() })
        .collect();
    all.sort_by_key(|currency| currency.id.name());
    all
}
