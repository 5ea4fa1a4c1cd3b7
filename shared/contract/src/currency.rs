//! The currencies that the platform pays in.

crate::json::names! {
    /// A currency that the platform pays in.
    pub enum CurrencyCode {
        Usd = "USD",
        Brl = "BRL",
        Mxn = "MXN",
        Cop = "COP",
        Hkd = "HKD",
        Cny = "CNY",
        Ngn = "NGN",
        Kes = "KES",
        Mwk = "MWK",
        Zar = "ZAR",
        Xof = "XOF",
        Xaf = "XAF",
        Ugx = "UGX",
        Tzs = "TZS",
        Zmw = "ZMW",
        Bwp = "BWP",
        Sgd = "SGD",
        Usdt = "USDT",
        Usdc = "USDC",
        Dai = "DAI",
        Btc = "BTC",
    }
}
