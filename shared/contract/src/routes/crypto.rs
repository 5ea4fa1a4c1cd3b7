//! `/api/v1/crypto`

use super::routes;
use crate::crypto::{Asset, Network, Pair};
use crate::page::{Page, PageQuery};
use crate::permission::Permission::CryptoRead;
use crate::route::{Grant, RouteSpec};
use crate::table::Table::Rates;

routes! {
    area crypto;

    assets ListAssets = RouteSpec::get("crypto-assets", "/api/v1/crypto/assets")
        .permission(CryptoRead)
        .summary("Lists the crypto assets, by id."),
        query: PageQuery, output: Page<Asset>;

    networks ListNetworks = RouteSpec::get("crypto-networks", "/api/v1/crypto/networks")
        .permission(CryptoRead)
        .summary("Lists the networks of the crypto assets, by id."),
        query: PageQuery, output: Page<Network>;

    pairs ListPairs = RouteSpec::get("crypto-pairs", "/api/v1/crypto/pairs")
        .permission(CryptoRead)
        .summary("Lists the currency pairs with a crypto asset that a quote can currently convert, by id.")
        .grants(&[Grant::query(Rates)]),
        query: PageQuery, output: Page<Pair>;
}
