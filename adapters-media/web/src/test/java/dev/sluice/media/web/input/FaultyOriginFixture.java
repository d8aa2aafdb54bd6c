package dev.sluice.media.web.input;

import org.junit.jupiter.api.AfterEach;

/** An origin that may do anything. */
abstract class FaultyOriginFixture {
  static final int SIZE = 1_000_003;
  static final String SETTING = "read-timeout";

  FetchFixture origin = new FetchFixture(SIZE);

  @AfterEach
  void close() {
    origin.close();
  }
}
