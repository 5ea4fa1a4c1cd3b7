//! `/api/v1/support`

use super::routes;
use crate::code::Code;
use crate::id::TicketId;
use crate::page::Page;
use crate::permission::Permission::{SupportRead, SupportWrite};
use crate::route::{Grant, RouteSpec};
use crate::table::BY_STATUS;
use crate::table::Table::{Documents, Support};
use crate::ticket::{NewMessage, NewTicket, Ticket, TicketQuery, TicketWithMessages};

routes! {
    area support;

    list ListTickets = RouteSpec::get("support-list", "/api/v1/support/tickets")
        .permission(SupportRead)
        .summary("Lists the organization's support tickets, newest first, without their messages.")
        .grants(&[Grant::query(Support), Grant::index(Support, BY_STATUS)]),
        query: TicketQuery, output: Page<Ticket>;

    create CreateTicket = RouteSpec::post("support-create", "/api/v1/support/tickets")
        .permission(SupportWrite)
        .summary("Opens a support ticket.")
        .creates()
        .idempotent()
        .grants(&[Grant::get(Support), Grant::put(Support), Grant::query(Support), Grant::update(Documents)]),
        body: NewTicket, output: TicketWithMessages;

    get GetTicket = RouteSpec::get("support-get", "/api/v1/support/tickets/{id}")
        .permission(SupportRead)
        .summary("Reads a support ticket with its messages, oldest first.")
        .grants(&[Grant::get(Support), Grant::query(Support)]),
        path: TicketId, output: TicketWithMessages;

    reply ReplyToTicket = RouteSpec::post("support-reply", "/api/v1/support/tickets/{id}/messages")
        .permission(SupportWrite)
        .summary("Adds a message to a support ticket. The ticket then waits for Nuvera.")
        .creates()
        .idempotent()
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Support), Grant::query(Support), Grant::put(Support)]),
        path: TicketId, body: NewMessage, output: TicketWithMessages;

    close CloseTicket = RouteSpec::post("support-close", "/api/v1/support/tickets/{id}/close")
        .permission(SupportWrite)
        .summary("Closes a support ticket for good.")
        .idempotent()
        .conditional()
        .refuses(&[Code::Conflict, Code::StateConflict])
        .grants(&[Grant::get(Support), Grant::query(Support), Grant::put(Support)]),
        path: TicketId, output: TicketWithMessages;
}
