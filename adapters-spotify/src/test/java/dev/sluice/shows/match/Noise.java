package dev.sluice.shows.match;

/**
 * How far the two sides have drifted apart; each is the share of the episodes that it happens to.
 *
 * @param listLacks not on the service
 * @param feedLacks not in the feed
 * @param edited the title was rewritten on one side
 * @param restyled the title is spelt, quoted or encoded in another way
 * @param prefixed the publisher's word was added on one side
 * @param dateOff a day off, or two
 * @param moved uploaded again, weeks or months later
 * @param doubled uploaded again, and the old item is still there
 * @param drifted by advertisements, as far as 105 seconds
 * @param unsaid the feed does not say the duration
 */
record Noise(
    double listLacks,
    double feedLacks,
    double edited,
    double restyled,
    double prefixed,
    double dateOff,
    double moved,
    double doubled,
    double drifted,
    double unsaid) {
  static final Noise NONE = new Noise(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  static final Noise AS_FOUND =
      new Noise(0.02, 0.02, 0.01, 0.2, 0.03, 0.05, 0.01, 0.005, 0.3, 0.05);
  static final Noise HARSH = new Noise(0.12, 0.15, 0.12, 0.5, 0.1, 0.2, 0.06, 0.02, 0.6, 0.3);
}
