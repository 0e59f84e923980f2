"""The pages about one patient."""

from services.web.page import Page
from services.web.patient.care import CareQuery, care_page, new_patient_page
from services.web.patient.explaining import ExplainQuery, explain_adherence
from services.web.patient.explaining_felt import ExplainFeltQuery, explain_symptoms
from services.web.patient.logging import log_page
from services.web.patient.overview import patient_page
from services.web.patient.printing import print_page
from services.web.patient.thresholds import thresholds_page
from services.web.patient.told import PatientQuery

ONE = "/patients/{patient_id}"

PAGES = (
    Page(path="/patients/new", name="newPatient", show=new_patient_page),
    Page(path=ONE, name="patientPage", query=PatientQuery, show=patient_page),
    Page(path=f"{ONE}/explain/adherence", name="explainAdherence", query=ExplainQuery, show=explain_adherence),
    Page(path=f"{ONE}/explain/symptoms", name="explainSymptoms", query=ExplainFeltQuery, show=explain_symptoms),
    Page(path=f"{ONE}/thresholds", name="patientThresholds", show=thresholds_page),
    Page(path=f"{ONE}/log", name="patientLog", show=log_page),
    Page(path=f"{ONE}/care", name="patientCarePage", query=CareQuery, show=care_page),
    Page(path=f"{ONE}/print", name="patientPrint", query=PatientQuery, show=print_page),
)
