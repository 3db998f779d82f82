"""What it takes to withdraw something: a reason."""

from typing import Annotated

from pydantic import Field

from matching.api.schemas import In


class WithdrawalIn(In):
    """Why something or somebody no longer takes part."""

    reason: Annotated[
        str,
        Field(
            min_length=3,
            max_length=500,
            description=("Why, without personal data: no name, e-mail address or BSN."),
            examples=["Op een andere manier ingevuld."],
        ),
    ]
