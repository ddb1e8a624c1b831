"""The landing contract: the ymls say what the public interface of the landing folder says, no less and no more."""

from __future__ import annotations

import pytest

from landing_contract import SOURCES, landing_contract, source_tables

PERSON = (
    "party_type salutation title first_name last_name company_name birth_date email phone street house_number"
    " postal_code city country iban vat_id"
)
# The interface as it is published: `!` = required, @ = a person block. Change it only together with those who deliver.
PUBLISHED = {
    "shop/customers": "customer_id! @ is_guest loyalty_card_number marketing_opt_in marketing_opt_in_at notice_given"
    " created_at updated_at!",
    "shop/orders": "order_id! customer_id @ ordered_at! status! payment_status currency! net_amount! tax_amount"
    " discount_amount shipping_amount channel updated_at!",
    "shop/order_lines": "order_line_id! order_id! product_id! product_name product_group quantity! net_amount!"
    " discount_amount",
    "shop/refunds": "refund_id! order_id customer_id refunded_at! net_amount! currency! reason",
    "contracts/holders": "holder_id! @ created_at updated_at!",
    "contracts/contracts": "contract_id! holder_id! product_line! product_name kind! status! start_date! end_date"
    " renewal_date auto_renews notice_period_days premium_amount! premium_frequency! currency!"
    " cancellation_received_at cancellation_effective_date cancelled_by is_technical_cancellation"
    " predecessor_contract_id broker_id updated_at!",
    "contracts/charges": "charge_id! contract_id! due_date! period_start period_end net_amount! currency! status!",
    "broker/brokers": "broker_id! name! email phone is_active",
    "broker/clients": "client_id! broker_id! @ mandate_date delivered_at!",
    "broker/contracts": "broker_contract_id! broker_id! client_id! contract_id insurer! is_own! product_line! status!"
    " start_date! end_date premium_amount premium_frequency currency delivery_id! delivery_kind! delivered_at!",
    "broker/commissions": "commission_id! broker_id! contract_id! booked_on! kind! amount! currency!",
    "support/requesters": "requester_id! @ external_record updated_at!",
    "support/tickets": "ticket_id! requester_id channel! category subject status! priority is_complaint created_at!"
    " first_reply_at solved_at reopened_count root_cause change_documented order_id contract_id agent_id"
    " handling_minutes updated_at!",
    "support/comments": "comment_id! ticket_id requester_id author_role! created_at! body! is_public",
    "support/ratings": "rating_id! kind! ticket_id requester_id rated_at! score! scale! comment",
    "newsletter/subscriptions": "list_id! email! status! signed_up_at confirmed_at unsubscribed_at",
    "newsletter/events": "email! campaign_id! event! occurred_at! is_machine_open",
    "company/products": "product_id! product_group! product_line launched_on unit_margin",
    "company/owners": "record postal_code_from postal_code_to broker_id owner_id! owner_name! team valid_from",
    "company/costs": "month! kind! amount! currency!",
    "company/assessments": "record! assessed_on! assessed_by! conduct openness shared_values stability eye_level"
    " mutual_benefit people_involved perspective_shared note",
    "company/consents": "email phone record channel! purpose! event! occurred_at! evidence",
    "company/referrals": "referrer_record! referred_record! referred_on!",
    "company/exchange_rates": "currency! rate_date! rate_to_company_currency!",
    "company/overrides": "record! field! value! valid_from! valid_to decided_by! reason",
    "company/identity_rulings": "record_a! record_b! ruling! ruled_by! ruled_on! reason",
    "company/erasure_requests": "record! requested_on! reason",
}
CODES = {
    "shop/orders.status": "open completed cancelled",
    "shop/orders.payment_status": "open paid failed cancelled refunded",
    "shop/refunds.reason": "cancellation return goodwill chargeback",
    "contracts/contracts.kind": "subscription insurance",
    "contracts/contracts.status": "offer active suspended premium_free cancellation_pending ended void",
    "contracts/contracts.premium_frequency": "monthly quarterly half_yearly yearly single free",
    "contracts/contracts.cancelled_by": "customer company death other",
    "contracts/charges.status": "open paid failed reversed",
    "broker/contracts.delivery_kind": "full delta",
    "broker/commissions.kind": "acquisition renewal reversal",
    "support/tickets.channel": "email phone chat web letter social",
    "support/tickets.status": "open pending solved closed spam",
    "support/comments.author_role": "customer agent system",
    "support/ratings.kind": "csat nps review",
    "support/ratings.scale": "5 10",
    "newsletter/subscriptions.status": "pending subscribed unsubscribed bounced",
    "newsletter/events.event": "sent open click bounce unsubscribe spam",
    "company/costs.kind": "acquisition retention service",
    "company/assessments.perspective_shared": "yes no open",
    "company/consents.event": "granted confirmed withdrawn objected",
    "company/identity_rulings.ruling": "same different",
}


def test_entities_and_columns_are_the_published_ones():
    written = {
        str(entity): [column.name + "!" * column.is_required for column in entity.columns]
        for entity in landing_contract().values()
    }
    assert written == {entity: columns.replace("@", PERSON).split() for entity, columns in PUBLISHED.items()}


def test_codes_are_the_published_ones():
    written = {
        f"{entity}.{column.name}": list(column.codes)
        for entity in landing_contract().values()
        for column in entity.columns
        if column.codes and column.name not in PERSON
    }
    assert {name: written.pop(name, None) for name in CODES} == {n: codes.split() for n, codes in CODES.items()}
    assert set(written) == {"broker/contracts.status", "broker/contracts.premium_frequency"}  # as in contracts


@pytest.mark.parametrize("source", SOURCES)
def test_every_entity_has_a_key_and_the_columns_of_land(source):
    for table in source_tables(source):
        names = [column["name"] for column in table["columns"]]
        assert names[-3:] == ["extra_columns", "delivery_number", "line_number"], table["name"]
        assert any(c["config"]["meta"].get("key") for c in table["columns"] if "config" in c), table["name"]


def test_a_version_is_a_required_time():
    versions = [c for entity in landing_contract().values() for c in entity.columns if c.is_version]
    assert versions
    assert all(c.is_required and c.is_past and c.type == "timestamp" for c in versions)
