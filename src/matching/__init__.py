"""matchingspunt: a regional desk that matches people ready to move on with homes.

The rooms, top floor first (a room imports only from floors below):

====================  ==========================================================
``__main__``          the command ``matchingspunt``
``demonstration``     shows an invented Parkstad at work
``processes``         PostgreSQL, API and workers as processes that start and stop together
``main``              composes the service, the worker and the job queue
``migrations``        brings a database to the tables of this version
``api``, ``jobs``     the doors: HTTP and the clock
``demo``              an invented Parkstad to try everything on
``operations``        what we do: one function, one use case, one transaction
``queries``           what we look up, within what the actor may see
``work``              a transaction, an actor, a moment, a queue and a journal
``models``            what we remember: tables and constraints
``solver``            pure rules: what a good matching is, found, proven, explained
``workflow``          pure rules: the life of a proposal, and why somebody says no
``database``          the connection; ``embedded`` the bundled PostgreSQL; ``webhook`` signs and posts one message
``actors``            who asks; ``settings`` every knob
``vocabulary``        the closed sets of words; ``errors`` the kinds of refusal
``examples``          the identities that the demo's rows have, for examples that work
====================  ==========================================================
"""

__version__ = "0.1.0"
