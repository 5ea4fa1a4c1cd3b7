//! Beneficiaries: the payees of a customer, with their bank accounts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::account::{AchRoutingNumber, Bic, Iban};
use crate::currency::CurrencyCode;
use crate::id::{BeneficiaryId, CustomerId, OrganizationId};
use crate::json::{FromJson, Json, MergePatch, Reader, list_query, names, object};
use crate::reference::CountryId;
use crate::route::Output;
use crate::screening::ScreeningSummary;
use crate::time::Timestamp;
use crate::value::{OneLine, Text};
use crate::world;

names! {
    /// Status of a beneficiary.
    pub enum BeneficiaryStatus {
        PendingReview = "PENDING_REVIEW",
        CorrectionRequested = "CORRECTION_REQUESTED",
        Approved = "APPROVED",
        Rejected = "REJECTED",
        Suspended = "SUSPENDED",
    }
}

object! {
    /// Details of a beneficiary, from the partner.
    #[schemars(inline)]
    #[derive(PartialEq)]
    pub struct BeneficiaryFields {
        /// Country of the beneficiary.
        #[schemars(example = &"MX")]
        pub country: CountryId,
        /// Name of the beneficiary, as the bank has it.
        #[schemars(example = &"Hernández Componentes SA de CV")]
        pub company_name: OneLine<1, 200>,
        /// Street, number and city.
        #[schemars(example = &"Av. Insurgentes Sur 1, Ciudad de México")]
        pub address: Text<1, 500>,
        /// Postal code. Optional in countries without postal codes, such as AE and HK.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"06600")]
        pub zip_code: Option<OneLine<1, 20>>,
        /// Currency of the account.
        #[schemars(example = &"MXN")]
        pub currency_code: CurrencyCode,
        /// Name of the bank.
        #[schemars(example = &"Banco del Bajío")]
        pub bank_name: OneLine<1, 200>,
        /// BIC of the bank.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"BJIOMXML")]
        pub bank_bic: Option<Bic>,
        /// Country of the bank.
        #[schemars(example = &"MX")]
        pub bank_country_code: CountryId,
        /// Address of the bank.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"Av. Manuel J. Clouthier 508, León")]
        pub bank_address: Option<Text<1, 500>>,
        /// Account number. Required if the account has no IBAN.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(example = &"030180900012345675")]
        pub account_number: Option<OneLine<1, 50>>,
        /// IBAN of the account. Required if there is no `accountNumber`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub iban: Option<Iban>,
        /// Routing number for wire transfers in the United States.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub wire_routing_number: Option<AchRoutingNumber>,
        /// Routing number for ACH transfers in the United States.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub ach_routing_number: Option<AchRoutingNumber>,
        /// Intermediary bank that the payment passes through.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(extend("x-example" = false))]
        pub intermediary_bank: Option<Text<1, 500>>,
    }
}

/// Details of a beneficiary with an account: an IBAN or an account number.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct BeneficiaryProfile(BeneficiaryFields);

impl BeneficiaryProfile {
    /// Returns the currency of the account.
    pub const fn currency_code(&self) -> CurrencyCode {
        self.0.currency_code
    }

    /// Returns the name, as the bank has it.
    pub fn company_name(&self) -> &str {
        self.0.company_name.as_str()
    }

    /// Returns the name of the bank that holds the account.
    pub fn bank_name(&self) -> &str {
        self.0.bank_name.as_str()
    }

    /// Returns the country of the bank.
    pub fn bank_country(&self) -> &str {
        self.0.bank_country_code.as_str()
    }

    /// Returns the BIC of the bank.
    pub fn bank_bic(&self) -> Option<&str> {
        self.0.bank_bic.as_ref().map(|bic| bic.as_str())
    }

    /// Returns the intermediary bank, as the partner wrote it.
    pub fn intermediary_bank(&self) -> Option<&str> {
        self.0.intermediary_bank.as_ref().map(|bank| bank.as_str())
    }

    /// Returns the country of the beneficiary.
    pub fn country(&self) -> &str {
        self.0.country.as_str()
    }
}

impl FromJson for BeneficiaryProfile {
    fn from_json(value: Json, at: &mut Reader) -> Option<Self> {
        let is_patch = at.is_partial();
        let fields = BeneficiaryFields::from_json(value, at)?;
        if fields.account_number.as_ref().is_some_and(|number| !number.as_str().contains(char::is_alphanumeric)) {
            return at.refuse_member("accountNumber", "must contain a letter or a digit");
        }
        if is_patch {
            return Some(Self(fields));
        }
        if fields.iban.is_none() && fields.account_number.is_none() {
            return at.refuse_member("iban", "or accountNumber is required");
        }
        if fields.zip_code.is_none() && world::has_postal_codes(fields.country.as_str()) {
            let rule = format!("is required: addresses in {} have a postal code", fields.country);
            return at.refuse_member("zipCode", &rule);
        }
        Some(Self(fields))
    }
}

/// Request body that creates a beneficiary.
pub type NewBeneficiary = BeneficiaryProfile;
/// Changes to a beneficiary.
pub type BeneficiaryPatch = MergePatch<BeneficiaryProfile>;

/// Beneficiary: the payee of a customer's payments.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Beneficiary {
    /// Beneficiary id.
    pub id: BeneficiaryId,
    /// Owning organization.
    pub org_id: OrganizationId,
    /// Customer that pays the beneficiary.
    pub customer_id: CustomerId,
    /// Status of the beneficiary.
    pub status: BeneficiaryStatus,
    /// Details of the beneficiary.
    #[serde(flatten)]
    pub profile: BeneficiaryProfile,
    /// Screening result.
    pub screening: ScreeningSummary,
    /// Revision of the last change to the details. Quotes and payments are bound to it.
    #[serde(default)]
    #[schemars(example = 1)]
    pub payment_details_revision: u64,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of the last change.
    pub updated_at: Timestamp,
    /// Number of changes; sent as the `ETag`.
    #[serde(skip)]
    pub revision: u64,
}

impl Output for Beneficiary {
    const REVISION: Option<fn(&Self) -> u64> = Some(|output| output.revision);
}

list_query! {
    /// Filters of a list of beneficiaries.
    pub struct BeneficiaryQuery {
        /// Status to filter by.
        pub status: Option<BeneficiaryStatus>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{BodyError, parse};

    fn body(account: &str) -> Vec<u8> {
        format!(
            r#"{{"country":"DE","companyName":"Ada Ltd","address":"Street 1, Bonn","zipCode":"53111","currencyCode":"USD",
            "bankName":"Bank","bankCountryCode":"DE"{account}}}"#
        )
        .into_bytes()
    }

    #[test]
    fn an_account_is_an_iban_or_a_number() {
        for account in [r#","iban":"DE89370400440532013000""#, r#","accountNumber":"1""#] {
            assert!(parse::<NewBeneficiary>(&body(account)).is_ok(), "{account}");
        }
        for (account, pointer) in [
            ("", "/iban"),
            (r#","iban":null"#, "/iban"),
            (r#","iban":"DE89370400440532013001""#, "/iban"),
            (r#","accountNumber":"-""#, "/accountNumber"),
            (r#","accountNumber":"!!!","iban":"DE89370400440532013000""#, "/accountNumber"),
            (r#","accountNumber":"1","bankBic":"X""#, "/bankBic"),
            (r#","accountNumber":"1","achRoutingNumber":"123456789""#, "/achRoutingNumber"),
        ] {
            match parse::<NewBeneficiary>(&body(account)) {
                Err(BodyError::Invalid(errors)) => assert_eq!(errors[0].pointer, pointer, "{account}"),
                other => panic!("{account}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_postal_code_is_required_in_countries_that_have_them() {
        let body = |country: &str, zip: &str| {
            let whole = String::from_utf8(body(r#","accountNumber":"1""#)).unwrap();
            whole
                .replace(r#""country":"DE""#, &format!("\"country\":\"{country}\""))
                .replace(r#","zipCode":"53111""#, zip)
        };
        let read = |country, zip| parse::<NewBeneficiary>(body(country, zip).as_bytes());
        for country in ["AE", "HK"] {
            for zip in ["", r#","zipCode":null"#, r#","zipCode":"999077""#] {
                assert!(read(country, zip).is_ok(), "{country} {zip}");
            }
        }
        for country in ["DE", "US"] {
            for zip in ["", r#","zipCode":null"#] {
                let Err(BodyError::Invalid(errors)) = read(country, zip) else { panic!("{country} {zip}") };
                assert_eq!(errors[0].pointer, "/zipCode");
                assert!(errors[0].reason.contains(country), "{errors:?}");
            }
        }
        let before = read("AE", "").unwrap();
        let patch: BeneficiaryPatch = parse(br#"{"country":"DE"}"#).unwrap();
        assert_eq!(patch.apply(&before).unwrap_err()[0].pointer, "/zipCode");
    }

    #[test]
    fn a_patch_of_all_required_fields_is_judged_on_the_whole() {
        let before = parse::<NewBeneficiary>(&body(r#","accountNumber":"1""#)).unwrap();
        let whole = String::from_utf8(body("")).unwrap();
        for text in [whole.clone(), whole.replace(r#","zipCode":"53111""#, "")] {
            let patch: BeneficiaryPatch = parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            assert_eq!(patch.apply(&before).unwrap(), before);
        }
        let patch: BeneficiaryPatch = parse(&body(r#","accountNumber":null"#)).unwrap();
        assert_eq!(patch.apply(&before).unwrap_err()[0].pointer, "/iban");
        let wrong = parse::<BeneficiaryPatch>(whole.replace("\"DE\"", "\"XX\"").as_bytes());
        assert!(matches!(wrong, Err(BodyError::Invalid(errors)) if errors[0].pointer == "/country"));
    }

    #[test]
    fn a_patch_cannot_take_the_account_away() {
        let before = parse::<NewBeneficiary>(&body(r#","accountNumber":"1""#)).unwrap();
        let patch = |text: &str| parse::<BeneficiaryPatch>(text.as_bytes()).unwrap().apply(&before);
        assert!(patch(r#"{"accountNumber":null}"#).is_err());
        assert!(patch(r#"{"accountNumber":null,"iban":"DE89370400440532013000"}"#).is_ok());
    }
}
