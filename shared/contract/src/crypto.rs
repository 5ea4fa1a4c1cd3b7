//! Crypto assets, their networks, and the pairs that a quote can convert.

use schemars::JsonSchema;
use serde::Serialize;

use crate::currency::CurrencyCode;
use crate::json::names;

names! {
    /// Network of crypto assets.
    pub enum NetworkId {
        Bitcoin = "BITCOIN",
        Ethereum = "ETHEREUM",
        Polygon = "POLYGON",
        Solana = "SOLANA",
        Tron = "TRON",
    }
}

impl NetworkId {
    const fn title(self) -> &'static str {
        match self {
            Self::Bitcoin => "Bitcoin",
            Self::Ethereum => "Ethereum",
            Self::Polygon => "Polygon PoS",
            Self::Solana => "Solana",
            Self::Tron => "TRON",
        }
    }

    /// Returns the platform's assets on this network.
    const fn assets(self) -> &'static [CurrencyCode] {
        use CurrencyCode::{Btc, Dai, Usdc, Usdt};
        match self {
            Self::Bitcoin => &[Btc],
            Self::Ethereum | Self::Polygon => &[Dai, Usdc, Usdt],
            Self::Solana => &[Usdc, Usdt],
            Self::Tron => &[Usdt],
        }
    }
}

/// Crypto asset.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Asset {
    /// Currency code of the asset, used in other fields.
    #[schemars(example = &"USDC")]
    pub id: CurrencyCode,
    /// Name of the asset.
    #[schemars(example = &"USD Coin")]
    pub name: &'static str,
    /// Decimal places of its amounts.
    #[schemars(example = 6)]
    pub minor_units: u32,
    /// Networks of the asset.
    pub networks: Vec<NetworkId>,
}

/// Network.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Network {
    /// Network id, used in other fields.
    #[schemars(example = &"ETHEREUM")]
    pub id: NetworkId,
    /// Name of the network.
    #[schemars(example = &"Ethereum")]
    pub name: &'static str,
    /// Assets on the network.
    #[schemars(example = serde_json::json!(["DAI", "USDC", "USDT"]))]
    pub assets: &'static [CurrencyCode],
}

/// Currency pair that a quote can convert.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// Source and target code, joined by a hyphen.
    #[schemars(example = &"USD-USDC")]
    pub id: String,
    /// Currency that the customer pays in.
    pub source_currency_code: CurrencyCode,
    /// Currency that the beneficiary receives.
    #[schemars(example = &"USDC")]
    pub target_currency_code: CurrencyCode,
}

/// Returns the assets, by id.
pub fn assets() -> Vec<Asset> {
    let mut ids: Vec<CurrencyCode> = NetworkId::ALL.iter().flat_map(|network| network.assets()).copied().collect();
    ids.sort_by_key(|id| id.name());
    ids.dedup();
    let asset = |id: CurrencyCode| Asset {
        id,
        name: id.title(),
        minor_units: id.minor_units(),
        networks: NetworkId::ALL.into_iter().filter(|network| network.assets().contains(&id)).collect(),
    };
    ids.into_iter().map(asset).collect()
}

/// Returns the networks, by id.
pub fn networks() -> Vec<Network> {
    NetworkId::ALL.map(|id| Network { id, name: id.title(), assets: id.assets() }).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::CurrencyKind;

    #[test]
    fn every_crypto_currency_is_an_asset_and_no_other() {
        let ids: Vec<_> = assets().iter().map(|asset| asset.id).collect();
        for code in CurrencyCode::ALL {
            assert_eq!(ids.contains(&code), code.kind() == CurrencyKind::Crypto, "{code}");
        }
    }
}
