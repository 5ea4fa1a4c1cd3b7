//! Tables of a deployment, with an entry point for each collection.

use aws_sdk_dynamodb::Client;
use contract::beneficiary::Beneficiary;
use contract::customer::Customer;
use contract::id::{CustomerId, OrganizationId};
use contract::payment::Payment;
use contract::screening::Screening;
use contract::table::Table;
use contract::ticket::Ticket;
use domain::record::Record;

use crate::access::{Applications, Members, Memberships, Organizations};
use crate::audit::{Audit, AuditOfAll};
use crate::deployment::Deployment;
use crate::documents::Documents;
use crate::error::StoreError;
use crate::item::Item;
use crate::leftovers::Leftovers;
use crate::quotes::Quotes;
use crate::rates::RateTables;
use crate::records::{Queue, Records};

/// Tables of one deployment.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) client: Client,
    prefix: String,
}

impl Store {
    /// Creates a client of the tables whose names start with `prefix`.
    pub fn new(service: &cloud::Service, prefix: impl Into<String>) -> Self {
        let config = aws_sdk_dynamodb::config::Builder::from(service.config())
            .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
            .build();
        Self { client: Client::from_conf(config), prefix: prefix.into() }
    }

    /// API applications of one organization.
    pub const fn applications<'a>(&'a self, organization: &'a OrganizationId) -> Applications<'a> {
        Applications::new(self, organization)
    }

    /// Customers of one organization.
    pub fn customers(&self, organization: &OrganizationId) -> Records<'_, Customer> {
        Records::new(self, organization, None)
    }

    /// Beneficiaries of one customer of one organization.
    pub fn beneficiaries(&self, organization: &OrganizationId, customer: &CustomerId) -> Records<'_, Beneficiary> {
        Records::new(self, organization, Some(customer.as_str()))
    }

    /// Quotes of one organization.
    pub const fn quotes<'a>(&'a self, organization: &'a OrganizationId) -> Quotes<'a> {
        Quotes::new(self, organization)
    }

    /// Payments of one organization.
    pub fn payments(&self, organization: &OrganizationId) -> Records<'_, Payment> {
        Records::new(self, organization, None)
    }

    /// Rate tables that price quotes.
    pub const fn rates(&self) -> RateTables<'_> {
        RateTables::new(self)
    }

    /// Support tickets of one organization.
    pub fn tickets(&self, organization: &OrganizationId) -> Records<'_, Ticket> {
        Records::new(self, organization, None)
    }

    /// Screenings of one organization's customers and beneficiaries.
    pub fn screenings(&self, organization: &OrganizationId) -> Records<'_, Screening> {
        Records::new(self, organization, None)
    }

    /// Objects without a document, of all organizations.
    pub const fn leftovers(&self) -> Leftovers<'_> {
        Leftovers::new(self)
    }

    /// Documents of one organization, without their contents.
    pub const fn documents<'a>(&'a self, organization: &'a OrganizationId) -> Documents<'a> {
        Documents::new(self, organization)
    }

    /// Records of one kind in all organizations, by status.
    pub const fn queue<R: Record>(&self) -> Queue<'_, R> {
        Queue::new(self)
    }

    /// Audit history of one organization.
    pub const fn audit<'a>(&'a self, organization: &'a OrganizationId) -> Audit<'a> {
        Audit::new(self, organization)
    }

    /// Audit history of all organizations.
    pub const fn audit_of_all(&self) -> AuditOfAll<'_> {
        AuditOfAll::new(self)
    }

    /// State of the deployment.
    pub const fn deployment(&self) -> Deployment<'_> {
        Deployment::new(self)
    }

    /// Members of one organization.
    pub const fn members<'a>(&'a self, organization: &'a OrganizationId) -> Members<'a> {
        Members::new(self, organization)
    }

    /// Memberships by person.
    pub const fn memberships(&self) -> Memberships<'_> {
        Memberships::new(self)
    }

    /// Organizations.
    pub const fn organizations(&self) -> Organizations<'_> {
        Organizations::new(self)
    }

    /// Reads one item, strongly consistent.
    pub(crate) async fn item(&self, table: Table, key: Item) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(self.table(table)).set_key(Some(key));
        Ok(get.consistent_read(true).send().await?.item)
    }

    pub(crate) fn table(&self, table: Table) -> String {
        format!("{}{}", self.prefix, table.name())
    }
}
