package dev.sluice.shows.match;

import java.time.LocalDate;

/**
 * One recording of an invented show, and what its publisher calls it on either side.
 *
 * @param id tells it from all others
 */
record Recording(String id, String listed, String fed, LocalDate date, int seconds) {
  Recording titled(String both) {
    return new Recording(id, both, both, date, seconds);
  }
}
