"""The addresses by which somebody comes in: with a password, a device, a link, or through a provider."""

from services.http.opened import ACCEPT_PATH, SIGN_IN_PATH
from services.http.operation import Operation
from services.http.sign_in import doors, oidc
from services.http.sign_in.answers import (
    Accepted,
    PasskeyOptions,
    SignInAnswer,
    SignInWays,
)
from services.http.sign_in.browser import at_the_door
from services.http.sign_in.described import TAG, body
from services.http.sign_in.own_operations import MINE

DOORS = (
    Operation(
        method="POST",
        path=SIGN_IN_PATH,
        name="signIn",
        tag=TAG,
        summary="Sign in with a password",
        description=(
            "Answers `signed_in`, or `second_factor` with the factors of which one is still wanted. The sign-in is in "
            "the cookie `__Host-carryover`: half an hour without a request ends it, twelve hours in any case."
        ),
        bodies=body("SignInBody"),
        answers=(SignInAnswer,),
        problems=("sign_in_failed", "too_many_tries", "cross_site"),
        run=at_the_door(doors.sign_in),
    ),
    Operation(
        method="POST",
        path=f"{SIGN_IN_PATH}/totp",
        name="signInTotp",
        tag=TAG,
        summary="The second factor: a code from the telephone",
        bodies=body("TotpBody"),
        answers=(SignInAnswer,),
        problems=("sign_in_failed", "too_many_tries", "cross_site"),
        run=at_the_door(doors.totp_code),
    ),
    Operation(
        method="POST",
        path=f"{SIGN_IN_PATH}/recovery",
        name="signInRecovery",
        tag=TAG,
        summary="The second factor: a recovery code",
        bodies=body("RecoveryBody"),
        answers=(SignInAnswer,),
        problems=("sign_in_failed", "too_many_tries", "cross_site"),
        run=at_the_door(doors.recovery_code),
    ),
    Operation(
        method="POST",
        path=f"{SIGN_IN_PATH}/passkey/options",
        name="askPasskey",
        tag=TAG,
        summary="What the browser is to ask a passkey",
        bodies=body("PasskeyAskBody"),
        answers=(PasskeyOptions,),
        problems=("too_many_tries", "cross_site"),
        run=at_the_door(doors.ask_passkey),
    ),
    Operation(
        method="POST",
        path=f"{SIGN_IN_PATH}/passkey",
        name="signInPasskey",
        tag=TAG,
        summary="Sign in with a passkey, or tell it as the second factor",
        bodies=body("PasskeyBody"),
        answers=(SignInAnswer,),
        problems=("sign_in_failed", "too_many_tries", "cross_site"),
        run=at_the_door(doors.passkey),
    ),
    Operation(
        method="POST",
        path=f"{SIGN_IN_PATH}/link",
        name="askPasswordLink",
        tag=TAG,
        summary="Have a link mailed to set another password",
        description="The same answer whether there is such an account or not. The link is good once, for 30 minutes.",
        bodies=body("LinkBody"),
        answers=(Accepted,),
        answer_status=202,
        problems=("cross_site",),
        run=at_the_door(doors.ask_link),
    ),
    Operation(
        method="POST",
        path=f"{SIGN_IN_PATH}/password",
        name="setPasswordByLink",
        tag=TAG,
        summary="Set another password with a mailed link",
        description="Ends all sign-ins and keys of the person. Second factors stay.",
        bodies=body("LinkPasswordBody"),
        answers=(Accepted,),
        problems=("link_over", "cross_site"),
        run=at_the_door(doors.link_password),
    ),
    Operation(
        method="POST",
        path=ACCEPT_PATH,
        name="acceptInvitation",
        tag=TAG,
        summary="Accept an invitation: choose a password, and be signed in",
        bodies=body("AcceptBody"),
        answers=(SignInAnswer,),
        problems=("link_over", "login_taken", "sign_in_failed", "cross_site"),
        run=at_the_door(doors.accept_invitation),
    ),
)

PROVIDERS = (
    Operation(
        method="GET",
        path=f"{SIGN_IN_PATH}/ways/{{organisation_id}}",
        name="signInWays",
        tag=TAG,
        summary="The identity providers by which an organisation's staff may sign in",
        description="None are told of an organisation that there is not, as of one that has none.",
        answers=(SignInWays,),
        run=oidc.ways,
    ),
    Operation(
        method="GET",
        path=f"{SIGN_IN_PATH}/oidc/{{organisation_id}}/{{provider_id}}",
        name="signInByProvider",
        tag=TAG,
        summary="Sign in through the organisation's own identity provider",
        description="Redirects there. With `invitation`, whoever comes back is linked to whom it invites.",
        query=oidc.DepartQuery,
        answers=(oidc.Redirected,),
        answer_status=302,
        answer_headers=("location",),
        problems=("provider_failed", "provider_away", "link_over"),
        run=oidc.for_people(oidc.to_provider),
    ),
    Operation(
        method="GET",
        path=f"{SIGN_IN_PATH}/oidc/callback",
        name="backFromProvider",
        tag=TAG,
        summary="Where the identity provider sends the browser back",
        query=oidc.ReturnQuery,
        answers=(oidc.Redirected,),
        answer_status=302,
        answer_headers=("location",),
        problems=("provider_failed", "provider_away", "link_over", "sign_in_failed"),
        run=oidc.for_people(oidc.from_provider),
    ),
)

SIGN_IN = (*DOORS, *PROVIDERS, *MINE)
