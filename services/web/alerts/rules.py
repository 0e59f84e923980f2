"""What each alert rule asks for, in a sentence with the thresholds that were in force."""

from domain.clinic.thresholds import Thresholds
from services.http.alert_facts import AlertFactsAnswer
from services.web.alerts.wording import Wording
from services.web.words import Words


def rule_in_words(rule: str, at: Thresholds, words: Words, wording: Wording) -> str:
    """Empty for a rule that this program does not know."""
    many = words.many
    match rule:
        case "red_flag":
            return words("Fires with every red flag that is reported, whatever the thresholds.")
        case "high_pain":
            return words("Fires with pain of %(level)s or more.", level=wording.level(at.high_pain))
        case "rising_pain":
            return many(
                "Fires when pain is %(level)s or more over the usual, twice within %(n)s day.",
                "Fires when pain is %(level)s or more over the usual, twice within %(n)s days.",
                at.rising_pain_days,
                level=wording.level(at.rising_pain_over),
            )
        case "over_the_band":
            return words(
                "Fires with pain of more than %(level)s during an exercise.", level=wording.level(at.over_the_band)
            )
        case "hurts":
            return words("Fires when something was left out because it hurts.")
        case "not_settled":
            return many(
                "Fires when it is %(level)s or more worse the morning after, on two sessions within %(n)s day.",
                "Fires when it is %(level)s or more worse the morning after, on two sessions within %(n)s days.",
                at.not_settled_days,
                level=wording.level(at.not_settled_over),
            )
        case "long_soreness":
            return many(
                "Fires when soreness goes on after %(n)s day without a free one.",
                "Fires when soreness goes on after %(n)s days without a free one.",
                at.long_soreness_days,
            )
        case "silent":
            return words(
                "Fires when nothing is logged on %(first)s expected days running; it weighs more at %(second)s and at "
                "%(third)s.",
                first=at.silent_days,
                second=at.silent_high_days,
                third=at.silent_dropped_out_days,
            )
        case "low":
            return many(
                "Fires when less than %(percent)s %% of the doses are done over %(n)s day.",
                "Fires when less than %(percent)s %% of the doses are done over %(n)s days.",
                at.low_days,
                percent=at.low_percent,
            )
        case "drop":
            return many(
                "Fires when %(points)s points less are done over %(n)s day than in the %(before)s before.",
                "Fires when %(points)s points less are done over %(n)s days than in the %(before)s before.",
                at.drop_days,
                points=at.drop_points,
                before=at.drop_before_days,
            )
        case "early_slip":
            return many(
                "Fires when nothing is done on the first %(n)s expected day of a program.",
                "Fires when nothing is done on one of the first %(n)s expected days of a program.",
                at.early_slip_days,
            )
        case "blocked":
            return many(
                "Fires when there was no time, or it was forgotten, twice within %(n)s day.",
                "Fires when there was no time, or it was forgotten, twice within %(n)s days.",
                at.blocked_days,
            )
        case "not_watched":
            return words("Something that was reported cannot be read, so that no rule can be asked. Look yourself.")
        case _:
            return ""


def whose_thresholds(found: AlertFactsAnswer, words: Words) -> str:
    """Whose they were: the patient's own come before the clinic's."""
    if found.patient_policy_version:
        return words("The patient's own thresholds, version %(version)s.", version=found.patient_policy_version)
    if found.policy_version:
        return words("The clinic's thresholds, version %(version)s.", version=found.policy_version)
    return words("The usual thresholds: the clinic has set none of its own.")
