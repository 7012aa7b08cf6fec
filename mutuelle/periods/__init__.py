"""Periods and dates as French members type them: a pure parser, with today injected.

`find_period` reads a whole sentence and answers a `Period` (both ends inclusive, clipped at today), a `Refusal`
(what is wrong, to be asked back, never guessed) or None (the sentence speaks of no period). `parse_date` reads one
day. Neither ever raises, whatever the text; both take time linear in it.

The grammar is our own. Measured on 25 French periods, dateparser read 6 and duckling, a compiled dependency, 14.
What had to be decided:

* a month, day, season or feast without a year is the latest one that has begun; « mars dernier » the latest ended;
* « depuis N mois » and « les N derniers mois » run from the same day N months ago (clamped at the month's end);
  « le mois dernier », « il y a N mois » are whole calendar months, and so for days, weeks (Monday to Sunday),
  quarters, half-years and years;
* « avant … », « jusqu'à … » and « tout » start at `almanac.earliest`: 1 January 30 years ago, never before 1990;
* « avant X » and « après X » exclude X, « jusqu'à X » and « depuis X » include it;
* « dernier » and « prochain » count from today; « précédent », « d'avant », « suivant », « d'après », « plus tôt »
  count from the period looked at, when the caller says which (`looking_at`);
* « avant-dernier » is the calendar unit before the last one; « la quinzaine passée » is the last 15 days;
* school holidays vary by zone and are not known to us: asked, suggesting the two months that hold them; summer ones
  are July and August;
* what is denied is dropped when something else is said (« pas mars, avril »), asked when nothing is;
* seasons are whole months (summer: June to August; winter: December to February), « la rentrée » is 1 September;
* début / mi / fin of a month: 1-10, 11-20, 21-end; of a year: January-March, May-August, October-December;
* two-digit years are at most one year ahead of today, the others are of the 20th century;
* a range without years may span the new year when that is short (`ranges.resolve_range`), else it is upside down.
"""

from mutuelle.periods.model import Period, Problem, Refusal
from mutuelle.periods.reader import find_period, parse_date, without_periods

__all__ = ["Period", "Problem", "Refusal", "find_period", "parse_date", "without_periods"]
