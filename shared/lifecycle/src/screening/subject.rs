//! What is screened of each kind of record.

use contract::beneficiary::Beneficiary;
use contract::customer::Customer;
use contract::screening::{ScreeningSummary, SubjectId};
use contract::time::Timestamp;
use watchlist::{Around, Asked, asked};

use super::Screened;

impl Screened for Customer {
    fn subject(&self) -> SubjectId {
        SubjectId::of_customer(&self.id)
    }
    fn asked(&self) -> Vec<Asked> {
        asked::customer(self)
    }
    fn around(&self, customer_name: &str, now: Timestamp) -> Around {
        Around {
            organization: self.org_id.clone(),
            customer: self.id.clone(),
            customer_name: customer_name.to_owned(),
            beneficiary: None,
            now,
        }
    }
    fn set_screening(&mut self, screening: ScreeningSummary) {
        self.screening = screening;
    }
}

impl Screened for Beneficiary {
    fn subject(&self) -> SubjectId {
        SubjectId::of_beneficiary(&self.id)
    }
    fn asked(&self) -> Vec<Asked> {
        asked::beneficiary(self)
    }
    fn around(&self, customer_name: &str, now: Timestamp) -> Around {
        Around {
            organization: self.org_id.clone(),
            customer: self.customer_id.clone(),
            customer_name: customer_name.to_owned(),
            beneficiary: Some(self.id.clone()),
            now,
        }
    }
    fn set_screening(&mut self, screening: ScreeningSummary) {
        self.screening = screening;
    }
}
