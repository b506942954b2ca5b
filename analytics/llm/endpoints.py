"""A LanguageModel's row as the endpoint that is asked."""

from analytics.llm.client import Endpoint
from analytics.llm.errors import WrongSetUp
from analytics.models import LanguageModel
from ucm.fields import UnreadableSecret

MOST_TOKENS = 1200  # of an answer
QUESTION = 800  # tokens of the question without the call


def in_use() -> LanguageModel | None:
    """The language model that calls are sent to; None until an admin allows one."""
    return LanguageModel.objects.filter(in_use=True).first()


def endpoint_of(model: LanguageModel) -> Endpoint:
    """Raises WrongSetUp where its key can no longer be decrypted."""
    try:
        key = model.key
    except UnreadableSecret as error:
        raise WrongSetUp("The stored key can no longer be decrypted.", error.advice) from None
    return Endpoint(
        url=model.base_url, model=model.model, key=key, patience=model.patience, most_tokens=MOST_TOKENS
    )


def room_of(model: LanguageModel) -> int:
    """Tokens that the lines of a call may take."""
    return max(model.context - MOST_TOKENS - QUESTION, 200)
