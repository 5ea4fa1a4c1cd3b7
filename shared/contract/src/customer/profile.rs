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
    } optional {
        /// Trading names.
        #[schemars(example = &"Müller Maschinen")]
        pub trading_names: Text<1, 500>,
        /// Website.
        pub website: WebAddress,
        /// Sales channels: shops, website, app, agents.
        #[schemars(example = &"Website and two shops in Berlin")]
        pub operational_channels: Text<1, 1000>,
        /// E-mail address.
        pub business_email: Email,
        /// Given name of the person to contact.
        #[schemars(example = &"Ada")]
        pub primary_contact_first_name: OneLine<1, 100>,
        /// Family name of the person to contact.
        #[schemars(example = &"Müller")]
        pub primary_contact_last_name: OneLine<1, 100>,
        /// Phone number of the person to contact.
        #[schemars(example = &"+49 30 901820")]
        pub primary_contact_phone: OneLine<1, 50>,
        /// E-mail address of the person to contact.
        pub primary_contact_email: Email,
        /// `true` if the contact is one of the `persons`.
        #[schemars(example = true)]
        pub primary_contact_is_associate: bool,
        /// Legal form.
        #[schemars(example = &"LIMITED_LIABILITY_COMPANY")]
        pub business_type: BusinessType,
        /// Date of foundation.
        #[schemars(example = &"1998-04-01")]
        pub formation_date: Day,
        /// Phone number.
        #[schemars(example = &"+49 30 901820")]
        pub phone: OneLine<1, 50>,
        /// Street and number.
        #[schemars(example = &"Torstraße 1")]
        pub address_line1: OneLine<1, 200>,
        /// Further address line.
        #[schemars(example = &"2nd floor")]
        pub address_line2: OneLine<1, 200>,
        /// City.
        #[schemars(example = &"Berlin")]
        pub city: OneLine<1, 100>,
        /// State, province or region.
        #[schemars(example = &"Berlin")]
        pub state_province_region: OneLine<1, 100>,
        /// Postal code.
        #[schemars(example = &"10119")]
        pub postal_code: OneLine<1, 20>,
        /// Country of the address.
        pub address_country_id: CountryId,
        /// Annual revenue in US dollars, as a band.
        #[schemars(example = &"R_1000000_9999999")]
        pub estimated_annual_revenue_usd: AnnualRevenue,
        /// Expected payments per month, in US dollars.
        pub expected_monthly_payments_usd: UsdAmount,
        /// Main purpose of the payments.
        #[schemars(example = &"PURCHASE_GOODS_AND_SERVICES")]
        pub primary_business_purpose: BusinessPurpose,
        /// Description of the purpose. Used with the purpose `OTHER`.
        #[schemars(extend("x-example" = false))]
        pub primary_purpose_other: Text<1, 500>,
        /// Source of funds.
        #[schemars(example = &"SALES_OF_GOODS_AND_SERVICES")]
        pub source_of_funds: SourceOfFunds,
        /// Kind of the tax number.
        #[schemars(example = &"VAT")]
        pub tax_id_type: TaxIdType,
        /// Tax number.
        #[schemars(example = &"DE123456789")]
        pub tax_identification_number: OneLine<1, 50>,
        /// `true` if it operates in countries that Nuvera cannot serve.
        pub operates_in_prohibited_countries: bool,
        /// High-risk activities. Nuvera reviews them more closely.
        #[schemars(extend("x-example" = false))]
        pub high_risk_activities: List<HighRiskActivity, 0, 20>,
        /// `true` if it transmits its customers' funds.
        pub transmits_customer_funds: bool,
        /// Description of how it transmits its customers' funds.
        #[schemars(extend("x-example" = false))]
        pub customer_funds_description: Text<1, 2000>,
        /// `true` if it is a money services business.
        pub conducts_money_services: bool,
        /// Indirect or offshore ownership.
        #[schemars(extend("x-example" = false))]
        pub ownership_indirect_or_offshore_structures: Text<1, 2000>,
        /// `true` if trusts, funds or holding companies own it.
        pub ownership_trusts_funds_or_holding_companies: bool,
        /// `true` if it has branches or subsidiaries.
        pub ownership_branches_or_subsidiaries: bool,
        /// Branches and subsidiaries.
        #[schemars(extend("x-example" = false))]
        pub ownership_branches_or_subsidiaries_details: Text<1, 2000>,
        /// Business model and sources of income.
        #[schemars(example = &"Builds machines for packaging and sells them to manufacturers.")]
        pub business_model_description: Text<1, 5000>,
        /// Types of customers that it serves.
        #[schemars(example = &"Manufacturers")]
        pub customer_type: Text<1, 500>,
        /// Invoicing process.
        #[schemars(example = &"An invoice with each delivery, due in 30 days")]
        pub invoice_issuance: Text<1, 500>,
        /// `true` if it has a catalogue with prices.
        #[schemars(example = true)]
        pub product_service_catalogue_with_prices: bool,
        /// Main customers.
        #[schemars(example = &"Food manufacturers in Germany and Mexico")]
        pub main_customers: Text<1, 2000>,
        /// Main suppliers.
        #[schemars(example = &"Steelworks in Germany, electronics from Hong Kong")]
        pub main_suppliers: Text<1, 2000>,
        /// `true` if it handles significant amounts of cash.
        pub significant_cash_volumes: bool,
        /// `true` if it holds balances for clients.
        pub holds_client_balances: bool,
        /// `true` if parties unrelated to the business pay it.
        pub receives_unrelated_third_party_payments: bool,
        /// Flow of funds from payer to payee.
        #[schemars(example = &"Customers pay into our account in Berlin; from there we pay suppliers.")]
        pub complete_flow_of_funds: Text<1, 5000>,
        /// Main operating currency.
        pub primary_operating_currency: CurrencyCode,
        /// `true` if it converts currencies.
        #[schemars(example = true)]
        pub fx_conversion: bool,
        /// Description of its currency conversion.
        #[schemars(example = &"Dollars to pesos, to pay suppliers in Mexico")]
        pub fx_conversion_description: Text<1, 2000>,
        /// Countries in which it operates or has customers.
        #[schemars(example = &"Germany, Mexico")]
        pub countries_where_operates_or_customers: Text<1, 2000>,
        /// Average transaction in US dollars.
        pub average_transaction_amount_usd: UsdAmount,
        /// Share of the business per region.
        #[schemars(example = &"Four fifths Europe, one fifth Latin America")]
        pub geographic_distribution: Text<1, 2000>,
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
    } optional {
        /// Ownership share in per cent, with at most two decimal places.
        #[schemars(example = 51.5)]
        pub ownership_percent: Percent,
        /// E-mail address.
        pub email: Email,
        /// Phone number.
        #[schemars(example = &"+49 30 901821")]
        pub phone: OneLine<1, 50>,
        /// Street and number.
        #[schemars(example = &"Torstraße 1")]
        pub address_line1: OneLine<1, 200>,
        /// Further address line.
        #[schemars(extend("x-example" = false))]
        pub address_line2: OneLine<1, 200>,
        /// City.
        #[schemars(example = &"Berlin")]
        pub city: OneLine<1, 100>,
        /// State, province or region.
        #[schemars(example = &"Berlin")]
        pub state_province_region: OneLine<1, 100>,
        /// Postal code.
        #[schemars(example = &"10119")]
        pub postal_code: OneLine<1, 20>,
        /// Country of the address.
        pub address_country_id: CountryId,
        /// Tax number.
        #[schemars(example = &"12345678903")]
        pub tax_identification_number: OneLine<1, 50>,
        /// Country of tax residence.
        pub tax_residence_country_id: CountryId,
        /// Job title.
        #[schemars(example = &"Managing director")]
        pub business_title: OneLine<1, 100>,
        /// Start of the relationship with the company.
        #[schemars(example = &"1998-04-01")]
        pub relationship_established_at: Day,
        /// Number of the identity document.
        #[schemars(example = &"L01X00T47")]
        pub id_number: OneLine<1, 50>,
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
