"""People as the portal counts them: cohorts with outcomes, exchanges, training, certification.

Lists and figures know graduates by a number within their cohort. Who they are stands sealed in
GraduateIdentity alone; an exchange names the person who works on the other side to its parties.
"""

from talent.models.cohorts import Cohort, OutcomeSet, Pay, Share
from talent.models.exchanges import Exchange
from talent.models.graduates import Consent, Graduate, GraduateIdentity, Outcome
from talent.models.leaf import OutcomeChange, OutcomeLeaf, OutcomeLog
from talent.models.training import Certification, TrainingBatch

__all__ = [
    "Certification",
    "Cohort",
    "Consent",
    "Exchange",
    "Graduate",
    "GraduateIdentity",
    "Outcome",
    "OutcomeChange",
    "OutcomeLeaf",
    "OutcomeLog",
    "OutcomeSet",
    "Pay",
    "Share",
    "TrainingBatch",
]
