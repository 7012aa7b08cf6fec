"""What staff's « done » changes, by kind of request."""

from collections.abc import Mapping

from mutuelle.beneficiaries.open_changes import ENROLMENT, REMOVAL, begin_cover, end_cover
from mutuelle.requests.moving import Closing

CLOSINGS: Mapping[str, Closing] = {REMOVAL: end_cover, ENROLMENT: begin_cover}
