package dev.sluice.core.biting;

import okhttp3.OkHttpClient;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class UsesOkHttp {
  static OkHttpClient seen;

  private UsesOkHttp() {}
}
