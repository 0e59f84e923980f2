"""The address of the feed."""

from services.http.body import EVENTS_PATH
from services.http.feed.page import FeedPage, FeedQuery, feed_page
from services.http.operation import AT_LEAST_REFUSED, Operation

FEED = (
    Operation(
        method="GET",
        path=EVENTS_PATH,
        name="readEvents",
        tag="Partners",
        summary="Everything that happened, in order, from a place on",
        description=(
            "CloudEvents of the patients that you reach, as they were recorded; names, contacts and texts are in none. "
            "Nothing is left out between two pages, whatever is written meanwhile: keep `next` beside what you have "
            "worked through, and ask for what is `after` it. Where there is nothing new an answer can `wait`."
        ),
        query=FeedQuery,
        answers=(FeedPage,),
        problems=AT_LEAST_REFUSED,
        run=feed_page,
    ),
)
