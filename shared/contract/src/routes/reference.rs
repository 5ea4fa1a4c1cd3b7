//! `/api/v1/reference`

use super::routes;
use crate::currency::Currency;
use crate::page::{Page, PageQuery};
use crate::permission::Permission::{CustomersRead, PaymentsRead};
use crate::reference::{Country, Industry};
use crate::route::RouteSpec;

routes! {
    area reference;

    countries ListCountries = RouteSpec::get("reference-countries", "/api/v1/reference/countries")
        .permission(CustomersRead)
        .summary("Lists the countries of ISO 3166-1, by code."),
        query: PageQuery, output: Page<Country>;

    currencies ListCurrencies = RouteSpec::get("reference-currencies", "/api/v1/reference/currencies")
        .permission(PaymentsRead)
        .summary("Lists the currencies that the platform pays in, by code."),
        query: PageQuery, output: Page<Currency>;

    industries ListIndustries = RouteSpec::get("reference-industries", "/api/v1/reference/industries")
        .permission(CustomersRead)
        .summary("Lists the industries a business can belong to, by id."),
        query: PageQuery, output: Page<Industry>;
}
