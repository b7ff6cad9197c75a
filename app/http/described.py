"""What an operation answers, for the OpenAPI document, as far as the framework does not know it."""

from http import HTTPStatus
from typing import Any, Final

from app.http.formats import MEDIA_TYPES
from app.http.problems import DESCRIPTIONS

LINK: Final = {
    "schema": {"type": "string"},
    "description": 'The next page, with `rel="next"`; absent on the last.',
}
ETAG: Final = {"schema": {"type": "string"}, "description": "The version, for `If-None-Match`."}
#: The media type of a stream that has no version, and ends when what it tells of does.
EVENTS: Final = "text/event-stream"
#: What the framework says of an answer where its handler says nothing; of the first, the status in words.
UNSAID: Final = "Additional response"


def describe_reading(answers: dict[str, Any], is_list: bool) -> None:
    """What the framework cannot know: the formats of a list, versions of single resources, headers."""
    answer = answers["200"]
    if is_list:
        text = {"schema": {"type": "string"}}
        answer["description"] = "One page; as CSV or NDJSON all rows."
        answer["content"] |= {MEDIA_TYPES["csv"].partition(";")[0]: text, MEDIA_TYPES["ndjson"]: text}
        answer["headers"] = {"Link": LINK}
    elif EVENTS in answer["content"]:
        answer["description"] = "What happens, when it happens."
    else:
        answer["description"] = "As it is now."
        answer["headers"] = {"ETag": ETAG}
        answers["304"] = {
            "description": "Nothing has changed since the version in If-None-Match.",
            "headers": {"ETag": ETAG},
        }


def describe_writing(verb: str, operation: dict[str, Any]) -> None:
    """What each success is, and which media types a body may have."""
    answers = operation["responses"]
    answers["403"] = {**answers["400"], "description": DESCRIPTIONS[403]}
    done = {
        "201": "Made.",
        "202": "Taken; it is not read yet.",
        "204": "Gone." if verb == "delete" else "Done.",
        "200": "What went with it." if verb == "delete" else "As it is now.",
    }
    for status in answers.keys() & done.keys():
        if answers[status]["description"] in {HTTPStatus(int(status)).description, UNSAID}:
            answers[status]["description"] = done[status]
    if verb == "patch":
        content = operation["requestBody"]["content"]
        content["application/merge-patch+json"] = content["application/json"]
