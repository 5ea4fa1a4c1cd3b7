//! Profile of a customer: the business and its persons, as stated by the partner.

use crate::currency::CurrencyCode;
use crate::document::MAX_ATTACHED;
use crate::id::DocumentId;
use crate::json::{Reader, names, object};
use crate::reference::{CountryId, IndustryId};
use crate::value::{Day, Email, List, OneLine, Percent, Text, UsdAmount, WebAddress};

object! {
    /// Profile of a customer, from the partner.
    pub struct CustomerProfile {
        /// Registered name.
        #[schemars(example = &"Müller & Söhne GmbH")]
        pub company_name: OneLine<1, 200>,
        /// Number in the register of companies.
        #[schemars(example = &"HRB 12345")]
        pub registration_number: OneLine<1, 100>,
        /// Country of incorporation.
        pub country_of_incorporation_id: CountryId,
        /// Industry: an id from `/api/v1/reference/industries`.
        pub business_industry_id: IndustryId,
        /// Documents that prove the profile. With those of the persons, at most 48 different documents.
        pub document_ids: List<DocumentId, 0, MAX_ATTACHED>,
        /// Owners and directors.
        pub persons: List<Person, 0, 100>,
        /// Trading names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Müller Maschinen")]
        pub trading_names: Option<Text<1, 500>>,
        /// Website.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub website: Option<WebAddress>,
        /// Sales channels: shops, website, app, agents.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Website and two shops in Berlin")]
        pub operational_channels: Option<Text<1, 1000>>,
        /// E-mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub business_email: Option<Email>,
        /// Given name of the person to contact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Ada")]
        pub primary_contact_first_name: Option<OneLine<1, 100>>,
        /// Family name of the person to contact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Müller")]
        pub primary_contact_last_name: Option<OneLine<1, 100>>,
        /// Phone number of the person to contact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"+49 30 901820")]
        pub primary_contact_phone: Option<OneLine<1, 50>>,
        /// E-mail address of the person to contact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub primary_contact_email: Option<Email>,
        /// `true` if the contact is one of the `persons`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = true)]
        pub primary_contact_is_associate: Option<bool>,
        /// Legal form.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"LIMITED_LIABILITY_COMPANY")]
        pub business_type: Option<BusinessType>,
        /// Date of foundation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"1998-04-01")]
        pub formation_date: Option<Day>,
        /// Phone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"+49 30 901820")]
        pub phone: Option<OneLine<1, 50>>,
        /// Street and number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Torstraße 1")]
        pub address_line1: Option<OneLine<1, 200>>,
        /// Further address line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"2nd floor")]
        pub address_line2: Option<OneLine<1, 200>>,
        /// City.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Berlin")]
        pub city: Option<OneLine<1, 100>>,
        /// State, province or region.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Berlin")]
        pub state_province_region: Option<OneLine<1, 100>>,
        /// Postal code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"10119")]
        pub postal_code: Option<OneLine<1, 20>>,
        /// Country of the address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub address_country_id: Option<CountryId>,
        /// Annual revenue in US dollars, as a band.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"R_1000000_9999999")]
        pub estimated_annual_revenue_usd: Option<AnnualRevenue>,
        /// Expected payments per month, in US dollars.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub expected_monthly_payments_usd: Option<UsdAmount>,
        /// Main purpose of the payments.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"PURCHASE_GOODS_AND_SERVICES")]
        pub primary_business_purpose: Option<BusinessPurpose>,
        /// Description of the purpose. Used with the purpose `OTHER`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub primary_purpose_other: Option<Text<1, 500>>,
        /// Source of funds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"SALES_OF_GOODS_AND_SERVICES")]
        pub source_of_funds: Option<SourceOfFunds>,
        /// Kind of the tax number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"VAT")]
        pub tax_id_type: Option<TaxIdType>,
        /// Tax number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"DE123456789")]
        pub tax_identification_number: Option<OneLine<1, 50>>,
        /// `true` if it operates in countries that Nuvera cannot serve.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub operates_in_prohibited_countries: Option<bool>,
        /// High-risk activities. Nuvera reviews them more closely.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub high_risk_activities: Option<List<HighRiskActivity, 0, 20>>,
        /// `true` if it transmits its customers' funds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub transmits_customer_funds: Option<bool>,
        /// Description of how it transmits its customers' funds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub customer_funds_description: Option<Text<1, 2000>>,
        /// `true` if it is a money services business.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub conducts_money_services: Option<bool>,
        /// Indirect or offshore ownership.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub ownership_indirect_or_offshore_structures: Option<Text<1, 2000>>,
        /// `true` if trusts, funds or holding companies own it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ownership_trusts_funds_or_holding_companies: Option<bool>,
        /// `true` if it has branches or subsidiaries.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ownership_branches_or_subsidiaries: Option<bool>,
        /// Branches and subsidiaries.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub ownership_branches_or_subsidiaries_details: Option<Text<1, 2000>>,
        /// Business model and sources of income.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Builds machines for packaging and sells them to manufacturers.")]
        pub business_model_description: Option<Text<1, 5000>>,
        /// Types of customers that it serves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Manufacturers")]
        pub customer_type: Option<Text<1, 500>>,
        /// Invoicing process.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"An invoice with each delivery, due in 30 days")]
        pub invoice_issuance: Option<Text<1, 500>>,
        /// `true` if it has a catalogue with prices.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = true)]
        pub product_service_catalogue_with_prices: Option<bool>,
        /// Main customers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Food manufacturers in Germany and Mexico")]
        pub main_customers: Option<Text<1, 2000>>,
        /// Main suppliers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Steelworks in Germany, electronics from Hong Kong")]
        pub main_suppliers: Option<Text<1, 2000>>,
        /// `true` if it handles significant amounts of cash.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub significant_cash_volumes: Option<bool>,
        /// `true` if it holds balances for clients.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub holds_client_balances: Option<bool>,
        /// `true` if parties unrelated to the business pay it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub receives_unrelated_third_party_payments: Option<bool>,
        /// Flow of funds from payer to payee.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Customers pay into our account in Berlin; from there we pay suppliers.")]
        pub complete_flow_of_funds: Option<Text<1, 5000>>,
        /// Main operating currency.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub primary_operating_currency: Option<CurrencyCode>,
        /// `true` if it converts currencies.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = true)]
        pub fx_conversion: Option<bool>,
        /// Description of its currency conversion.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Dollars to pesos, to pay suppliers in Mexico")]
        pub fx_conversion_description: Option<Text<1, 2000>>,
        /// Countries in which it operates or has customers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Germany, Mexico")]
        pub countries_where_operates_or_customers: Option<Text<1, 2000>>,
        /// Average transaction in US dollars.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub average_transaction_amount_usd: Option<UsdAmount>,
        /// Share of the business per region.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Four fifths Europe, one fifth Latin America")]
        pub geographic_distribution: Option<Text<1, 2000>>,
    } judged by fits_an_item
}

/// Most bytes of a profile as JSON.
///
/// DynamoDB accepts items of 400 KB (409,600 bytes). The rest is for the customer's ids, status, screening and
/// revision. With every field at its limit in ASCII, a profile has 210,000 bytes.
pub const MAX_PROFILE: usize = 360_000;

/// Most bytes of a body with all fields of a customer.
///
/// It admits 137,000 characters in the widest encoding of JSON, and the member names.
pub const CUSTOMER_BODY_LIMIT: usize = 5 * 512 * 1024;

fn fits_an_item(profile: CustomerProfile, at: &mut Reader) -> Option<CustomerProfile> {
    // A profile of strings, numbers and lists is always JSON. As an item it is never longer.
    let length = serde_json::to_string(&profile).map_or(usize::MAX, |text| text.len());
    if length <= MAX_PROFILE {
        return Some(profile);
    }
    at.refuse(format_args!(
        "must have at most {MAX_PROFILE} bytes as JSON in UTF-8, not {length}; shorten the longest texts or remove \
         persons"
    ));
    None
}

object! {
    /// Owner or director of a customer.
    pub struct Person {
        /// Given name.
        #[schemars(example = &"Ada")]
        pub first_name: OneLine<1, 100>,
        /// Family name.
        #[schemars(example = &"Müller")]
        pub last_name: OneLine<1, 100>,
        /// Roles of the person in the company.
        pub roles: List<PersonRole, 1, 3>,
        /// Nationality.
        pub nationality: CountryId,
        /// Date of birth.
        #[schemars(example = &"1980-05-17")]
        pub date_of_birth: Day,
        /// Documents that prove the person's identity.
        pub document_ids: List<DocumentId, 0, MAX_ATTACHED>,
        /// Ownership share in per cent, with at most two decimal places.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = 51.5)]
        pub ownership_percent: Option<Percent>,
        /// E-mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<Email>,
        /// Phone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"+49 30 901821")]
        pub phone: Option<OneLine<1, 50>>,
        /// Street and number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Torstraße 1")]
        pub address_line1: Option<OneLine<1, 200>>,
        /// Further address line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub address_line2: Option<OneLine<1, 200>>,
        /// City.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Berlin")]
        pub city: Option<OneLine<1, 100>>,
        /// State, province or region.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Berlin")]
        pub state_province_region: Option<OneLine<1, 100>>,
        /// Postal code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"10119")]
        pub postal_code: Option<OneLine<1, 20>>,
        /// Country of the address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub address_country_id: Option<CountryId>,
        /// Tax number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"12345678903")]
        pub tax_identification_number: Option<OneLine<1, 50>>,
        /// Country of tax residence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tax_residence_country_id: Option<CountryId>,
        /// Job title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Managing director")]
        pub business_title: Option<OneLine<1, 100>>,
        /// Start of the relationship with the company.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"1998-04-01")]
        pub relationship_established_at: Option<Day>,
        /// Number of the identity document.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"L01X00T47")]
        pub id_number: Option<OneLine<1, 50>>,
    } judged by has_each_role_once
}

fn has_each_role_once(person: Person, at: &mut Reader) -> Option<Person> {
    let roles = person.roles.as_slice();
    let repeated = roles.iter().enumerate().find(|(index, role)| roles.iter().take(*index).any(|held| held == *role));
    if let Some((index, role)) = repeated {
        return at.refuse_inside(["roles", &index.to_string()], &format!("repeats {role}; send each role once"));
    }
    Some(person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{BodyError, parse};

    #[test]
    fn a_person_has_each_role_once() {
        let read = |roles: &str| {
            let body =
                r#"{"firstName":"Ada","lastName":"Ng","nationality":"DE","dateOfBirth":"1980-05-17","documentIds":[]"#;
            parse::<Person>(format!("{body},\"roles\":{roles}}}").as_bytes())
        };
        assert!(read(r#"["UBO","DIRECTOR"]"#).is_ok());
        match read(r#"["UBO","DIRECTOR","UBO"]"#) {
            Err(BodyError::Invalid(errors)) => assert_eq!(errors[0].pointer, "/roles/2"),
            other => panic!("{other:?}"),
        }
    }
}

names! {
    /// Legal form of a business.
    pub enum BusinessType {
        Cooperative = "COOPERATIVE",
        SCorporation = "S_CORPORATION",
        BCorporation = "B_CORPORATION",
        CCorporation = "C_CORPORATION",
        CloseCorporation = "CLOSE_CORPORATION",
        NonprofitCorporation = "NONPROFIT_CORPORATION",
        GeneralPartnership = "GENERAL_PARTNERSHIP",
        LimitedPartnership = "LIMITED_PARTNERSHIP",
        LimitedLiabilityCompany = "LIMITED_LIABILITY_COMPANY",
        SoleProprietorship = "SOLE_PROPRIETORSHIP",
        Trust = "TRUST",
        Other = "OTHER",
    }
}

names! {
    /// Annual revenue in US dollars, as a band.
    pub enum AnnualRevenue {
        R099999 = "R_0_99999",
        R100000999999 = "R_100000_999999",
        R10000009999999 = "R_1000000_9999999",
        R1000000049999999 = "R_10000000_49999999",
        R50000000249999999 = "R_50000000_249999999",
        R250000000Plus = "R_250000000_PLUS",
    }
}

names! {
    /// Purpose of payments.
    pub enum BusinessPurpose {
        CharitableDonations = "CHARITABLE_DONATIONS",
        EcommerceRetailPayments = "ECOMMERCE_RETAIL_PAYMENTS",
        InvestmentPurposes = "INVESTMENT_PURPOSES",
        Other = "OTHER",
        PaymentsToFriendsOrFamilyAbroad = "PAYMENTS_TO_FRIENDS_OR_FAMILY_ABROAD",
        Payroll = "PAYROLL",
        PersonalOrLivingExpenses = "PERSONAL_OR_LIVING_EXPENSES",
        ProtectWealth = "PROTECT_WEALTH",
        PurchaseGoodsAndServices = "PURCHASE_GOODS_AND_SERVICES",
        ReceivePaymentsForGoodsAndServices = "RECEIVE_PAYMENTS_FOR_GOODS_AND_SERVICES",
        TaxOptimization = "TAX_OPTIMIZATION",
        ThirdPartyMoneyTransmission = "THIRD_PARTY_MONEY_TRANSMISSION",
        TreasuryManagement = "TREASURY_MANAGEMENT",
    }
}

names! {
    /// Source of funds.
    pub enum SourceOfFunds {
        BusinessLoans = "BUSINESS_LOANS",
        Grants = "GRANTS",
        InterCompanyFunds = "INTER_COMPANY_FUNDS",
        InvestmentProceeds = "INVESTMENT_PROCEEDS",
        LegalSettlement = "LEGAL_SETTLEMENT",
        OwnersCapital = "OWNERS_CAPITAL",
        PensionRetirement = "PENSION_RETIREMENT",
        SaleOfAssets = "SALE_OF_ASSETS",
        SaleOfAssetsRealEstate = "SALE_OF_ASSETS_REAL_ESTATE",
        SalesOfGoodsAndServices = "SALES_OF_GOODS_AND_SERVICES",
        Savings = "SAVINGS",
        TaxRefund = "TAX_REFUND",
        ThirdPartyFunds = "THIRD_PARTY_FUNDS",
        TreasuryReserves = "TREASURY_RESERVES",
    }
}

names! {
    /// Kind of a tax number.
    pub enum TaxIdType {
        Ein = "EIN",
        Ssn = "SSN",
        Vat = "VAT",
        Tin = "TIN",
        Utr = "UTR",
    }
}

names! {
    /// High-risk activity.
    pub enum HighRiskActivity {
        AdultEntertainment = "ADULT_ENTERTAINMENT",
        AlcoholOrTobacco = "ALCOHOL_OR_TOBACCO",
        Cannabis = "CANNABIS",
        CryptoAssets = "CRYPTO_ASSETS",
        DebtCollection = "DEBT_COLLECTION",
        Gambling = "GAMBLING",
        MoneyServices = "MONEY_SERVICES",
        Pharmaceuticals = "PHARMACEUTICALS",
        PreciousMetalsOrStones = "PRECIOUS_METALS_OR_STONES",
        WeaponsOrDefence = "WEAPONS_OR_DEFENCE",
    }
}

names! {
    /// Role of a person in the company.
    pub enum PersonRole {
        Ubo = "UBO",
        Shareholder = "SHAREHOLDER",
        Director = "DIRECTOR",
    }
}
