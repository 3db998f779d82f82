"""An invented Parkstad to try everything on, built through the same operations as a real region.

Nothing in it exists but seven municipalities, by name, code and size. It is the same on every machine,
down to the identities of its rows (`matching.examples`); its dates count from the day it is built.
"""

from matching.demo.building import (
    DatabaseIsNotADemo,
    DemoKey,
    build,
    desk,
    is_built,
    make_keys,
    request_run,
)
from matching.demo.questions import ask

__all__ = ["DatabaseIsNotADemo", "DemoKey", "ask", "build", "desk", "is_built", "make_keys", "request_run"]
