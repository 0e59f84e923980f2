"""The addresses of keeping, giving out and destroying records."""

from services.http.operation import Operation
from services.http.records.erasures import erasure_page, one_erasure
from services.http.records.exports import ask_for_record, record_export, record_file
from services.http.records.organisation import ask_for_organisation, organisation_export, organisation_part
from services.records.erasing import Certificate
from services.records.exporting import Export
from services.records.organisation_export import OrganisationExport

_CERTIFICATE = "What was destroyed, table by table, and what remains and why. It is there some moments after the wish."

RECORDS = (
    Operation(
        method="GET",
        path="/v1/erasures/{erasure_id}",
        name="oneErasure",
        tag="Records",
        summary="The certificate of an erasure",
        description=f"{_CERTIFICATE} The id is the one that the command answered. For owners and admins.",
        answers=(Certificate,),
        problems=("forbidden", "unknown_erasure"),
        run=one_erasure,
    ),
    Operation(
        method="GET",
        path="/v1/erasures/{erasure_id}/page",
        name="erasurePage",
        tag="Records",
        summary="The certificate of an erasure, to be printed and filed",
        description="The same as a page.",
        answers=(Certificate,),
        answer_type="text/html",
        answer_example="<!doctype html>…",
        problems=("forbidden", "unknown_erasure"),
        run=erasure_page,
    ),
    Operation(
        method="POST",
        path="/v1/patients/{patient_id}/record-exports",
        name="askForRecord",
        tag="Records",
        summary="Have a patient's complete record put together",
        description=(
            "Every event, every text and name, who looked at the record, and a page to be read, as one zip file with "
            "the SHA-256 of each part. It takes some moments, and can be fetched for 24 hours."
        ),
        answers=(Export,),
        problems=("unknown_patient", "unreadable"),
        run=ask_for_record,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/record-exports/{export_id}",
        name="recordExport",
        tag="Records",
        summary="How far an export has come",
        answers=(Export,),
        problems=("unknown_patient", "unknown_export", "unreadable"),
        run=record_export,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/record-exports/{export_id}/file",
        name="recordFile",
        tag="Records",
        summary="The record as a zip file",
        description="That it was handed out stands among the patient's disclosures.",
        answers=(Export,),
        answer_type="application/zip",
        answer_example="PK…",
        problems=("unknown_patient", "unknown_export", "export_waits", "unreadable"),
        run=record_file,
    ),
    Operation(
        method="POST",
        path="/v1/organisation/exports",
        name="askForOrganisation",
        tag="Records",
        summary="Have all that the organisation has put together",
        description=(
            "Every event with the hash that chains it, every text of patients and staff, the audit and the rows of "
            "every read model, as zip files of JSON lines of some MB each. They can be fetched for 24 hours, each as "
            "soon as it is there. Where one is being made, that one is answered. An erasure ends it. For owners."
        ),
        answers=(OrganisationExport,),
        problems=("forbidden",),
        run=ask_for_organisation,
    ),
    Operation(
        method="GET",
        path="/v1/organisation/exports/{organisation_export_id}",
        name="organisationExport",
        tag="Records",
        summary="How far the organisation's export has come, and its manifest",
        description="The SHA-256 of each part, and the end of the log's chain when it was asked for.",
        answers=(OrganisationExport,),
        problems=("forbidden", "unknown_export"),
        run=organisation_export,
    ),
    Operation(
        method="GET",
        path="/v1/organisation/exports/{organisation_export_id}/parts/{number}",
        name="organisationPart",
        tag="Records",
        summary="A part of the organisation's export as a zip file",
        description="That it was handed out stands in the audit as a disclosure.",
        answers=(OrganisationExport,),
        answer_type="application/zip",
        answer_example="PK…",
        problems=("forbidden", "unknown_export", "export_waits"),
        run=organisation_part,
    ),
)
