"""The pages of the organisation: their addresses, one line each."""

from services.web.house.audit import AuditPage, audit, audit_by_mail
from services.web.house.imports import imports
from services.web.house.lists import ListPage
from services.web.house.members import member, staff
from services.web.house.partners import partner, partners
from services.web.house.settings import SettingsPage, settings
from services.web.house.sites import sites
from services.web.house.webhooks import DeliveriesPage, webhook, webhooks
from services.web.page import Page

PAGES = (
    Page(path="/organisation", name="sites", show=sites),
    Page(path="/organisation/staff", name="staffPage", query=ListPage, show=staff),
    Page(path="/organisation/staff/{staff_id}", name="memberPage", show=member),
    Page(path="/organisation/partners", name="partnersPage", query=ListPage, show=partners),
    Page(path="/organisation/partners/{partner_id}", name="partnerPage", show=partner),
    Page(path="/organisation/webhooks", name="webhooksPage", show=webhooks),
    Page(path="/organisation/webhooks/{webhook_id}", name="webhookPage", query=DeliveriesPage, show=webhook),
    Page(path="/organisation/audit", name="auditPage", query=AuditPage, show=audit),
    Page(path="/organisation/settings", name="organisationSettings", query=SettingsPage, show=settings),
    Page(path="/organisation/imports", name="importsPage", show=imports),
    Page(path="/audit", name="auditByMail", query=AuditPage, show=audit_by_mail),
)
