"""The addresses of people and places: patients by name, programs, clinics, staff, partners, and the sites together."""

from services.http.care import CareAnswer, patient_care
from services.http.freshness import FreshQuery
from services.http.operation import AT_LEAST_REFUSED, READ, Operation
from services.http.people.house import (
    ClinicAnswer,
    ClinicsAnswer,
    MemberAnswer,
    StaffAnswer,
    list_clinics,
    list_staff,
    one_clinic,
    one_member,
)
from services.http.people.members import HouseQuery
from services.http.people.organisation import OrganisationAnswer, one_organisation
from services.http.people.overview import OverviewAnswer, organisation_overview
from services.http.people.partners import PartnerAnswer, PartnersAnswer, list_partners, one_partner
from services.http.people.programs import ProgramsAnswer, patient_programs
from services.http.people.search import PatientsAnswer, PatientsQuery, list_patients

PEOPLE_READS = (
    Operation(
        method="GET",
        path="/v1/patients",
        name="listPatients",
        rows="patients",
        tag="Therapists",
        summary="Patients, all or by a part of their name",
        description=(
            "Names are opened from the vault and compared without case and accents, of up to a thousand patients for "
            "a page; `next_cursor` goes on behind them. Discharged ones too, unless `status` says otherwise."
        ),
        query=PatientsQuery,
        answers=(PatientsAnswer,),
        problems=(*AT_LEAST_REFUSED, "unknown_clinic"),
        run=list_patients,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/care",
        name="patientCare",
        tag="Therapists",
        summary="Where, by whom and on what terms a patient is cared for",
        description=(
            "Clinic and therapist, clocks, language and channels, consents, thresholds of the patient's own, holds, "
            "discharge and restriction. Asked of the log itself: it is never behind. For staff."
        ),
        answers=(CareAnswer,),
        answer_headers=("etag",),
        problems=("unknown_patient", "unreadable"),
        run=patient_care,
    ),
    Operation(
        method="GET",
        path="/v1/patients/{patient_id}/programs",
        name="patientPrograms",
        rows="programs",
        tag="Patients",
        summary="The programs of a patient, with all their versions",
        description="Asked of the log itself: it is never behind. The ETag is the version of all programs together.",
        answers=(ProgramsAnswer,),
        answer_headers=("etag",),
        problems=("unknown_patient", "unreadable"),
        run=patient_programs,
    ),
    Operation(
        method="GET",
        path="/v1/clinics",
        name="listClinics",
        rows="clinics",
        tag="Therapists",
        summary="The clinics of the organisation",
        query=HouseQuery,
        answers=(ClinicsAnswer,),
        problems=AT_LEAST_REFUSED,
        run=list_clinics,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/clinics/{clinic_id}",
        name="oneClinic",
        tag="Therapists",
        summary="One clinic, with its policy and opening hours",
        answers=(ClinicAnswer,),
        answer_headers=("etag",),
        problems=("unknown_clinic",),
        run=one_clinic,
    ),
    Operation(
        method="GET",
        path="/v1/staff",
        name="listStaff",
        rows="staff",
        tag="Therapists",
        summary="The staff of the organisation, those who left too",
        description="Names are opened from the vault; addresses for owners and admins alone.",
        query=HouseQuery,
        answers=(StaffAnswer,),
        problems=AT_LEAST_REFUSED,
        run=list_staff,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/staff/{staff_id}",
        name="oneMember",
        tag="Therapists",
        summary="One member of staff",
        answers=(MemberAnswer,),
        answer_headers=("etag",),
        problems=("unknown_staff",),
        run=one_member,
    ),
    Operation(
        method="GET",
        path="/v1/partners",
        name="listPartners",
        rows="partners",
        tag="Therapists",
        summary="The partners of the organisation",
        description="For owners and admins.",
        query=HouseQuery,
        answers=(PartnersAnswer,),
        problems=AT_LEAST_REFUSED,
        run=list_partners,
        **READ,
    ),
    Operation(
        method="GET",
        path="/v1/partners/{partner_id}",
        name="onePartner",
        tag="Therapists",
        summary="One partner",
        description="For owners and admins.",
        answers=(PartnerAnswer,),
        answer_headers=("etag",),
        problems=("unknown_partner",),
        run=one_partner,
    ),
    Operation(
        method="GET",
        path="/v1/organisation",
        name="oneOrganisation",
        tag="Organisation",
        summary="The organisation: how long it keeps records, who else lets its staff in, whether it is leaving",
        description="For an owner of every clinic.",
        answers=(OrganisationAnswer,),
        answer_headers=("etag",),
        problems=("unknown_organisation",),
        run=one_organisation,
    ),
    Operation(
        method="GET",
        path="/v1/organisation/overview",
        name="organisationOverview",
        rows="clinics",
        tag="Therapists",
        summary="The sites side by side: who is in care, how much is done, what is open",
        description=(
            "Of each clinic in reach: patients in care, therapists who treat them, patients by the share of doses done "
            "in the last seven closed days, and alerts that nobody has closed. Of more than 5,000 patients in all, "
            "clinics that do not fit have no such shares."
        ),
        query=FreshQuery,
        answers=(OverviewAnswer,),
        problems=AT_LEAST_REFUSED,
        run=organisation_overview,
        **READ,
    ),
)
